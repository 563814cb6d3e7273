import { currentNode } from "./inside.ts";
import { realGlobals } from "./real-globals.ts";

const RealDate = realGlobals.Date;

/** The current instant where the caller stands. */
const now = (): number => currentNode()?.clock.now() ?? RealDate.now();

/** `Date` with and without `new`: only the current instant is another one. */
function WorldDate(this: unknown, ...args: unknown[]): string | Date {
  if (!new.target) return new RealDate(now()).toString();
  const given = args.length === 0 ? [now()] : args;
  return Reflect.construct(RealDate, given, new.target === WorldDate ? RealDate : new.target);
}

// One prototype for both, so that `instanceof` holds for dates that Node itself makes.
WorldDate.prototype = RealDate.prototype;
Object.defineProperty(RealDate.prototype, "constructor", {
  value: WorldDate,
  writable: true,
  configurable: true,
});
Object.defineProperty(WorldDate, "name", { value: "Date" });
Object.defineProperty(WorldDate, "length", { value: RealDate.length });

export const patchedDate = Object.assign(WorldDate, {
  now,
  parse: RealDate.parse,
  UTC: RealDate.UTC,
}) as unknown as DateConstructor;
