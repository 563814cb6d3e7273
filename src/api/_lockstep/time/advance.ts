import { z } from "zod";
import { parseDuration } from "../../../kernel/duration.ts";
import { invalidInput } from "../../../lock/errors.ts";
import { instant } from "../../inputs.ts";
import { defineRoute } from "../../route.ts";

/** A request that asks for ages would never be answered; assumed to be enough for one step. */
const stepDaysMax = 366;
const stepMaxMs = stepDaysMax * 24 * 60 * 60 * 1000;

const duration = z.string().refine(isDuration, {
  error: `Expected a duration of at most ${stepDaysMax} days: ISO 8601 ("PT2H", "P3D") or a number with ms, s, m, h or d ("90s", "2h")`,
});

function isDuration(text: string): boolean {
  try {
    return parseDuration(text) <= stepMaxMs;
  } catch {
    return false;
  }
}

/** Answers when the world is quiet at that instant. */
export const advanceTime = defineRoute({
  path: "/_lockstep/time/advance",
  methods: ["POST"],
  answers: { now: z.string() },
  input: z
    .object({ by: duration.exactOptional(), to: instant.exactOptional() })
    .refine(({ by, to }) => (by === undefined) !== (to === undefined), {
      error: 'Expected either "by" or "to"',
    }),
  handle: async ({ by, to = "" }, { lab }) => {
    if (by !== undefined) return { ...(await lab.advance({ by })) };
    if (Date.parse(to) - Date.parse(lab.time().now) > stepMaxMs) {
      throw invalidInput("to", `must be at most ${stepDaysMax} days ahead`);
    }
    return { ...(await lab.advance({ to })) };
  },
});
