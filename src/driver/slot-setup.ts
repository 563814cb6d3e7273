import { type AnyStateMachine, assign, setup } from "xstate";
import type { AccessCodeStatus } from "../lock/access-code-status.ts";
import type { AccessCodeWarningCode } from "../lock/catalogue.ts";
import type { LockProfile } from "../lock/profile.ts";
import type { Refusal } from "../lock/refusal.ts";
import {
  type EarlierContent,
  holdsOthersPin,
  isSameWindow,
  opensOtherwise,
  type SlotContent,
  type Window,
} from "../lock/slot-value.ts";
import {
  assigned,
  changed,
  cleared,
  foundAgain,
  isPlace,
  isSentAnew,
  leasedAnew,
  mayBeAnothers,
  missed,
  movedTo,
  toOverwrite,
} from "./entry-content.ts";
import type { ContentChange } from "./programmer.ts";
import { wearyPauseMs } from "./weariness.ts";

/** What a machine hears. A command that was granted its turn ends in exactly one of the `lock.*` events or in a reading. */
export type SlotEvent =
  | ({ readonly type: "code.change" } & ContentChange)
  | { readonly type: "code.remove" }
  | { readonly type: "code.acceptExternalChange"; readonly accepts: boolean }
  | { readonly type: "turn.granted" }
  | { readonly type: "lock.accepted" }
  /**
   * What is not ours to choose is known: the key of the entry, the PIN that the vendor has made, the times that it gives. The
   * answer to the command follows.
   */
  | ({ readonly type: "slot.assigned" } & Partial<SlotContent>)
  /** What had been given up is found again: `content`, as it stands there. What it shows in our own entry follows. */
  | { readonly type: "slot.found"; readonly content: SlotContent }
  | { readonly type: "lock.refused"; readonly refusal: Refusal }
  /** The answer stayed away for the reply time-out. */
  | { readonly type: "lock.silent" }
  | SlotReadEvent
  /** Another entry of the table has been freed, or holds something else than before. */
  | { readonly type: "slot.freed" }
  /** Its place is to be leased to another code. For a code that holds none of what stands there. */
  | { readonly type: "slot.needed" }
  /** The device or its gateway came back, or was given what it lacked. */
  | { readonly type: "device.changed" };

/** What a read found in the machine's own entry. */
export type SlotReadEvent =
  | { readonly type: "slot.holdsOurs" }
  /** Ours, and still on its way to the keypad. */
  | { readonly type: "slot.travelling" }
  /** What was sent before the last change. `isPinTaken`: a stranger's entry has the PIN that is wanted in this. */
  | { readonly type: "slot.holdsPrevious"; readonly isPinTaken?: boolean }
  /** `pin` and `mark`: where the vendor shows them. */
  | ({ readonly type: "slot.holdsOther" } & OtherContent)
  /** Taken, by what the lock does not say. `wasRewritten`: not as it was made, the vendor says. */
  | { readonly type: "slot.unreadable"; readonly mark?: string | undefined; readonly wasRewritten?: boolean }
  /** It stands there and does not open the door, for the reason that the refusal with this key says. */
  | { readonly type: "slot.inactive"; readonly vendorCode: string }
  /**
   * `listIsBare`: what was read is a list, and shows no other entry either. `wasSentLately`: something of the code was sent, or given up
   * unseen, so lately that it would still be known for ours. `hidesOthers`: a list has lately shown entries that nobody has been asked to
   * take out.
   */
  | {
      readonly type: "slot.empty";
      readonly isPinTaken?: boolean;
      readonly listIsBare?: boolean;
      readonly wasSentLately?: boolean;
      readonly hidesOthers?: boolean;
    }
  /**
   * Another code of ours stands there: others had emptied the entry, and the vendor has given its key away again. For machines of vendors
   * that do so.
   */
  | { readonly type: "slot.replaced" };

/** Whose turn comes first when several wait: clearing before reading and issuing, and these before writing. */
export type TurnPurpose = "clear" | "read" | "issue" | "write";

/** What a machine asks of the device session. The session answers with events, never with a return value. */
export interface SlotPort {
  requestTurn(purpose: TurnPurpose): void;
  withdrawTurn(): void;
  /** Sends one step of programming, in the driver's own name for it. Only in a turn. */
  transmit(step: string, content: SlotContent): void;
  /** Reads the machine's entry. Only in a turn. */
  read(content: SlotContent): void;
  /**
   * Gives the slot back and leases another: its number and the entry's key, or 0 when there is none. `maybeTheSame`: the one
   * that was given back is as good as any other.
   */
  leaseAnother(maybeTheSame: boolean): { readonly slot: number; readonly entry: string };
  /** How this vendor says that its table is full. */
  noSpace(): Refusal;
  /** What a code reports that the lock cannot be made to confirm; `undefined`: nothing of the vendor's own. */
  unconfirmed(intent: "present" | "absent"): Refusal | undefined;
  /** The vendor's refusal with this key. */
  refusal(vendorCode: string): Refusal;
  reportModified(pin: string | undefined): void;
  reportDeleted(): void;
  /** A factor around 1, so that a fleet that fails together does not retry together. */
  jitter(): number;
  /** For how long the lock has been asked for the code in vain, in milliseconds. */
  triedInVainMs(): number;
  /** Whether nothing has shown the entry since the device was away, and others may have been there. */
  isUnseenSinceAbsence(): boolean;
}

export interface SlotContext {
  readonly port: SlotPort;
  readonly profile: LockProfile;
  readonly slot: number;
  readonly content: SlotContent;
  readonly intent: "present" | "absent";
  readonly evidence: "unsent" | "inDoubt" | "confirmed";
  /** The evidence before the step that is under way was sent. */
  readonly evidenceBefore: "unsent" | "inDoubt" | "confirmed";
  /** The content was handed to the lock as it is, whatever was said to it. */
  readonly isSent: boolean;
  /** What was handed to it before and may stand there as well, the latest last. */
  readonly earlier: readonly EarlierContent[];
  readonly isMasked: boolean;
  /** A read has shown our code in the entry, and nothing since that it may have been emptied. */
  readonly wasConfirmed: boolean;
  /** A read has shown the PIN on the lock, at whatever time: somebody may depend on it. */
  readonly hasStood: boolean;
  /** Something was sent to the entry since it was leased, whatever was said to it. */
  readonly wasTried: boolean;
  /** A read has not shown what was sent, and nothing has taken it out since. */
  readonly wasMissed: boolean;
  /** Something that was handed to the lock may still come, whatever reads have shown since. */
  readonly mayComeLate: boolean;
  readonly acceptsExternalChange: boolean;
  readonly attempts: number;
  readonly refusal: Refusal | undefined;
  /** The attempts are spent, or no attempt can help. */
  readonly isFailing: boolean;
  readonly slow: AccessCodeWarningCode | undefined;
  readonly changedExternally: boolean;
  /** Other hands deleted the entry, which is allowed: it is not written again until something else is wanted. */
  readonly isGone: boolean;
  /** How often in a row other hands changed the entry. */
  readonly reverts: number;
  readonly thirdParty: boolean;
}

export type SlotInput = SlotContext;

/** What other hands have put into an entry, where the vendor shows it. */
export interface OtherContent {
  readonly pin: string | undefined;
  readonly window: Window | undefined;
  readonly mark?: string | undefined;
  /** It stands under the name that our code has there. */
  readonly hasOurName?: boolean;
  /** A command of ours has brought it, that had been overtaken by the next one. */
  readonly cameLate?: boolean;
}

/** Changes by other hands in a row, each undone within {@link quietTimeMs}, after which undoing them is given up. */
const revertsMax = 3;
/** An entry left alone for this long, in milliseconds, is at peace again. Our choice: an hour. */
const quietTimeMs = 3_600_000;
/** How long undoing rests once it was given up, in milliseconds. Our choice: six hours. */
const suspensionMs = 6 * 3_600_000;

/**
 * Between two reads of a code that is known to be slow, in milliseconds. Our choice: a minute spares the vendor's cloud. When it is overdue
 * it is looked at as seldom as anything that fails.
 */
const slowSettleMs = 60_000;

const untroubled = {
  attempts: 0,
  refusal: undefined,
  isFailing: false,
  slow: undefined,
} as const;

const externalChange = ({ acceptsExternalChange, evidence, reverts }: SlotContext) => ({
  changedExternally: true,
  reverts: reverts + 1,
  evidence: acceptsExternalChange ? evidence : ("inDoubt" as const),
  thirdParty: !acceptsExternalChange && reverts + 1 >= revertsMax,
});

const inDoubt = ({ evidence }: SlotContext) => ({
  evidence: "inDoubt" as const,
  evidenceBefore: evidence,
  wasTried: true,
});

const confirmed = (content: SlotContent) => ({
  ...untroubled,
  content,
  evidence: "confirmed" as const,
  isSent: true,
  earlier: [],
  wasConfirmed: true,
  hasStood: true,
  wasMissed: false,
  changedExternally: holdsOthersPin(content),
  thirdParty: false,
});

/** After so many attempts, without jitter. */
const retryDelayMs = ({ attempts, profile: { timing } }: SlotContext): number => {
  const doubledMs = timing.retryDelayMs.value * 2 ** Math.max(0, attempts - 1);
  return Math.min(doubledMs, timing.retryDelayMaxMs.value);
};

/** Whether the vendor shows anything of what other hands have put into the entry. */
const isShown = ({ pin, mark }: OtherContent): boolean => pin !== undefined || mark !== undefined;

/**
 * The vocabulary in which every vendor's slot machine is written. Vendors bring their own states; events, guards,
 * actions and delays come from here, so that two machines differ only where the locks do.
 */
const isUnlocated = ({ content, evidence }: SlotContext): boolean =>
  content.entry === "" && evidence !== "unsent";

export const slotSetup = setup({
  types: {
    context: {} as SlotContext,
    events: {} as SlotEvent,
    input: {} as SlotInput,
    tags: {} as AccessCodeStatus,
  },
  actions: {
    requestTurn: ({ context }, params: { purpose: TurnPurpose }) => context.port.requestTurn(params.purpose),
    withdrawTurn: ({ context }) => context.port.withdrawTurn(),
    transmit: ({ context }, params: { step: string }) => context.port.transmit(params.step, context.content),
    readBack: ({ context }) => context.port.read(context.content),

    /** Before the first byte leaves: from here on only a read tells what the lock holds. */
    markSent: assign(({ context }) => ({
      ...inDoubt(context),
      isSent: true,
      mayComeLate: context.mayComeLate || isSentAnew(context),
    })),
    /** The same for a command that brings nothing of the content. */
    markClearing: assign(({ context }) => inDoubt(context)),
    /** The lock said in so many words that it did nothing. Locks have lied in that: what was sent is not forgotten. */
    markNotDone: assign({ evidence: ({ context }) => context.evidenceBefore }),
    /** A read has shown it empty. */
    markEmpty: assign(({ context }) => missed(context)),
    /** It was taken out, and a read has shown it empty. */
    markCleared: assign(({ context }) => cleared(context)),
    /** A place that may have been emptied may be another's by now. */
    doubtWhose: assign({
      wasConfirmed: ({ context: { wasConfirmed, profile } }) => wasConfirmed && !isPlace(profile),
    }),
    /** The same of one that nobody has watched. */
    doubtUnseen: assign({ evidence: "inDoubt", wasConfirmed: false }),
    /** Something stands there, and nobody shows whose it is. */
    noteMasked: assign({ isMasked: true }),
    recognise: assign({ wasConfirmed: true }),
    confirm: assign(({ context: { content } }) => ({
      ...confirmed(content),
      isMasked: false,
    })),
    /** `mark`: by which it will be known again, where the vendor shows one. */
    confirmMasked: assign(({ context }, { mark }: { mark?: string | undefined }) => ({
      ...confirmed({ ...context.content, mark }),
      isMasked: mark === undefined,
    })),

    recordRefusal: assign({ refusal: (_, params: { refusal: Refusal }) => params.refusal }),
    countAttempt: assign(({ context }) => ({
      attempts: context.attempts + 1,
      isFailing: context.isFailing || context.attempts + 1 >= context.profile.timing.attemptsMax.value,
    })),
    /** Nothing but silence, or reads that show nothing: some vendors have words of their own for that. */
    recordUnconfirmed: assign({
      refusal: ({ context }) => context.refusal ?? context.port.unconfirmed(context.intent),
    }),
    /** It has been taken now, so what it was refused for before is not the reason any more; when that goes on, silence is. */
    forgetRefusal: assign({
      refusal: ({ context: { refusal, isFailing, intent, port } }) => {
        const silence = port.unconfirmed(intent);
        const wasSilence = refusal?.vendorCode === silence?.vendorCode;
        return refusal && (isFailing || wasSilence) ? silence : undefined;
      },
    }),
    markFailing: assign({ isFailing: true }),
    takeAssigned: assign(({ context }, told: Partial<SlotContent>) => assigned(context, told)),
    takeFound: assign(({ context }, found: SlotContent) => foundAgain(context, found)),
    recordNoSpace: assign({ refusal: ({ context }) => context.port.noSpace() }),
    startAfresh: assign({ ...untroubled }),
    warnSlow: assign({ slow: (_, params: { code: AccessCodeWarningCode }) => params.code }),

    wantRemoval: assign({
      ...untroubled,
      intent: "absent",
      evidence: ({ context }) => (context.wasMissed ? "inDoubt" : context.evidence),
      mayComeLate: ({ context: { mayComeLate, wasMissed, evidence } }) =>
        mayComeLate || wasMissed || evidence === "inDoubt",
    }),
    change: assign(({ context }, change: ContentChange) => ({
      ...untroubled,
      ...changed(context, change),
      evidence: context.evidence === "unsent" ? ("unsent" as const) : ("inDoubt" as const),
    })),
    setAcceptance: assign({
      acceptsExternalChange: (_, params: { accepts: boolean }) => params.accepts,
    }),
    leaseAnother: assign(({ context }) => leasedAnew(context, false)),
    /** Once it is wanted again, when its place was given to another code meanwhile. */
    leaseIfNone: assign(({ context }) => (context.slot === 0 ? leasedAnew(context, false) : {})),
    giveUpSlot: assign(({ context }) => movedTo(context, { slot: 0, entry: "" })),
    leaseAnew: assign(({ context }) => leasedAnew(context, true)),

    noteExternalChange: assign(({ context }) => externalChange(context)),
    /** What is to be overwritten is known from now on, so that a dropped overwrite is told from a stranger's code. */
    noteOtherPin: assign(({ context }, other: OtherContent) => ({
      ...externalChange(context),
      ...(!context.acceptsExternalChange && isShown(other) && toOverwrite(context.content, other)),
    })),
    /** The same of what no other hands have put there. */
    noteOvertaken: assign(({ context }, other: OtherContent) => ({
      evidence: "inDoubt",
      ...toOverwrite(context.content, other),
    })),
    /** What a vendor does not show cannot be taken over: the entry is left as it is, and known again by its mark. */
    adopt: assign(({ context: { content } }, other: OtherContent) => ({
      content: isShown(other)
        ? {
            ...content,
            pin: other.pin ?? content.pin,
            window: other.window,
            mark: other.mark,
            othersMark: other.pin === undefined ? other.mark : undefined,
          }
        : content,
    })),
    leaveGone: assign({ isGone: true }),
    wantAgain: assign({ isGone: false }),
    reportModified: ({ context }, params: { pin: string | undefined }) =>
      context.port.reportModified(params.pin),
    reportDeleted: ({ context }) => context.port.reportDeleted(),
    forgetReverts: assign({ reverts: 0 }),
    /** Nothing takes so long. */
    expectNothing: assign({ mayComeLate: false }),

    /** The vendor is to make another PIN, which ends the one that it has made. */
    forgetPin: assign(({ context }) => ({
      content: { ...context.content, pin: "", mark: undefined },
    })),
  },
  guards: {
    nothingSent: ({ context }) => context.evidence === "unsent",
    nothingLeft: ({ context }) => context.evidence === "unsent" && !context.wasMissed,
    /** Nothing of it is known to stand there, and yet the vendor has given it a key. */
    cameLate: ({ context }) =>
      context.evidence === "unsent" &&
      context.profile.entryKey === "assigned" &&
      context.content.entry !== "",
    isInDoubt: ({ context }) => context.evidence === "inDoubt",
    isConfirmed: ({ context }) => context.evidence === "confirmed",
    isConfirmedAndFailing: ({ context }) => context.evidence === "confirmed" && context.isFailing,
    isGone: ({ context }) => context.isGone,
    isToGo: ({ context }) => context.intent === "absent",
    isMasked: ({ context }) => context.isMasked,
    overwrote: ({ context: { content, earlier } }) =>
      earlier.some((version) => opensOtherwise(version, content)),
    pinIsTaken: (_, { isPinTaken = false }: { readonly isPinTaken?: boolean }) => isPinTaken,
    /** What may stand there has other times. */
    changesWindow: ({ context: { content, earlier } }) =>
      earlier.some(({ window }) => !isSameWindow(window, content.window)),
    /** Sent, and the vendor has not told under which key: what stands there has to be found first. */
    isUnlocated: ({ context }) => isUnlocated(context),
    /**
     * The same, and not long ago. Only a list could tell its key, and one that is behind and shows no entry at all may be an outage that
     * lasts.
     */
    mayBeHidden: ({ context }, { wasSentLately = false }: { wasSentLately?: boolean }) =>
      isUnlocated(context) && context.profile.timing.listLagMs !== undefined && wasSentLately,
    /** It is not as it was made, the vendor says. */
    wasRewritten: (_, { wasRewritten = false }: { readonly wasRewritten?: boolean }) => wasRewritten,
    /** What stands there is of no use: nobody knows the PIN that the vendor made. */
    lacksPin: ({ context }) => context.content.pin === "",
    /** The vendor has told the key of the entry, or it is ours to choose. */
    hasEntry: ({ context }) => context.content.entry !== "",
    lacksEntry: ({ context }) => context.content.entry === "",
    isNumbered: ({ context }) => context.profile.entryKey === "slotNumber",
    noSlot: ({ context }) => context.slot === 0,
    attemptsSpent: ({ context }) => context.isFailing,
    /** This one is counted among them before the next is made. */
    isLastAttempt: ({ context }) => context.attempts + 1 >= context.profile.timing.attemptsMax.value,
    acceptsExternalChange: ({ context }) => context.acceptsExternalChange,
    givesUpUndoing: ({ context }) => context.reverts + 1 >= revertsMax,
    editsInPlace: ({ context }) => context.profile.editsInPlace.value,
    /** The family overwrites, and this very lock has not refused to. */
    overwrites: ({ context }) =>
      context.profile.editsInPlace.value && context.refusal?.retry !== "inAnotherSlot",
    /** The lock has refused for good what was to stand there, and what stood there before is wanted again: it still does. */
    undoesRefused: ({ context }, { pin }: ContentChange) =>
      context.isFailing &&
      context.refusal?.retry !== "whenDeviceChanges" &&
      context.refusal?.outcome === "notDone" &&
      context.evidence === "inDoubt" &&
      (context.earlier.length > 0 ? context.earlier : [context.content]).some((sent) => sent.pin === pin),
    /** An owner may have emptied the lock, or an outage may look like that: then another list will tell. */
    listHidesOthers: (_, { hidesOthers = false }: { hidesOthers?: boolean }) => hidesOthers,
    listShowsOthers: (_, { listIsBare = false }: { listIsBare?: boolean }) => !listIsBare,
    /** The vendor's list has shown it. */
    wasListed: ({ context }) => context.wasConfirmed,
    mayBeAnothers: ({ context }) => mayBeAnothers(context, context.profile),
    mayHaveChangedHands: ({ context: { content, profile, port } }) =>
      content.entry !== "" && isPlace(profile) && port.isUnseenSinceAbsence(),
    wasOvertaken: (_, { cameLate = false }: Pick<OtherContent, "cameLate">) => cameLate,
    entryIsOurOwn: ({ context }, { hasOurName = false }: Pick<OtherContent, "hasOurName">) =>
      !isPlace(context.profile) || context.wasConfirmed || hasOurName,
    wasBusy: (_, params: { refusal: Refusal }) => params.refusal.retry === "soon",
    outcomeUnknown: (_, params: { refusal: Refusal }) => params.refusal.outcome === "unknown",
    mayPass: (_, params: { refusal: Refusal }) => params.refusal.retry === "later",
    /** The slot that the lock does not overwrite may hold a code of ours. */
    ownSlotIsTaken: ({ context }, params: { refusal: Refusal }) => {
      const mayHoldMissed = context.wasMissed && context.profile.entryKey === "slotNumber";
      return (
        params.refusal.retry === "inAnotherSlot" && (context.evidenceBefore !== "unsent" || mayHoldMissed)
      );
    },
    /** Refused for as long as things are as they are, while what was sent before may stand there, and open: no read has shown it. */
    refusedOverUnseen: (
      { context: { content, earlier, evidenceBefore, wasConfirmed } },
      { refusal }: { refusal: Refusal },
    ) =>
      refusal.outcome === "notDone" &&
      (refusal.retry === "whenSlotFrees" || refusal.retry === "whenCodeChanges") &&
      evidenceBefore === "inDoubt" &&
      !wasConfirmed &&
      earlier.some((version) => opensOtherwise(version, content)),
    /** What the lock has may be this code, of which a list did not tell. It is not looked for without end. */
    mayBeItself: ({ context }, params: { refusal: Refusal }) =>
      params.refusal.isDuplicate === true && context.wasMissed && !context.isFailing,
    /** It has been tried, and looked for in what the lock shows, as often as counts: what is in its way is somebody else's. */
    meetsAnother: ({ context }) => context.refusal?.isDuplicate === true && context.isFailing,
    slotIsTaken: (_, params: { refusal: Refusal }) => params.refusal.retry === "inAnotherSlot",
    /** Before anything of ours had ever come there. */
    slotWasTaken: ({ context: { evidenceBefore, wasMissed } }, params: { refusal: Refusal }) =>
      params.refusal.retry === "inAnotherSlot" &&
      params.refusal.outcome === "notDone" &&
      evidenceBefore === "unsent" &&
      !wasMissed,
    /** Its own holds nothing of ours yet. */
    waitsForAnySlot: ({ context }) =>
      context.refusal?.retry === "whenSlotFrees" && context.evidence === "unsent",
    /** Nothing but another code would do, the lock says, and holds nothing of this one. */
    isRefusedAsItIs: ({ context }) =>
      context.refusal?.retry === "whenCodeChanges" && context.evidence === "unsent",
    isNewInItsSlot: ({ context }) => !context.wasTried,
    /** A read has not shown what was sent, when it was time. */
    wasMissed: ({ context }) => context.wasMissed,
    waitsForSlot: ({ context }) => context.refusal?.retry === "whenSlotFrees",
    waitsForDevice: ({ context }) => context.refusal?.retry === "whenDeviceChanges",
  },
  delays: {
    settleTime: ({ context: { slow, isFailing, profile } }) => {
      if (slow === undefined) return profile.timing.settleMs.value;
      return isFailing ? profile.timing.retryDelayMaxMs.value : slowSettleMs;
    },
    slowSettleTime: slowSettleMs,
    retryDelay: ({ context }) => Math.round(retryDelayMs(context) * context.port.jitter()),
    /** The same before a code is put on the lock: what it never takes is tried ever more seldom. */
    writeDelay: ({ context }) => {
      const pauseMs = wearyPauseMs(context.port.triedInVainMs(), retryDelayMs(context));
      return Math.round(pauseMs * context.port.jitter());
    },
    longestRetryDelay: ({ context }) => context.profile.timing.retryDelayMaxMs.value,
    loadPatience: ({ context }) => context.profile.timing.loadPatienceMs?.value ?? quietTimeMs,
    listLag: ({ context: { profile } }) => (profile.timing.listLagMs ?? profile.timing.settleMs).value,
    quietTime: quietTimeMs,
    suspension: suspensionMs,
  },
});

export type SlotMachine = AnyStateMachine;

/** The context that a machine starts with: its input, as it is. */
export const newSlot = ({ input }: { input: SlotInput }): SlotContext => input;
