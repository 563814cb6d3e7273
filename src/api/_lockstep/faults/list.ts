import { z } from "zod";
import { defineRoute } from "../../route.ts";

export const listFaults = defineRoute({
  path: "/_lockstep/faults/list",
  methods: ["GET"],
  answers: { faults: z.array(z.looseObject({})) },
  input: z.object({}),
  handle: (_input, { lab }) => ({ faults: lab.listFaults() }),
});
