import { expect, test } from "vitest";
import { smartthings } from "../../drivers/smartthings/index.ts";
import { StepClock } from "../../src/conformance/step-clock.ts";
import { Oracles } from "../../src/oracles/oracles.ts";
import { KeypadLock } from "../../src/simulator/keypad-lock.ts";
import { minuteMs, startAt } from "./watched-toy.ts";

test("a door is looked at when its keypad's memory changes, and not for what else its lock puts away", () => {
  const clock = new StepClock(startAt);
  let looks = 0;
  const looksAfter = (change: () => void): number => {
    looks = 0;
    change();
    clock.advance(0);
    return looks;
  };
  const save = () => oracles.memoryChanged("door");
  const keypad: KeypadLock = new KeypadLock({
    firmware: { capacity: 3, lengthMin: 4, lengthMax: 8, wrongCodesMax: 2, lockOutMs: minuteMs },
    clock,
    clockSkewMs: 0,
    memory: undefined,
    save,
    doorMoved: () => {},
  });
  const count = () => {
    looks++;
    return undefined;
  };
  const oracles = new Oracles({
    invariants: [
      { id: 1, name: "counted", promise: "it is known how often a door is looked at", ofDoor: count },
    ],
    clock,
    atInstantEnd: (look) => void clock.setTimeout(look, 0),
    broken: () => {},
    doors: [
      {
        ...{ deviceId: "door", name: "door-1", vendor: "smartthings", gateway: "hub", hubNode: "hub:hub" },
        profile: smartthings.profile,
        keypad,
        opensWith: (pin) => keypad.opensWith(pin),
        isShown: () => false,
        codes: () => [],
        placements: () => [],
      },
    ],
  });
  clock.advance(0);
  expect(looksAfter(save), "what the hub or a cloud remembers").toBe(0);
  expect(looksAfter(() => keypad.write({ slot: 1, pin: "4821", name: "", window: null }))).toBe(1);
  expect(looksAfter(save), "and again, after a look").toBe(0);
  expect(
    looksAfter(() => keypad.press("0000")),
    "a wrong code",
  ).toBe(1);
  expect(
    looksAfter(() => keypad.press("0000")),
    "a lock-out",
  ).toBe(1);
  expect(looksAfter(() => keypad.clear(1))).toBe(1);
});
