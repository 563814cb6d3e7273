import { z } from "zod";
import { defineRoute } from "../../route.ts";

/** The lab knows the kinds of faults and checks the rest of the object. */
export const injectFault = defineRoute({
  path: "/_lockstep/faults/inject",
  methods: ["POST"],
  answers: { fault_id: z.string() },
  input: z.looseObject({ kind: z.string() }),
  handle: async (fault, { lab }) => ({ fault_id: (await lab.injectFault(fault)).faultId }),
});
