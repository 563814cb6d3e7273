import { z } from "zod";
import { invalidInput } from "../lock/errors.ts";
import { fits } from "./fields.ts";
import type { FaultKind } from "./kind.ts";
import { type Match, type MatchField, matchFields, parseMatch } from "./observation.ts";
import { parseParams, type WrittenParam } from "./params.ts";
import type { Subject } from "./subject.ts";
import { resolveTarget, type Surroundings } from "./target.ts";
import { parseTrigger, type Trigger, When } from "./trigger.ts";

const MatchValue = z.union([z.string(), z.number(), z.array(z.union([z.string(), z.number()])).min(1)]);

/** One fault, as scripts, HTTP and the library write it. What the fields may be, its JSON Schema tells more closely. */
const FaultInput = z.strictObject({
  kind: z.string(),
  target: z.string(),
  match: z.record(z.string(), MatchValue).optional(),
  when: When.optional(),
  for: z.string().optional(),
  until: z.string().optional(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

/**
 * A fault to inject: what happens (`kind`), to whom (`target`: `lock:<device_id or name>`, `hub:<gateway>`, `vendor:<name>`,
 * `account:<connected_account_id>`, `link:<node>><node>`, `broker`, `service`; `*` matches any run of characters), to what
 * of it (`match`: command, slot, topic ...), when (`when`), for how long (`for` a duration or `until` an instant; ten virtual
 * minutes unless told), and how (`params`). docs/faults.md lists the kinds.
 */
export type FaultInput = z.input<typeof FaultInput>;

/** A fault that was checked. */
export interface Fault {
  readonly kindName: string;
  readonly kind: FaultKind;
  readonly subjects: readonly Subject[];
  readonly match: Match;
  readonly trigger: Trigger;
  readonly params: Readonly<Record<string, WrittenParam | undefined>>;
  /** What makes this fault another than others, for the name of its random stream. */
  readonly identity: string;
}

/**
 * Checks a fault against the kinds. Throws a RequestError (`invalid_input`) that names the field and lists what exists.
 */
export function parseFault(
  input: unknown,
  now: number,
  kinds: Readonly<Record<string, FaultKind>>,
  surroundings: Surroundings,
): Fault {
  const parsed = FaultInput.safeParse(input);
  if (!parsed.success) throw malformed(parsed.error);
  const { kind: kindName, target, match = {}, when, params = {} } = parsed.data;
  const kind = Object.hasOwn(kinds, kindName) ? kinds[kindName] : undefined;
  if (!kind) {
    throw invalidInput("kind", `is none of the kinds of fault: ${Object.keys(kinds).join(", ")}`);
  }
  if (kind.needsWhen && !when) {
    throw invalidInput("when", `is required for ${kindName}: at once it would change nothing`);
  }
  const deviceIds = (pattern: string) =>
    surroundings.fleet
      .filter(({ deviceId, name }) => fits(pattern, deviceId) || fits(pattern, name))
      .map(({ deviceId }) => deviceId);
  return {
    kindName,
    kind,
    subjects: resolveTarget(target, kind.on, kindName, surroundings),
    match: parseMatch("match", match, matchable(kind), deviceIds),
    trigger: parseTrigger(parsed.data, kind, kindName, now, deviceIds),
    params: parseParams(kindName, kind.params, params),
    identity: JSON.stringify([kindName, target, match, when ?? null, params]),
  };
}

/** What `match` may ask for. */
export const matchable = (kind: FaultKind): readonly MatchField[] =>
  kind.matches ?? (kind.acts === "watching" ? matchFields[kind.watches] : []);

/** In words that name the field; a fault holds no PIN. */
function malformed(error: z.ZodError): Error {
  const [issue] = error.issues;
  if (issue?.code === "unrecognized_keys") {
    const field = [...issue.path, issue.keys[0]].join(".");
    const existing = issue.path.length === 0 ? Object.keys(FaultInput.shape) : Object.keys(When.shape);
    return invalidInput(field, `is no field of a fault: there are ${existing.join(", ")}`);
  }
  return invalidInput(issue?.path.join(".") || "fault", `is not valid: ${issue?.message}`);
}
