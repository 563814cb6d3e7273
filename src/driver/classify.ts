import type { SlotContent, SlotReading, Window } from "../lock/slot-value.ts";

import type { SlotReadEvent } from "./slot-setup.ts";

const sameWindow = (one: Window | undefined, other: Window | undefined): boolean =>
  one?.startsAt === other?.startsAt && one?.endsAt === other?.endsAt;

/** What a reading of an entry means to the machine that wants `content` in it. No reading: the entry is empty. */
export function classify(
  content: SlotContent,
  previousPin: string | undefined,
  reading: SlotReading | undefined,
): SlotReadEvent {
  const value = reading?.value ?? { kind: "empty" };
  switch (value.kind) {
    case "empty":
      return { type: "slot.empty" };
    case "unreadable":
      return { type: "slot.unreadable" };
    case "known": {
      if (value.pin === content.pin && sameWindow(reading?.window, content.window)) {
        return { type: reading?.onKeypad ? "slot.holdsOurs" : "slot.travelling" };
      }
      if (value.pin === previousPin) return { type: "slot.holdsPrevious" };
      return { type: "slot.holdsOther", pin: value.pin, window: reading?.window };
    }
  }
}
