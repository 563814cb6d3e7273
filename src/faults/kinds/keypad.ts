import type { Random } from "../../kernel/ports.ts";
import type { Station } from "../../simulator/lock-simulator.ts";
import { type FaultKind, lasting, once } from "../kind.ts";
import { condition } from "./condition.ts";

const person = { area: "keypad", on: "lock" } as const;

/** A PIN of the shortest length that stands in no slot of the table. */
function strangePin({ keypad }: Station, random: Random): string {
  const length = keypad.firmware.lengthMin;
  for (;;) {
    const pin = Array.from({ length }, () => random.int(0, 9)).join("");
    if (!keypad.holderOf(pin)) return pin;
  }
}

export const keypadKinds = {
  "keypad.missing": condition("keypad.missing", {
    area: "keypad",
    harm: "whileActive",
    says: "The accessory keypad is not paired with the lock.",
    target: "lock:august-1",
  }),

  "pad.wrongPin": once({
    ...person,
    harm: "whileActive",
    says: "Somebody enters wrong PINs, until the keypad goes dead for a while.",
    params: {
      tries: {
        form: "number",
        isWhole: true,
        min: 1,
        max: 100,
        says: "how many; as many as it takes unless told",
      },
    },
    example: { target: "lock:august-1", when: { every: "1h" }, for: "1d" },
    act: ({ hands, params, random }, { deviceId }) => {
      const lock = hands.lock(deviceId);
      const { tries = lock.station.keypad.firmware.wrongCodesMax } = params;
      for (let entered = 0; entered < tries; entered++) lock.press(strangePin(lock.station, random));
    },
  }),

  "pad.entry": once({
    ...person,
    harm: "nothing",
    matches: ["slot"],
    says: "Somebody enters a PIN that stands in the table, whenever that is: while it is being changed, for instance.",
    params: {},
    example: {
      target: "lock:smartthings-1",
      match: { slot: 1 },
      when: { after: { event: "command", match: { command: "setCode" }, delay: "500ms" } },
    },
    act: ({ hands, random, takesSlot }, { deviceId }) => {
      const lock = hands.lock(deviceId);
      const codes = lock.station.keypad.codes.filter(({ slot }) => takesSlot(slot));
      if (codes.length > 0) lock.press(random.pick(codes).pin);
    },
  }),

  "pad.masterCode": once({
    ...person,
    harm: "nothing",
    says: "Somebody opens with the master code, which stands in no slot.",
    params: {},
    example: { target: "lock:august-1", when: { at: "30m" } },
    act: ({ hands }, { deviceId }) => {
      hands.lock(deviceId).station.keypad.openByMaster();
    },
  }),

  "pad.deadKey": lasting({
    ...person,
    harm: "whileActive",
    says: "A key does not register: nobody can enter a PIN that has its digit.",
    params: {
      key: {
        form: "choice",
        of: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
        default: "5",
        says: "which",
      },
    },
    example: { target: "lock:smartthings-1", for: "7d", params: { key: "8" } },
    hold: ({ hands, params }, { deviceId }) => {
      const { keypad } = hands.lock(deviceId).station;
      keypad.setTrouble("pad.deadKey", { deadKey: params.key });
      return () => keypad.setTrouble("pad.deadKey", undefined);
    },
  }),
} as const satisfies Record<string, FaultKind>;
