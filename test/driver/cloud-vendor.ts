import { z } from "zod";
import { refusal } from "../../src/driver/entry-answers.ts";
import type { DeviceFacts, LockDriver } from "../../src/driver/lock-driver.ts";
import { always, ordinary } from "../../src/driver/ordinary-states.ts";
import { newSlot, slotSetup } from "../../src/driver/slot-setup.ts";
import type { LockProfile } from "../../src/lock/profile.ts";
import type { Refusals } from "../../src/lock/refusal.ts";
import type { SlotValue, Window } from "../../src/lock/slot-value.ts";
import type { Body } from "../../src/wire/envelope.ts";

/** A vendor of the tests whose cloud assigns keys, takes commands as jobs, and shows as much as a test wants. */

const fact = <T>(value: T) => ({ value, source: "assumed: a vendor of the tests" });

const refusals = {
  full: {
    code: "no_space_for_access_code_on_device",
    retry: "whenSlotFrees",
    outcome: "notDone",
    message: "Full.",
  },
  failed: { code: "failed_to_set_on_device", retry: "later", outcome: "notDone", message: "Failed." },
  unseen: {
    code: "kwikset_unable_to_confirm_code",
    warnFirst: "kwikset_unable_to_confirm_code",
    retry: "later",
    outcome: "unknown",
    message: "Not seen.",
  },
  stays: {
    code: "kwikset_unable_to_confirm_deletion",
    retry: "later",
    outcome: "unknown",
    message: "Still seen.",
  },
} as const satisfies Refusals;

const machine = slotSetup.createMachine({
  id: "cloud",
  context: newSlot,
  initial: "starting",
  on: always,
  states: {
    ...ordinary,
    queued: ordinary.queued("#adding"),
    adding: {
      id: "adding",
      tags: "setting",
      entry: ["markSent", { type: "transmit", params: { step: "add" } }],
      on: { ...refusal, "lock.accepted": "verifying", "lock.silent": "verifying" },
    },
  },
});

export interface Shown {
  readonly id: string;
  readonly name: string;
  readonly pin?: string;
  readonly hash?: string;
  readonly mark?: string;
  readonly window?: Window;
  readonly inactive?: string;
}

const shownValue = ({ pin, hash, mark }: Shown): SlotValue => {
  if (pin !== undefined) return { kind: "known", pin };
  if (mark !== undefined) return { kind: "marked", mark };
  return hash === undefined ? { kind: "unreadable" } : { kind: "hashed", hash };
};

/** Not a good hash, but one that tells PINs apart. */
export const hashOf = (pin: string): string => [...pin].reverse().join("-");

export const cloudDriver = (differences: Partial<LockProfile> = {}): LockDriver => ({
  profile: {
    vendor: "cloud",
    displayName: "Cloud",
    deviceType: "wyze_lock",
    provider: "wyze",
    manufacturer: "wyze",
    capacity: fact(3),
    pinLengths: fact([4]),
    pinConstraints: fact([]),
    nativeScheduling: fact(false),
    editsInPlace: fact(false),
    entryKey: "assigned",
    readBack: fact("PINs"),
    reachedBy: fact("a cloud"),
    tableShowsPins: fact(true),
    tellsWhoUnlocked: fact(false),
    names: fact({ unique: true }),
    unmanagedCodes: fact("convertible"),
    backupPool: fact(true),
    takesReportedLengths: fact(false),
    timing: {
      replyTimeoutMs: fact(30_000),
      settleMs: fact(1_000),
      retryDelayMs: fact(10_000),
      retryDelayMaxMs: fact(60_000),
      attemptsMax: fact(3),
      jobPatienceMs: fact(120_000),
      auditMs: fact(6 * 3_600_000),
    },
    ...differences,
  },
  refusals,
  fullTable: "full",
  unconfirmed: { set: "unseen", removal: "stays" },
  wire: {
    vendor: "cloud",
    command: z.looseObject({ type: z.string() }),
    reply: z.looseObject({ type: z.string() }),
    event: z.looseObject({ type: z.string() }),
    state: z.looseObject({ type: z.string() }),
    secretFields: ["pin"],
  },
  slotMachine: machine,
  encode: (operation): Body => {
    if (operation.type !== "slot") return { type: operation.type === "readTable" ? "list" : "get" };
    const { entry, pin, name } = operation.slot;
    if (operation.step === "clear") return { type: "remove", id: entry };
    return entry === "" ? { type: "add", pin, name } : { type: "update", id: entry, pin, name };
  },
  decode: (body) => {
    switch (body.type) {
      case "added":
        return [
          {
            type: "accepted",
            entry: body["id"] as string,
            pin: body["pin"] as string,
            mark: body["mark"] as string,
          },
        ];
      case "removed":
        return [{ type: "accepted" }];
      case "job":
        return [{ type: "pending", job: body["job"] as string }];
      case "jobEnded":
        return [
          {
            type: "jobEnded",
            job: body["job"] as string,
            entry: body["id"] as string,
            vendorCode: body["code"] as string,
          },
        ];
      case "refused":
        return [{ type: "refused", vendorCode: body["code"] as string }];
      case "entries":
        return [
          {
            type: "read",
            complete: body["partial"] !== true,
            asOf: body["asOf"] as number,
            readings: (body["entries"] as Shown[]).map((shown) => ({
              entry: shown.id,
              name: shown.name,
              value: shownValue(shown),
              onKeypad: true,
              window: shown.window,
              inactive: shown.inactive,
            })),
          },
        ];
      case "device":
        return [{ type: "device", facts: body["facts"] as DeviceFacts }];
      default:
        return [];
    }
  },
  appearance: (name) => ({ name }),
  fingerprint: ({ pin }) => hashOf(pin),
});

const hourMs = 3_600_000;

/** The same vendor with codes that its keypads verify by themselves: by the hour, two for each time. */
export const offlineDriver = (): LockDriver => {
  const driver = cloudDriver({ onlineCodes: fact(false) });
  return {
    ...driver,
    offline: {
      oneTime: fact(false),
      exhausted: "full",
      plan: ({ startsAt, endsAt }, { facts }) =>
        startsAt === null || endsAt === null || facts?.details?.["hasHours"] === false
          ? { type: "refused", vendorCode: "noSuchTimes" }
          : {
              type: "code",
              window: { startsAt: Math.floor(startsAt / hourMs) * hourMs, endsAt },
              variants: 2,
            },
      encode: ({ slot, variant }) => ({ type: "issue", window: slot.window, variant }),
    },
    refusals: {
      ...driver.refusals,
      noSuchTimes: {
        code: "dormakaba_oracode_no_valid_user_level",
        retry: "whenDeviceChanges",
        outcome: "notDone",
        message: "No such times.",
      },
      variantTaken: {
        code: "igloohome_offline_access_code_no_variance_available",
        retry: "inAnotherSlot",
        outcome: "notDone",
        message: "Taken.",
      },
    },
  };
};
