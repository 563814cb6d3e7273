/**
 * What a vendor cannot promise, by the name of the promise, and why. A suite checks that it still deviates: an entry that no
 * longer holds is stale.
 */
export type Deviations = Readonly<Record<string, string>>;

/** The names of deviations that no promise has. */
export const unknownDeviations = (
  deviations: Deviations,
  promises: readonly { readonly name: string }[],
): string[] => Object.keys(deviations).filter((name) => !promises.some((promise) => promise.name === name));

/**
 * Checks a promise, or that it is still broken where a deviation says so. Throws what the check throws, or an Error for a
 * deviation that is stale.
 */
export function checkPromise(name: string, deviations: Deviations, check: () => void): void {
  if (deviations[name] === undefined) {
    check();
    return;
  }
  try {
    check();
  } catch {
    return;
  }
  throw new Error(`"${name}" holds: its deviation (${deviations[name]}) is stale`);
}
