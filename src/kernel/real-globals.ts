/**
 * The globals as they were before {@link file://./patched-globals.ts} replaced them. Only what drives a world from
 * outside uses them: the pump's turns, and the pacer, which follows the wall clock.
 */
export const realGlobals = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  clearImmediate: globalThis.clearImmediate,
  Date: globalThis.Date,
  /** Monotonic wall-clock time in milliseconds. */
  monotonicMs: performance.now.bind(performance),
} as const;
