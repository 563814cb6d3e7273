import { z } from "zod";
import { parseDuration } from "../../../kernel/duration.ts";
import { instant } from "../../inputs.ts";
import { defineRoute } from "../../route.ts";

const duration = z.string().refine(isDuration, {
  error: 'Expected a duration: ISO 8601 ("PT2H", "P3D") or a number with ms, s, m, h or d ("90s", "2h")',
});

function isDuration(text: string): boolean {
  try {
    parseDuration(text);
    return true;
  } catch {
    return false;
  }
}

/** Answers when the world is quiet at that instant. */
export const advanceTime = defineRoute({
  path: "/_lockstep/time/advance",
  methods: ["POST"],
  input: z
    .object({ by: duration.exactOptional(), to: instant.exactOptional() })
    .refine(({ by, to }) => (by === undefined) !== (to === undefined), {
      error: 'Expected either "by" or "to"',
    }),
  handle: async ({ by, to }, { lab }) => ({
    ...(await lab.advance(by === undefined ? { to: to ?? "" } : { by })),
  }),
});
