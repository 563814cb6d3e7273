import { z } from "zod";
import { id, keypadEntry } from "../../inputs.ts";
import { defineRoute } from "../../route.ts";

/** A hand on the keypad, with all that follows from it. */
export const enterCode = defineRoute({
  path: "/_lockstep/locks/enter_code",
  methods: ["POST"],
  answers: { opened: z.boolean(), reason: z.string() },
  input: z.object({ device_id: id, code: keypadEntry }),
  handle: async ({ device_id, code }, { lab }) => ({ ...(await lab.enterCode(device_id, code)) }),
});
