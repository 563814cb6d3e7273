import { z } from "zod";
import { defineRoute } from "../route.ts";

export const getTime = defineRoute({
  path: "/_lockstep/time",
  methods: ["GET"],
  input: z.object({}),
  handle: (_input, { lab }) => ({ ...lab.time() }),
});
