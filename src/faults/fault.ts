import { z } from "zod";
import { parseDuration, parseInstant } from "../kernel/duration.ts";
import { invalidInput } from "../lock/errors.ts";
import { type FaultKind, type FaultKindName, faultKindNames, faultKinds } from "./catalogue.ts";
import { parseTarget, type Target } from "./target.ts";

/** When a fault acts. Without it: at once, and on everything that matches. */
const When = z.union([
  z.strictObject({ at: z.string() }),
  z.strictObject({ nth: z.int().positive() }),
  z.strictObject({ skip: z.int().nonnegative(), count: z.int().positive() }),
  z.strictObject({ p: z.number().gt(0).max(1) }),
]);

/** One fault, as scripts, HTTP and the library write it. */
const FaultInput = z.strictObject({
  kind: z.string(),
  target: z.string(),
  match: z.strictObject({ command: z.string() }).optional(),
  when: When.optional(),
  for: z.string().optional(),
  until: z.string().optional(),
  params: z.record(z.string(), z.string()).optional(),
});

/**
 * A fault to inject: what happens (`kind`), to whom (`target`: `lock:<device_id>`, `hub:<gateway>`, `vendor:<name>`,
 * `link:<a>><b>`, `service`; `*` matches any run of characters), to which commands (`match.command`: the vendor's name
 * for it), when (`at` an instant; only the `nth` matching command; `skip` some and hit `count`; each with probability
 * `p`), and for how long (`for` a duration or `until` an instant; ten virtual minutes unless told).
 */
export type FaultInput = z.input<typeof FaultInput>;

export interface Fault {
  readonly kind: FaultKindName;
  readonly target: Target;
  readonly command: string | undefined;
  readonly when: z.infer<typeof When> | undefined;
  /** Milliseconds since the epoch. */
  readonly startsAt: number;
  readonly endsAt: number;
  /** Durations in milliseconds. */
  readonly params: Readonly<Record<string, string | number>>;
}

/** A fault heals itself after this long, in milliseconds, unless told otherwise. */
const lifetimeMs = 10 * 60_000;

function durationOf(field: string, text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw invalidInput(field, error instanceof Error ? error.message : "is not a duration");
  }
}

function instantOf(field: string, text: string): number {
  try {
    return parseInstant(text);
  } catch (error) {
    throw invalidInput(field, error instanceof Error ? error.message : "is not an instant");
  }
}

function paramsOf(kindName: FaultKindName, given: Readonly<Record<string, string>>): Fault["params"] {
  const kind: FaultKind = faultKinds[kindName];
  const names = Object.keys(kind.params);
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) {
      throw invalidInput(
        `params.${name}`,
        `is not a parameter of ${kindName}, which has ${names.join(", ") || "none"}`,
      );
    }
  }
  return Object.fromEntries(
    Object.entries(kind.params).map(([name, { form, required, default: fallback }]) => {
      const text = given[name] ?? fallback;
      if (text === undefined || (required && !given[name]))
        throw invalidInput(`params.${name}`, "is required");
      return [name, form === "duration" ? durationOf(`params.${name}`, text) : text];
    }),
  );
}

/**
 * Checks a fault against the catalogue. Throws a RequestError (`invalid_input`) that names the field and lists what
 * exists.
 */
export function parseFault(input: unknown, now: number): Fault {
  const parsed = FaultInput.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalidInput(issue?.path.join(".") || "fault", `is not valid: ${issue?.message}`);
  }
  const { kind, target, match, when, params } = parsed.data;
  if (!(kind in faultKinds)) {
    throw invalidInput("kind", `is none of the kinds of fault: ${faultKindNames.join(", ")}`);
  }
  const kindName = kind as FaultKindName;
  const { action, targets }: FaultKind = faultKinds[kindName];
  if (match && action !== "command") throw invalidInput("match", `has no meaning for ${kind}`);
  if (when && !("at" in when) && action !== "command") {
    throw invalidInput("when", `can only be "at" for ${kind}: it does not act on single commands`);
  }
  if (parsed.data.for !== undefined && parsed.data.until !== undefined) {
    throw invalidInput("until", 'cannot stand beside "for"');
  }
  const startsAt = when && "at" in when ? instantOf("when.at", when.at) : now;
  if (startsAt < now) throw invalidInput("when.at", "is in the past");
  const endsAt =
    parsed.data.until !== undefined
      ? instantOf("until", parsed.data.until)
      : startsAt + (parsed.data.for === undefined ? lifetimeMs : durationOf("for", parsed.data.for));
  if (endsAt <= startsAt) throw invalidInput("until", "is not after the start of the fault");
  return {
    kind: kindName,
    target: parseTarget(target, targets, kind),
    command: match?.command,
    when,
    startsAt,
    endsAt,
    params: paramsOf(kindName, params ?? {}),
  };
}
