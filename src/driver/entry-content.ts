import { isDeepStrictEqual } from "node:util";
import type { LockProfile } from "../lock/profile.ts";
import { type EarlierContent, isSameWindow, type SlotContent } from "../lock/slot-value.ts";
import type { ContentChange, Placement } from "./programmer.ts";
import type { OtherContent, SlotContext } from "./slot-setup.ts";

/**
 * What is to stand in an entry, and what may stand there instead: what was sent before, for as long as no read has shown what came of
 * it. A code is changed on its way as often as a client likes, and only what was sent can be on the lock.
 */

/** The content after a change of it. */
export function changed(
  { content, earlier, isSent, hasStood }: SlotContext,
  { pin, name, window }: ContentChange,
) {
  return {
    // A mark is a PIN's: what the new one will have, the vendor has yet to tell.
    content: {
      ...content,
      pin,
      name,
      window,
      mark: pin === content.pin ? content.mark : undefined,
      sentStarts: isSameWindow(window, content.window) ? content.sentStarts : undefined,
    },
    isSent: false,
    hasStood: hasStood && pin === content.pin,
    earlier: isSent ? withVersion(earlier, content) : earlier,
  };
}

function withVersion(
  earlier: readonly EarlierContent[],
  { pin, name, window, mark, sentStarts }: SlotContent,
): readonly EarlierContent[] {
  const version = { pin, name, window, mark, sentStarts };
  return [...earlier.filter((known) => !isDeepStrictEqual(known, version)), version];
}

/**
 * What the vendor has told belongs to what was sent last: the mark of a PIN that was changed since is not the new one's. What was sent
 * again has another mark, and a list that lags shows the first one.
 */
export function assigned(
  { content, earlier, isSent, wasConfirmed, profile }: SlotContext,
  told: Partial<SlotContent>,
) {
  const { mark, ...rest } = told;
  // Where the lock chooses the place, a read that shows ours in it is how it is learned.
  const isShown = wasConfirmed || (told.entry !== undefined && reusesKeys(profile));
  const last = earlier.at(-1);
  if (mark !== undefined && !isSent && last !== undefined && last.pin !== content.pin) {
    return {
      content: { ...content, ...rest },
      earlier: [...earlier.slice(0, -1), { ...last, mark }],
      wasConfirmed: isShown,
    };
  }
  const isMarkedAnew = mark !== undefined && content.mark !== undefined && mark !== content.mark;
  return {
    content: { ...content, ...told },
    earlier: isMarkedAnew ? withVersion(earlier, content) : earlier,
    wasConfirmed: isShown,
  };
}

/** What had been given up stands there as it was sent, or as others have changed it: since then something else may be wanted. */
export const foundAgain = ({ content, earlier, wasConfirmed, profile }: SlotContext, found: SlotContent) => ({
  content: { ...content, entry: found.entry, pin: found.pin, mark: found.mark },
  earlier: withVersion(earlier, found),
  wasConfirmed: wasConfirmed || reusesKeys(profile),
});

/** What a read has shown instead of ours, and ours as it is to be written over it. */
export const toOverwrite = (content: SlotContent, { pin = "", window, mark }: OtherContent) => ({
  content: { ...content, mark: mark === content.mark ? mark : undefined },
  isSent: false,
  earlier: [{ pin, name: content.name, window, mark, sentStarts: undefined }],
});

const nothingSent = { isSent: false, earlier: [] as readonly EarlierContent[] };

const withoutAssigned = ({ content, profile }: SlotContext) => ({
  content: {
    ...content,
    entry: profile.entryKey === "assigned" ? "" : content.entry,
    pin: profile.assignsPins?.value ? "" : content.pin,
    mark: undefined,
  },
  evidence: "unsent" as const,
  isMasked: false,
  wasConfirmed: false,
});

/** It was taken out, and a read has shown it empty: what the vendor had assigned to the entry has gone with it. */
export const cleared = (context: SlotContext) => ({
  ...withoutAssigned(context),
  ...nothingSent,
  wasTried: false,
  wasMissed: false,
});

/**
 * A read has shown it empty. What was sent may come all the same: into the same entry, or, where the vendor assigns entries, into one
 * that was given up with its key and is remembered apart.
 */
export const missed = (context: SlotContext) => ({
  ...withoutAssigned(context),
  ...(context.profile.entryKey === "assigned" && nothingSent),
  wasMissed: true,
});

/**
 * The same was handed to the lock before, and no read has shown it: both may come, and the first of them late. Where the vendor assigns
 * entries each comes into its own, and the one that was given up is remembered apart.
 */
export const isSentAnew = ({ isSent, evidence, profile }: SlotContext): boolean =>
  isSent && evidence !== "confirmed" && profile.entryKey !== "assigned";

/** The entry was given up for another. */
export const leasedAnew = (context: SlotContext, maybeTheSame: boolean) => {
  const lease = context.port.leaseAnother(maybeTheSame);
  // What was sent to it may still come.
  return lease.slot === context.slot ? {} : movedTo(context, lease);
};

/** Nothing was sent to its new place yet. */
export const movedTo = (
  { content }: SlotContext,
  { slot, entry }: Pick<Placement, "slot"> & { entry: string },
) => ({
  slot,
  content: { ...content, entry },
  evidence: "unsent" as const,
  isMasked: false,
  wasConfirmed: false,
  ...nothingSent,
  wasTried: false,
  wasMissed: false,
  mayComeLate: false,
});

/** Whether what is emptied may be another's by the next moment: a place of the lock's table, and no key that nothing else ever has. */
export const isPlace = (profile: Pick<LockProfile, "entryKey" | "reusesKeys">): boolean =>
  profile.entryKey === "slotNumber" || reusesKeys(profile);

const reusesKeys = (profile: Pick<LockProfile, "reusesKeys">): boolean => profile.reusesKeys?.value === true;

/** Whether somebody else may have taken the entry: a place in which no read has shown ours since it may have been empty. */
export const mayBeAnothers = (
  { evidence, wasConfirmed, content }: Pick<Placement, "evidence" | "wasConfirmed" | "content">,
  profile: Pick<LockProfile, "entryKey" | "reusesKeys">,
): boolean => evidence === "inDoubt" && !wasConfirmed && content.entry !== "" && isPlace(profile);
