import type { Clock } from "../kernel/ports.ts";

/** A clock whose timers each run as one unit of work: what a deadline changes is durable as a whole or not at all. */
export const unitOfWorkClock = (clock: Clock, transaction: (work: () => void) => void): Clock => ({
  now: () => clock.now(),
  setTimeout: (callback, delayMs) => clock.setTimeout(() => transaction(callback), delayMs),
  clearTimeout: (timer) => clock.clearTimeout(timer),
});
