import type { Fact, LockProfile } from "../lock/profile.ts";
import type { Refusal, Refusals } from "../lock/refusal.ts";

/** One fact of a profile, in words for a table. */
export interface FactRow {
  readonly fact: string;
  readonly value: string;
  readonly source: string;
  /** No public source says so. */
  readonly assumed: boolean;
}

/** The facts of a profile in its own order, the timing last. */
export function factRows({ timing, ...facts }: LockProfile): FactRow[] {
  return [...Object.entries(facts), ...Object.entries(timing)].flatMap(([fact, said]) =>
    isFact(said) ? [rowOf(fact, said)] : [],
  );
}

/** One way of a vendor's to say no, in words for a table. */
export interface RefusalRow {
  readonly vendorCode: string;
  /** What the access code reports; `undefined`: nothing, because it passes. */
  readonly error: string | undefined;
  readonly retried: string;
  readonly says: string;
}

const retries: Readonly<Record<Refusal["retry"], string>> = {
  soon: "soon",
  later: "later",
  whenSlotFrees: "when a slot frees",
  whenDeviceChanges: "when the device changes",
  whenCodeChanges: "when the code changes",
  inAnotherSlot: "in another slot",
};

/** The refusals of a driver, in the order of its table. */
export const refusalRows = (refusals: Refusals): RefusalRow[] =>
  Object.entries(refusals).map(([vendorCode, { code, retry, message }]) => ({
    vendorCode,
    error: retry === "soon" ? undefined : code,
    retried: retries[retry],
    says: message,
  }));

/** A fact in one cell: its value, and an asterisk where it is assumed. */
export function valueCell(name: string, fact: Fact<unknown>): string {
  const { value, assumed } = rowOf(name, fact);
  return assumed ? `${value} *` : value;
}

/** What a profile holds besides facts are names. */
const isFact = (said: unknown): said is Fact<unknown> =>
  typeof said === "object" && said !== null && "value" in said && "source" in said;

const rowOf = (name: string, { value, source }: Fact<unknown>): FactRow => {
  const isTime = name.endsWith("Ms") && typeof value === "number";
  return {
    fact: isTime ? name.slice(0, -"Ms".length) : name,
    value: isTime ? lengthOfTime(value) : words(value),
    source,
    assumed: source.startsWith("assumed"),
  };
};

function words(value: unknown): string {
  if (value === undefined) return "not known until the lock reports it";
  if (Array.isArray(value)) {
    return value.map((item) => (typeof item === "object" ? JSON.stringify(item) : item)).join(", ") || "none";
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([name, item]) => `${name} ${words(item)}`)
      .join(", ");
  }
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}

const units = [
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
] as const;

function lengthOfTime(milliseconds: number): string {
  const [unitMs, unit] = units.find(([length]) => milliseconds >= length) ?? [1, "ms"];
  return `${milliseconds / unitMs} ${unit}`;
}
