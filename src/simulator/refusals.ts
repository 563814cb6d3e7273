import type { Body } from "../wire/envelope.ts";

/** How a vendor words its refusals, by their keys in the driver's table. One that is only ever met with silence has no words. */
export type RefusalWords<Reply extends Body = Body> = ReadonlyMap<string, Reply>;

/** Words for each of these causes, under the cause as text, as a driver's table writes it. */
export const wordsFor = <Cause extends string | number, Reply extends Body>(
  causes: readonly Cause[],
  say: (cause: Cause) => Reply,
): readonly (readonly [string, Reply])[] => causes.map((cause) => [String(cause), say(cause)]);

/** The words for one refusal. Throws a RangeError for one that has none. */
export function refusalIn<Reply extends Body>(words: RefusalWords<Reply>, vendorCode: string): Reply {
  const said = words.get(vendorCode);
  if (!said)
    throw new RangeError(
      `no words for the refusal "${vendorCode}": there are ${[...words.keys()].join(", ")}`,
    );
  return said;
}
