import { z } from "zod";
import { id, keypadEntry } from "../../inputs.ts";
import { defineRoute } from "../../route.ts";

/** The oracle: asks the door and touches nothing. */
export const wouldOpen = defineRoute({
  path: "/_lockstep/locks/would_open",
  methods: ["POST"],
  answers: { opens: z.boolean() },
  input: z.object({ device_id: id, code: keypadEntry }),
  handle: async ({ device_id, code }, { lab }) => ({ opens: await lab.wouldOpen(device_id, code) }),
});
