import { z } from "zod";
import { defineRoute } from "../route.ts";

export const getTime = defineRoute({
  path: "/_lockstep/time",
  methods: ["GET"],
  answers: { now: z.string(), mode: z.enum(["virtual", "paced"]), pace: z.number() },
  input: z.object({}),
  handle: (_input, { lab }) => ({ ...lab.time() }),
});
