import {
  isSameWindow,
  type SlotContent,
  type SlotReading,
  versionsOf,
  type Window,
} from "../lock/slot-value.ts";
import type { DeviceContext, LockDriver } from "./lock-driver.ts";
import type { Placement } from "./programmer.ts";
import type { SlotReadEvent } from "./slot-setup.ts";

/** What a reading of an entry means to the machine that works on it. No reading: the entry is empty. */
export function classify(
  placement: Placement,
  reading: SlotReading | undefined,
  driver: LockDriver,
  device: DeviceContext,
): SlotReadEvent {
  const value = reading?.value ?? { kind: "empty" };
  const [content, ...earlier] = versionsOf(placement);
  if (reading?.inactive !== undefined) return { type: "slot.inactive", vendorCode: reading.inactive };
  const showsWindow = (wanted: Window | undefined): boolean =>
    driver.isSameWindow?.(wanted, reading?.window, device) ?? isSameWindow(wanted, reading?.window);
  // With the same PIN, and the name that it had before: what was to change that has not arrived.
  const hasEarlierName =
    reading?.name !== undefined &&
    reading.name !== content.name &&
    earlier.some(({ name }) => name === reading.name);
  switch (value.kind) {
    case "empty":
      return { type: "slot.empty" };
    case "unreadable":
      return reading?.onKeypad ? { type: "slot.unreadable" } : { type: "slot.travelling" };
    case "marked":
      // A mark tells of what has arrived.
      if (!reading?.onKeypad) return { type: "slot.travelling" };
      if (value.mark === content.mark && showsWindow(content.window) && !hasEarlierName) {
        return { type: "slot.holdsOurs" };
      }
      if (earlier.some(({ mark, window }) => value.mark === mark && showsWindow(window))) {
        return { type: "slot.holdsPrevious" };
      }
      // What the vendor made of our last command nobody has told: as good as masked.
      if (content.mark === undefined) {
        const { wasRewritten = false } = reading;
        return { type: "slot.unreadable", mark: value.mark, wasRewritten };
      }
      return { type: "slot.holdsOther", pin: undefined, window: reading.window, mark: value.mark };
    case "hashed":
      if (isTokenOf(value.hash, content, driver)) return ours(reading);
      if (earlier.some((version) => isTokenOf(value.hash, version, driver))) {
        return { type: "slot.holdsPrevious" };
      }
      return { type: "slot.holdsOther", pin: undefined, window: undefined, mark: value.hash };
    case "known":
      if (value.pin === content.pin && showsWindow(content.window) && !hasEarlierName) return ours(reading);
      if (earlier.some(({ pin, window }) => value.pin === pin && showsWindow(window))) {
        return { type: "slot.holdsPrevious" };
      }
      return {
        type: "slot.holdsOther",
        pin: value.pin,
        window: reading?.window,
        hasOurName: [content, ...earlier].some(({ name }) => name === reading?.name),
      };
  }
}

/** With any of the starts that the lock was told. A token of other hands that was taken over is as good as a mark. */
const isTokenOf = (hash: string, content: SlotContent, driver: LockDriver): boolean =>
  hash === content.mark ||
  (content.sentStarts ?? [undefined]).some(
    (start) =>
      hash === driver.fingerprint?.({ ...content, sentStarts: start === undefined ? start : [start] }),
  );

const ours = (reading: SlotReading | undefined): SlotReadEvent => ({
  type: reading?.onKeypad ? "slot.holdsOurs" : "slot.travelling",
});

/**
 * Whether a reading of an entry that nobody has claimed shows this content: how a code is found again whose key the vendor
 * assigned and never told. By its PIN and the name beside it, or by a token of the PIN; by its name alone only where the
 * vendor sees to it that no two entries have the same.
 */
export function showsContent(
  content: Placement["content"],
  { value, name }: SlotReading,
  driver: LockDriver,
): boolean {
  const hasItsName = driver.profile.names?.value.unique === true && name === content.name;
  switch (value.kind) {
    case "known":
      // A stranger may have chosen the same PIN, and given it another name.
      return content.pin !== "" && value.pin === content.pin && (name ?? content.name) === content.name;
    case "hashed":
      return isTokenOf(value.hash, content, driver);
    case "marked":
      return content.mark === undefined ? hasItsName : value.mark === content.mark;
    case "unreadable":
      return hasItsName;
    case "empty":
      return false;
  }
}

/** Whether a reading shows that something else stands there: what shows nothing of its content shows no other. */
export function showsAnother(content: SlotContent, { value }: SlotReading, driver: LockDriver): boolean {
  switch (value.kind) {
    case "known":
      return content.pin !== "" && value.pin !== content.pin;
    case "hashed":
      return !isTokenOf(value.hash, content, driver);
    case "marked":
      return content.mark !== undefined && value.mark !== content.mark;
    case "unreadable":
      return false;
    case "empty":
      return true;
  }
}
