import type { Fact, LockProfile } from "../lock/profile.ts";

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
