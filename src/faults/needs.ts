import { invalidInput } from "../lock/errors.ts";
import type { Fault } from "./fault.ts";
import type { FaultHands } from "./hands.ts";
import type { FaultKind } from "./kind.ts";
import type { Subject } from "./subject.ts";

/**
 * The subjects of the fault that can suffer it: what cannot is left out, so that a whole vendor or lab can be a target. Throws
 * a RequestError (`invalid_input`) when none can, with what those can suffer, or with the refusals that those can say.
 */
export function requireAble(
  { kind, kindName, params, subjects }: Fault,
  kinds: Readonly<Record<string, FaultKind>>,
  hands: FaultHands,
): readonly Subject[] {
  const able = subjects.filter((subject) => lackOf(kind, kindName, subject, hands) === undefined);
  if (able.length > 0) return requireWords(kind, params, able, hands);
  const [first] = subjects;
  const lack = first && lackOf(kind, kindName, first, hands);
  const possible = Object.entries(kinds)
    .filter(([name, other]) => {
      const isSame = other.on === kind.on;
      return isSame && subjects.some((subject) => lackOf(other, name, subject, hands) === undefined);
    })
    .map(([name]) => name);
  throw invalidInput("target", `cannot suffer ${kindName}: ${lack}. It can suffer ${possible.join(", ")}`);
}

/** Those of the subjects that can say the refusal which the fault asks for, if it asks for one. */
function requireWords(
  { params: facts }: FaultKind,
  params: Fault["params"],
  subjects: readonly Subject[],
  hands: FaultHands,
): readonly Subject[] {
  const name = Object.keys(facts).find((param) => facts[param]?.form === "refusal");
  if (name === undefined) return subjects;
  const sayable = subjects.map((subject) =>
    subject.type === "lock" ? hands.refusals(subject.deviceId) : [],
  );
  const able = subjects.filter((_, place) => sayable[place]?.some((word) => word === params[name]));
  if (able.length > 0) return able;
  const existing = [...new Set(sayable.flat())].join(", ") || "none";
  throw invalidInput(`params.${name}`, `is no refusal that the target can say: there are ${existing}`);
}

/** What the subject lacks for the kind to happen to it, in words; `undefined` if nothing. */
function lackOf(
  { needs }: FaultKind,
  kindName: string,
  subject: Subject,
  hands: FaultHands,
): string | undefined {
  if (!needs || (subject.type !== "lock" && subject.type !== "hub")) return undefined;
  const { vendor } = subject;
  const { parts, words } = hands.frailties(vendor);
  if ("part" in needs)
    return parts.includes(needs.part) ? undefined : `${vendor} has ${partWords[needs.part]}`;
  if ("word" in needs) {
    return words[needs.word] === undefined ? `${vendor} has no word for "${needs.word}"` : undefined;
  }
  const hasIt = subject.type === "lock" && hands.lock(subject.deviceId).conditions.includes(needs.condition);
  return hasIt ? undefined : `${vendor} has no ${kindName}`;
}

const partWords = {
  cloud: "no cloud of its own",
  radio: "no radio between a hub and the lock",
  schedules: "no schedules on the lock, so that its clock decides nothing",
} as const;
