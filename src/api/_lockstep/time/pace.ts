import { z } from "zod";
import { defineRoute } from "../../route.ts";

/** An hour in a second: the fastest pace that DESIGN names. */
const paceMax = 3600;

/** 0 pauses, 1 is the wall clock's. */
export const setPace = defineRoute({
  path: "/_lockstep/time/pace",
  methods: ["POST"],
  answers: { now: z.string(), mode: z.enum(["virtual", "paced"]), pace: z.number() },
  input: z.object({ pace: z.number().min(0).max(paceMax) }),
  handle: ({ pace }, { lab }) => ({ ...lab.setPace(pace) }),
});
