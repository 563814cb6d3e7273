/** What a soaked service is like at an instant. */
export interface Sample {
  /** Seconds since the soak began. */
  readonly atS: number;
  readonly megabytes: number;
  /** Entries of locks that are being programmed. */
  readonly programming: number;
  /** Messages that the broker has not acknowledged to the service. */
  readonly unacknowledged: number;
}

/** The most that a queue has held. */
export const deepest = (samples: readonly Sample[], queue: "programming" | "unacknowledged"): number =>
  Math.max(...samples.map((one) => one[queue]));

/** Megabytes a minute, by least squares over the second half, when caches are warm. */
export function slope(samples: readonly Sample[]): string {
  const late = samples.slice(Math.floor(samples.length / 2));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(late.map(({ atS }) => atS)), mean(late.map(({ megabytes }) => megabytes))];
  const across = late.reduce((sum, { atS, megabytes }) => sum + (atS - x) * (megabytes - y), 0);
  const along = late.reduce((sum, { atS }) => sum + (atS - x) ** 2, 0);
  return ((across / along) * 60).toFixed(2);
}

export function percentiles(milliseconds: readonly number[]): string {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  return `${at(0.5)} ms (median), ${at(0.99)} ms (99 of 100), ${at(1)} ms (the longest)`;
}
