import { scheduleBugs } from "../../simulator/schedule-bug.ts";
import type { FaultHands } from "../hands.ts";
import { type Acting, type FaultKind, lasting, once, watching } from "../kind.ts";
import { condition } from "./condition.ts";

const command = { area: "lock", on: "lock", watches: "command" } as const;
const write = { area: "lock", on: "lock", watches: "write" } as const;

const delay = { form: "duration", default: "2m", max: "7d", says: "how late" } as const;
const code = {
  form: "refusal",
  isRequired: true,
  says: "the refusal, in the vendor's own word (docs of the driver)",
} as const;

/** What a bad write has left behind comes right when the fault is over. */
const mendsInTheEnd =
  ({ hands }: Acting, { deviceId }: { readonly deviceId: string }) =>
  () =>
    hands.lock(deviceId).station.keypad.mend();

/** How a lock that cannot be reached shows: the vendor's word for it, or silence. */
function notAnswering(hands: FaultHands, vendor: string, onlyWrites: boolean) {
  const vendorCode = hands.frailties(vendor).words.notAnswering;
  return vendorCode === undefined
    ? ({ type: "swallow", onlyWrites } as const)
    : ({ type: "refuse", vendorCode, onlyWrites } as const);
}

export const lockKinds = {
  "lock.offline": condition("lock.offline", {
    area: "lock",
    harm: "nothing",
    says: "The hub cannot reach the lock.",
    target: "lock:august-1",
  }),

  "lock.noReply": watching({
    ...command,
    harm: "nothing",
    says: "A command vanishes on its way: no effect, no answer.",
    params: {},
    example: { target: "lock:august-1", match: { command: "pin.put" }, when: { nth: 2 } },
    judge: () => () => ({ type: "swallow" }),
  }),

  "lock.replyLost": watching({
    ...command,
    harm: "nothing",
    says: "A command takes effect and its answer vanishes.",
    params: {},
    example: { target: "vendor:august", when: { p: 0.2 }, for: "1h" },
    judge: () => () => ({ type: "loseReply" }),
  }),

  "lock.lateReply": watching({
    ...command,
    harm: "nothing",
    says: "A command takes effect and its answer comes late.",
    params: { delay },
    example: { target: "lock:smartthings-1", params: { delay: "90s" } },
    judge:
      ({ params }) =>
      () => ({ type: "delayReply", delayMs: params.delay }),
  }),

  "lock.doubleReply": watching({
    ...command,
    harm: "nothing",
    says: "An answer comes twice.",
    params: {},
    example: { target: "vendor:*", for: "1d" },
    judge: () => () => ({ type: "doubleReply" }),
  }),

  "lock.lateEffect": watching({
    ...command,
    harm: "whileActive",
    says: "A command is acknowledged at once and takes effect late.",
    params: { delay },
    example: { target: "lock:smartthings-1", match: { command: "setCode" }, params: { delay: "10m" } },
    judge:
      ({ params }) =>
      () => ({ type: "delayEffect", delayMs: params.delay }),
  }),

  "lock.ackNoEffect": watching({
    ...command,
    harm: "nothing",
    says: "A command is acknowledged and has no effect.",
    params: {},
    example: { target: "lock:smartthings-1", match: { command: "deleteCode" }, when: { nth: 1 }, for: "1h" },
    judge: () => () => ({ type: "ackWithoutEffect" }),
  }),

  "lock.nak": watching({
    ...command,
    harm: "nothing",
    says: "A command is refused with a code of the vendor's.",
    params: { code },
    example: {
      target: "lock:august-1",
      match: { command: "pin.put" },
      when: { skip: 1, count: 2 },
      params: { code: "423" },
    },
    judge:
      ({ params }) =>
      () => ({ type: "refuse", vendorCode: params.code }),
  }),

  "lock.nakWithEffect": watching({
    ...command,
    harm: "nothing",
    says: "A command takes effect and is refused all the same, with a code of the vendor's.",
    // A driver that mistrusted even "I have done nothing" would never be done with reading: docs/decisions.
    params: { code: { ...code, isDrawnOpen: true } },
    example: { target: "lock:august-1", when: { nth: 2 }, params: { code: "502" } },
    judge:
      ({ params }) =>
      () => ({ type: "refuse", vendorCode: params.code, takesEffect: true }),
  }),

  "lock.rateLimit": watching({
    ...command,
    harm: "nothing",
    says: "The lock takes only so many commands in a while: it calls itself busy beyond that, or falls silent if it has no word.",
    params: {
      limit: { form: "number", isWhole: true, min: 0, max: 10_000, default: 5, says: "how many" },
      window: { form: "duration", default: "1m", min: "1s", max: "7d", says: "in how long a while" },
    },
    example: {
      target: "lock:smartthings-1",
      match: { command: "setCode" },
      for: "1d",
      params: { limit: 2, window: "10m" },
    },
    judge: ({ hands, params, clock }) => {
      const taken = new Map<string, number[]>();
      return ({ deviceId = "", vendor = "" }) => {
        const now = clock.now();
        const recent = (taken.get(deviceId) ?? []).filter((at) => at > now - params.window);
        taken.set(deviceId, recent);
        if (recent.length < params.limit) {
          recent.push(now);
          return undefined;
        }
        const { rateLimited, busy = rateLimited } = hands.frailties(vendor).words;
        return busy === undefined ? { type: "swallow" } : { type: "refuse", vendorCode: busy };
      };
    },
  }),

  "lock.tableReadRace": watching({
    ...command,
    harm: "nothing",
    says: "Reads tell what the table held a moment ago, as when it is read while it is being written.",
    params: {
      settle: { form: "duration", default: "5s", min: "1ms", max: "1h", says: "how long a moment" },
    },
    example: { target: "lock:smartthings-1", for: "1h", params: { settle: "20s" } },
    judge:
      ({ params }) =>
      () => ({ type: "staleRead", ageMs: params.settle, onlyLists: false }),
    hold: ({ hands }, { deviceId }) => hands.lock(deviceId).station.history.record(),
  }),

  "lock.ghostSlot": watching({
    ...write,
    harm: "whileActive",
    says: "What is written shows in the table, and the keypad does not know it.",
    params: {},
    example: { target: "lock:smartthings-1", match: { slot: "1-3" }, when: { nth: 1 }, for: "1h" },
    judge: () => (seen) => (seen.change === "write" ? { type: "ghost" } : undefined),
    hold: mendsInTheEnd,
  }),

  "lock.zombieSlot": watching({
    ...write,
    harm: "whileActive",
    says: "What is cleared is gone from the table, and the keypad still knows it.",
    params: {},
    example: { target: "lock:smartthings-1", match: { change: "clear" }, when: { nth: 1 }, for: "1h" },
    judge: () => (seen) => (seen.change === "clear" ? { type: "zombie" } : undefined),
    hold: mendsInTheEnd,
  }),

  "lock.tornWrite": watching({
    ...write,
    harm: "forGood",
    says: "What is written is left half done, as by a power cut in the middle: the slot holds a PIN that nobody has chosen.",
    params: {},
    example: { target: "lock:august-1", when: { nth: 1 }, for: "1d" },
    judge: () => (seen) => (seen.change === "write" ? { type: "tear" } : undefined),
  }),

  "lock.forgets": watching({
    ...write,
    harm: "whileActive",
    says: "What was written and confirmed goes from the table by itself after a while (zwave-js#9188).",
    params: { delay: { form: "duration", default: "51s", max: "7d", says: "after how long" } },
    example: { target: "lock:smartthings-1", when: { nth: 1 }, for: "1h", params: { delay: "5m" } },
    judge:
      ({ params }) =>
      (seen) =>
        seen.change === "write" ? { type: "forget", afterMs: params.delay } : undefined,
    hold: mendsInTheEnd,
  }),

  "lock.slotCorrupt": once({
    area: "lock",
    on: "lock",
    harm: "forGood",
    matches: ["slot"],
    says: "A bit flips in the table: one digit of one entry becomes another.",
    params: {},
    example: { target: "lock:smartthings-1", match: { slot: 1 }, when: { at: "1h" } },
    act: ({ hands, random, takesSlot }, { deviceId }) => {
      const { keypad } = hands.lock(deviceId).station;
      const slots = keypad.codes.map(({ slot }) => slot).filter(takesSlot);
      if (slots.length > 0) keypad.corrupt(random.pick(slots), random.int(0, 19));
    },
  }),

  "lock.factoryReset": once({
    area: "lock",
    on: "lock",
    harm: "forGood",
    says: "The lock loses its whole table, its owner's entries included.",
    params: {},
    example: { target: "lock:august-1", when: { at: "1h" } },
    act: ({ hands }, { deviceId }) => hands.lock(deviceId).station.keypad.wipe(),
  }),

  "lock.reboot": watching({
    area: "lock",
    on: "lock",
    harm: "whileActive",
    lifetime: "20s",
    watches: "command",
    says: "The lock restarts: it neither opens nor answers meanwhile, and what it was about to do is forgotten.",
    params: {},
    example: { target: "lock:smartthings-1", when: { after: { event: "command", delay: "1s" } }, for: "30s" },
    judge:
      ({ hands }) =>
      ({ vendor = "" }) =>
        notAnswering(hands, vendor, false),
    hold: ({ hands }, { deviceId }) => {
      const { keypad, forgetCommands } = hands.lock(deviceId).station;
      forgetCommands();
      keypad.restart();
      keypad.setTrouble("lock.reboot", { isPowerless: true });
      return () => keypad.setTrouble("lock.reboot", undefined);
    },
  }),

  "lock.lowBattery": watching({
    area: "lock",
    on: "lock",
    harm: "whileActive",
    watches: "command",
    says: "The battery is low: the lock says so, takes no changes, and in the end does not move its bolt.",
    params: {
      level: { form: "number", min: 0, max: 100, default: 5, says: "how full it is, in per cent" },
      refusesWrites: { form: "boolean", default: true, says: "whether it takes no changes" },
      motorFails: { form: "boolean", default: false, says: "whether the bolt does not move" },
    },
    example: { target: "lock:august-1", for: "1d", params: { level: 2, motorFails: true } },
    judge:
      ({ hands, params }) =>
      ({ vendor = "" }) =>
        params.refusesWrites ? notAnswering(hands, vendor, true) : undefined,
    hold: ({ hands, params }, { deviceId }) => {
      const { keypad, publishState } = hands.lock(deviceId).station;
      const set = (isLow: boolean) => {
        const trouble = { battery: params.level / 100, isPowerless: params.motorFails };
        keypad.setTrouble("lock.lowBattery", isLow ? trouble : undefined);
        publishState();
      };
      set(true);
      return () => set(false);
    },
  }),

  "lock.scheduleBug": lasting({
    area: "lock",
    on: "lock",
    harm: "whileActive",
    needs: { part: "schedules" },
    says: "The firmware gets schedules wrong.",
    params: {
      variant: {
        form: "choice",
        of: scheduleBugs,
        default: "endIgnored",
        says: "how: not looked at, its start or end not looked at, kept in half hours, or ended a minute early",
      },
    },
    example: { target: "vendor:august", for: "7d", params: { variant: "halfHours" } },
    hold: ({ hands, params }, { deviceId }) => {
      const { keypad } = hands.lock(deviceId).station;
      keypad.setTrouble("lock.scheduleBug", { scheduleBug: params.variant });
      return () => keypad.setTrouble("lock.scheduleBug", undefined);
    },
  }),

  "lock.jam": lasting({
    area: "lock",
    on: "lock",
    harm: "whileActive",
    says: "The bolt is jammed: neither PIN nor command moves it.",
    params: {},
    example: { target: "lock:august-1", for: "1h" },
    hold: ({ hands }, { deviceId }) => {
      const { keypad } = hands.lock(deviceId).station;
      keypad.setTrouble("lock.jam", { isJammed: true });
      return () => keypad.setTrouble("lock.jam", undefined);
    },
  }),
} as const satisfies Record<string, FaultKind>;
