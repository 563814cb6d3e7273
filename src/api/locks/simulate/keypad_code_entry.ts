import { z } from "zod";
import { actionAttempt } from "../../answers.ts";
import { id, keypadEntry } from "../../inputs.ts";
import { defineRoute } from "../../route.ts";

export const simulateKeypadCodeEntry = defineRoute({
  path: "/locks/simulate/keypad_code_entry",
  methods: ["POST"],
  answers: { action_attempt: actionAttempt },
  input: z.object({ device_id: id, code: keypadEntry }),
  handle: async (input, { enter, service }) => ({
    action_attempt: await enter(() => service.locks.enterCode(input)),
  }),
});
