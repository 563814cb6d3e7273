import { z } from "zod";
import { SwarmPlan } from "./plan.ts";

/** A world of a swarm that did not hold, as a file: what happened in it, drawn beforehand and made small, and how it ended. */
const FailureFile = z.strictObject({
  lockstepSwarmFailure: z.literal(1),
  /** The version that wrote it. Another one may draw, trace and answer differently. */
  lockstep: z.string(),
  failure: z.strictObject({
    kind: z.string(),
    words: z.string(),
    at: z.string(),
    trace: z.array(z.string()),
  }),
  /** SHA-256 over everything that happened: whoever sees the same has seen the same world. */
  digest: z.string(),
  /** How many steps and faults there were before it was made small. */
  before: z.strictObject({ steps: z.int(), faults: z.int() }),
  plan: SwarmPlan,
});

export type FailureFile = z.infer<typeof FailureFile>;

export const writeFailure = (failure: Omit<FailureFile, "lockstepSwarmFailure">): string =>
  `${JSON.stringify({ lockstepSwarmFailure: 1, ...failure }, null, 2)}\n`;

/** Throws a RangeError that names the field and what is wrong with it. */
export function readFailure(text: string): FailureFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new RangeError("is not JSON: a file that lockstep swarm has written");
  }
  const parsed = FailureFile.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RangeError(`${issue?.path.join(".") || "the file"} is not valid: ${issue?.message}`);
}
