import { z } from "zod";
import { id } from "../../inputs.ts";
import { defineRoute } from "../../route.ts";

/** Heals one fault, or all of them when none is named. */
export const healFaults = defineRoute({
  path: "/_lockstep/faults/heal",
  methods: ["POST"],
  answers: { healed: z.int() },
  input: z.object({ fault_id: id.exactOptional() }),
  handle: async ({ fault_id }, { lab }) => ({ ...(await lab.healFaults(fault_id)) }),
});
