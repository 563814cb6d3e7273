import type { ExternalEdit } from "../../lock/door.ts";
import { RequestError } from "../../lock/errors.ts";
import type { StoredCode } from "../../simulator/keypad-lock.ts";
import { type Acting, type FaultKind, lasting, once } from "../kind.ts";
import type { LockSubject } from "../subject.ts";

const owner = { area: "ext", on: "lock", harm: "forGood" } as const;

/** How many PINs are drawn before hands give up finding one that the lock takes. */
const drawsMax = 50;

/** Edits as hands can: what the lock does not allow does not happen. */
function edit({ hands }: Acting, { deviceId }: LockSubject, change: ExternalEdit): boolean {
  try {
    hands.lock(deviceId).edit(change);
    return true;
  } catch (error) {
    if (error instanceof RequestError) return false;
    throw error;
  }
}

/** Has hands try PINs of every length until the lock takes one. */
function withFreshPin(acting: Acting, lock: LockSubject, change: (pin: string) => ExternalEdit): void {
  const { lengthMin, lengthMax } = acting.hands.lock(lock.deviceId).station.keypad.firmware;
  for (let drawn = 0; drawn < drawsMax; drawn++) {
    const length = lengthMin + (drawn % (lengthMax - lengthMin + 1));
    const pin = Array.from({ length }, () => acting.random.int(0, 9)).join("");
    if (edit(acting, lock, change(pin))) return;
  }
}

/** One of the entries that `match` lets hands choose from. */
function chosen({ hands, random, takesSlot }: Acting, { deviceId }: LockSubject): StoredCode | undefined {
  const codes = hands.lock(deviceId).station.keypad.codes.filter(({ slot }) => takesSlot(slot));
  return codes.length === 0 ? undefined : random.pick(codes);
}

export const extKinds = {
  "ext.codeAdded": once({
    ...owner,
    says: "The owner makes a code at the lock or in the vendor's app. Its PIN is drawn.",
    params: { name: { form: "text", default: "Cleaner", says: "its name" } },
    example: { target: "lock:smartthings-1", when: { every: "1h" }, for: "6h" },
    act: (acting, lock) =>
      withFreshPin(acting, lock, (code) => ({ action: "add_code", code, name: acting.params.name })),
  }),

  "ext.codeChanged": once({
    ...owner,
    matches: ["slot"],
    says: "The owner gives an entry another PIN, which is drawn.",
    params: {},
    example: {
      target: "lock:august-1",
      match: { slot: 1 },
      when: { after: { event: "access_code.set_on_device", delay: "5m" } },
    },
    act: (acting, lock) => {
      const code = chosen(acting, lock);
      if (code) {
        withFreshPin(acting, lock, (newCode) => ({ action: "change_code", code: code.pin, newCode }));
      }
    },
  }),

  "ext.codeRemoved": once({
    ...owner,
    matches: ["slot"],
    says: "The owner deletes an entry.",
    params: {},
    example: { target: "lock:august-1", when: { at: "2h" } },
    act: (acting, lock) => {
      const code = chosen(acting, lock);
      if (code) edit(acting, lock, { action: "remove_code", code: code.pin });
    },
  }),

  "ext.allRemoved": once({
    ...owner,
    matches: ["slot"],
    says: "The owner deletes every entry.",
    params: {},
    example: { target: "lock:smartthings-1", when: { at: "2h" } },
    act: (acting, lock) => {
      const { keypad } = acting.hands.lock(lock.deviceId).station;
      for (const { slot, pin } of keypad.codes) {
        if (acting.takesSlot(slot)) edit(acting, lock, { action: "remove_code", code: pin });
      }
    },
  }),

  "ext.manual": once({
    area: "ext",
    on: "lock",
    harm: "nothing",
    says: "Somebody turns the knob, or the key.",
    params: {
      to: { form: "choice", of: ["unlocked", "locked"], default: "unlocked", says: "which way" },
    },
    example: { target: "lock:august-1", when: { every: "30m" }, for: "6h" },
    act: ({ hands, params }, { deviceId }) =>
      hands.lock(deviceId).station.keypad.moveDoor(params.to === "locked", "manual"),
  }),

  "ext.rival": lasting({
    ...owner,
    says: "Another controller takes the lock for its own: it keeps undoing what was not there when it came.",
    params: {
      every: { form: "duration", default: "1m", min: "1s", max: "1d", says: "how often it looks" },
      does: {
        form: "choice",
        of: ["removes", "changes"],
        default: "removes",
        says: "what it does to an entry that it does not know",
      },
    },
    example: { target: "lock:smartthings-1", for: "3h", params: { every: "2m" } },
    hold: (acting, lock) => {
      const { hands, params, clock } = acting;
      const { keypad } = hands.lock(lock.deviceId).station;
      const known = new Set(keypad.codes.map(({ pin }) => pin));
      const look = () => {
        for (const { pin } of keypad.codes.filter((code) => !known.has(code.pin))) {
          if (params.does === "removes") edit(acting, lock, { action: "remove_code", code: pin });
          else {
            withFreshPin(acting, lock, (newCode) => {
              known.add(newCode);
              return { action: "change_code", code: pin, newCode };
            });
          }
        }
        timer = clock.setTimeout(look, params.every);
      };
      let timer = clock.setTimeout(look, params.every);
      return () => clock.clearTimeout(timer);
    },
  }),
} as const satisfies Record<string, FaultKind>;
