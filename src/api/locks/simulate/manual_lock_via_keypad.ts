import { z } from "zod";
import { actionAttempt } from "../../answers.ts";
import { id } from "../../inputs.ts";
import { defineRoute } from "../../route.ts";

/** Somebody presses the key that locks the door behind them. */
export const simulateManualLockViaKeypad = defineRoute({
  path: "/locks/simulate/manual_lock_via_keypad",
  methods: ["POST"],
  answers: { action_attempt: actionAttempt },
  input: z.object({ device_id: id }),
  handle: async (input, { enter, service }) => ({
    action_attempt: await enter(() => service.locks.lockViaKeypad(input)),
  }),
});
