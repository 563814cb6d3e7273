/**
 * Waits, in real time, until something holds; rejects with `what` after so many milliseconds: far longer than it takes, so
 * that only what never happens fails.
 */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = 90_000,
): Promise<void> {
  const begun = performance.now();
  while (!(await holds())) {
    if (performance.now() - begun > limitMs)
      throw new Error(`in ${limitMs / 1000} s it has not come to this: ${what}`);
    await new Promise<void>((resolve) => setTimeout(resolve, 20));
  }
}
