import { drivers } from "../../drivers/index.ts";
import type { AccessCodeRow } from "../../src/access-codes/rows.ts";
import type { EventObject } from "../../src/access-codes/seam-objects.ts";
import { StepClock } from "../../src/conformance/step-clock.ts";
import type { Placement } from "../../src/driver/programmer.ts";
import type { Fault } from "../../src/faults/fault.ts";
import type { Harm } from "../../src/faults/kind.ts";
import type { PressResult } from "../../src/lock/door.ts";
import type { LockProfile } from "../../src/lock/profile.ts";
import { liveInvariants } from "../../src/oracles/live.ts";
import { Oracles } from "../../src/oracles/oracles.ts";
import type { StoredCode } from "../../src/simulator/keypad-lock.ts";

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const startAt = Date.parse("2026-01-01T00:00:00Z");

const deviceId = "door";

/** A door that is nothing but a table, rows that somebody writes by hand, and the oracles that watch both. */
export function watchedToy(
  vendor: "august" | "smartthings" = "smartthings",
  changes: Partial<LockProfile> = {},
) {
  const driver = drivers[vendor];
  if (!driver) throw new Error(`no driver of ${vendor}`);
  const clock = new StepClock(startAt);
  const broken: string[] = [];
  const table = new Map<string, StoredCode>();
  const codes = new Map<string, AccessCodeRow>();
  const placements = new Map<string, Placement>();
  const moves = new Map<string, number>();
  const shown = new Set<string>();
  let whyNot: PressResult["reason"] | undefined;
  const opensWith = (pin: string): boolean => {
    const entry = table.get(pin);
    const isInTime =
      !entry?.window || (entry.window.startsAt <= clock.now() && clock.now() < entry.window.endsAt);
    return entry !== undefined && isInTime && whyNot === undefined;
  };
  const oracles = new Oracles({
    invariants: liveInvariants,
    clock,
    atInstantEnd: (look) => void clock.setTimeout(look, 0),
    broken: ({ id }, words) => broken.push(`${id} ${words}`),
    doors: [
      {
        deviceId,
        name: "toy-1",
        vendor,
        gateway: "hub",
        hubNode: "hub:hub",
        profile: { ...driver.profile, ...changes },
        keypad: {
          firmware: { capacity: 3, lengthMin: 4, lengthMax: 8, wrongCodesMax: 5, lockOutMs: minuteMs },
          get codes() {
            return [...table.values()];
          },
          movesOf: (locked, isRemote) => moves.get(`${locked} ${isRemote}`) ?? 0,
          answerTo: (pin) => ({ opened: opensWith(pin), reason: whyNot ?? "wrong_code" }),
        },
        opensWith,
        isShown: (pin) => shown.has(pin),
        codes: () => [...codes.values()],
        placements: () => [...placements.values()],
      },
    ],
  });
  clock.advance(0);

  const write = (pin: string, window: StoredCode["window"] = null) => {
    table.set(pin, { slot: table.size + 1, pin, name: "", window });
    oracles.memoryChanged(deviceId);
  };

  const fault = (harm: Harm): Fault =>
    ({
      kindName: "toy",
      kind: { harm, area: "lock", params: {} },
      params: {},
      subjects: [{ type: "lock", deviceId, name: "toy-1", gateway: "hub", vendor }],
    }) as unknown as Fault;

  const toy = {
    clock,
    oracles,
    broken,
    /** What clients want from now on. */
    want(id: string, changes: Partial<AccessCodeRow> = {}) {
      codes.set(id, { ...ordinaryCode(id, clock.now()), ...codes.get(id), ...changes });
      oracles.changed(deviceId);
      clock.advance(0);
    },
    /** A code is over: its row is gone. */
    forget(id: string) {
      codes.delete(id);
      placements.delete(id);
      oracles.changed(deviceId);
      clock.advance(0);
    },
    /** What the service believes of an entry from now on. */
    believe(id: string, changes: Partial<Placement> = {}) {
      const pin = codes.get(id)?.pin ?? "";
      placements.set(id, { ...ordinaryPlacement(id, pin), ...placements.get(id), ...changes });
      oracles.changed(deviceId);
      clock.advance(0);
    },
    /** The keypad learns a PIN. */
    hold(pin: string, window: StoredCode["window"] = null) {
      write(pin, window);
      clock.advance(0);
    },
    /** It loses PINs, all by one change. */
    lose(...pins: readonly string[]) {
      for (const pin of pins) table.delete(pin);
      oracles.memoryChanged(deviceId);
      clock.advance(0);
    },
    /** One PIN is written over another. */
    overwrite(pin: string, by: string) {
      const slot = table.get(pin)?.slot ?? 0;
      table.delete(pin);
      table.set(by, { slot, pin: by, name: "", window: null });
      oracles.memoryChanged(deviceId);
      clock.advance(0);
    },
    ownerAdds(pin: string) {
      oracles.edited(deviceId, { action: "add_code", code: pin }, () => write(pin));
      clock.advance(0);
    },
    /** The hub hears of an entry. */
    show(pin: string) {
      shown.add(pin);
    },
    /** Somebody at the door turns the bolt. */
    unlock() {
      moves.set("false false", (moves.get("false false") ?? 0) + 1);
    },
    tellUnlocked(method: string) {
      const event = { event_type: "lock.unlocked", device_id: deviceId, method };
      oracles.told(event as unknown as EventObject);
    },
    /** Something does or does not keep the bolt from moving. */
    jam(reason: PressResult["reason"] | undefined) {
      whyNot = reason;
    },
    tell(id: string, ...types: readonly string[]) {
      for (const type of types) {
        const event = { event_type: `access_code.${type}`, access_code_id: id, device_id: deviceId };
        oracles.told(event as unknown as EventObject);
      }
    },
    send: (id: string) => oracles.sent(deviceId, id),
    answer: (id: string) => oracles.answered(deviceId, id),
    retain: (payload: string) => oracles.retained(deviceId, payload),
    /** The service's data are what they were some time ago. */
    takeBack() {
      oracles.takenBack();
      clock.advance(0);
    },
    /** A fault acts on what it observes, once. */
    meet(harm: Harm) {
      oracles.faultActed(fault(harm));
    },
    /** A fault acts while this happens. */
    sufferWhile(harm: Harm, happens: () => void) {
      oracles.faultBegan(fault(harm));
      happens();
      oracles.faultEnded(fault(harm));
    },
    /** A fault acts for so long. */
    suffer(harm: Harm, forMs: number) {
      oracles.faultBegan(fault(harm));
      clock.advance(forMs);
      oracles.faultEnded(fault(harm));
    },
  };
  return toy;
}

const ordinaryCode = (accessCodeId: string, now: number): AccessCodeRow => ({
  accessCodeId,
  deviceId,
  name: null,
  nameOnLock: "",
  pin: "4821",
  commonCodeKey: null,
  startsAt: null,
  endsAt: null,
  createdAt: now,
  isExternalModificationAllowed: false,
  prefersNativeScheduling: true,
  settingSince: now,
  wasEverOnLock: false,
  announced: "nothing",
  troubles: {},
  openAttempts: [],
});

const ordinaryPlacement = (accessCodeId: string, pin: string): Placement => ({
  placementId: accessCodeId,
  accessCodeId,
  deviceId,
  slot: 1,
  content: { entry: "1", pin, name: "" },
  isMasked: false,
  intent: "present",
  evidence: "confirmed",
  acceptsExternalChange: false,
  status: "set",
  attempts: 0,
});
