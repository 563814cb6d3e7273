/** One number that the benchmark has found, and what it should be. */
export interface Measurement {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly aim?: { readonly atLeast: number } | { readonly atMost: number };
}

/** Whether the aim is met; `undefined` where there is none. */
export function meetsAim({ value, aim }: Measurement): boolean | undefined {
  if (!aim) return undefined;
  return "atLeast" in aim ? value >= aim.atLeast : value <= aim.atMost;
}

/** How a part hands its numbers to `main.ts`, which runs it in a process of its own: as one line of JSON. */
export function hand(measurements: readonly Measurement[]): void {
  process.stdout.write(`${JSON.stringify(measurements)}\n`);
}

/** The middle one; of an even number the higher of the two in the middle. Throws a RangeError for no numbers. */
export function median(numbers: readonly number[]): number {
  const middle = [...numbers].sort((one, other) => one - other)[numbers.length >> 1];
  if (middle === undefined) throw new RangeError("no numbers have no median");
  return middle;
}
