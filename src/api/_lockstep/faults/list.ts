import { z } from "zod";
import { defineRoute } from "../../route.ts";

export const listFaults = defineRoute({
  path: "/_lockstep/faults/list",
  methods: ["GET"],
  input: z.object({}),
  handle: (_input, { lab }) => ({ faults: lab.listFaults() }),
});
