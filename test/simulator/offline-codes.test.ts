import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { StepClock } from "../../src/conformance/step-clock.ts";
import { DigitPermutation } from "../../src/simulator/digit-permutation.ts";
import { KeypadLock } from "../../src/simulator/keypad-lock.ts";
import { hourOf, startOfHour } from "../../src/simulator/local-hours.ts";
import { OfflineKeypad, type OfflineMemory, type OfflineTerms } from "../../src/simulator/offline-keypad.ts";
import { type OfflineCode, OfflinePins } from "../../src/simulator/offline-pins.ts";

const hour = 3_600_000;
const start = Date.parse("2026-03-07T08:00:00Z");

describe("a permutation of the numbers of so many digits", () => {
  test.each([1, 2, 3])("of %i: it hits each number once", (digits) => {
    const permutation = new DigitPermutation("a key", digits);
    const images = Array.from({ length: permutation.size }, (_, number) => permutation.shuffle(number));
    expect(new Set(images).size).toBe(10 ** digits);
    expect(Math.max(...images)).toBe(10 ** digits - 1);
  });

  test("it can be undone by whoever knows the key, and by nobody else", () => {
    const cases = fc
      .integer({ min: 6, max: 12 })
      .chain((digits) => fc.record({ digits: fc.constant(digits), number: fc.nat(10 ** digits - 1) }));
    fc.assert(
      fc.property(cases, fc.string(), ({ digits, number }, key) => {
        const permutation = new DigitPermutation(key, digits);
        const image = permutation.shuffle(number);
        expect(permutation.restore(image)).toBe(number);
        return new DigitPermutation(`${key}'`, digits).restore(image) !== number;
      }),
    );
  });
});

/** By the hour, for up to four weeks, and codes that open once within a day. */
const kinds = [
  { name: "hourly", lengths: { min: 1, max: 672 }, variants: 3 },
  { name: "once", variants: 5 },
];
const dayHours = 24;

const pinsOf = (key: string) => new OfflinePins({ key, digits: 9, kinds });

const codes: fc.Arbitrary<OfflineCode> = fc.oneof(
  fc.record({
    kind: fc.constant("hourly"),
    start: fc.integer({ min: -200, max: 9_000 }).map((hours) => hourOf(start) + hours),
    length: fc.integer({ min: 1, max: 672 }),
    variant: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    kind: fc.constant("once"),
    start: fc.integer({ min: -200, max: 9_000 }).map((hours) => hourOf(start) + hours),
    length: fc.constant(0),
    variant: fc.integer({ min: 1, max: 5 }),
  }),
);

describe("PINs that say when they work", () => {
  test("a PIN says its code, whenever it is read from its start on", () => {
    fc.assert(
      fc.property(codes, fc.nat(100_000), (code, later) => {
        const pins = pinsOf("a lock");
        expect(pins.codeOf(pins.pinOf(code), code.start + later)).toEqual(code);
      }),
    );
  });

  test("different codes are different PINs, all of the same length", () => {
    fc.assert(
      fc.property(fc.uniqueArray(codes, { selector: (code) => JSON.stringify(code) }), (several) => {
        const pins = several.map((code) => pinsOf("a lock").pinOf(code));
        expect(new Set(pins).size).toBe(several.length);
        expect(pins.every((pin) => /^\d{9}$/.test(pin))).toBe(true);
      }),
    );
  });

  test("what no PIN can say is refused, not bent", () => {
    const pins = pinsOf("a lock");
    const code = { kind: "hourly", start: 0, length: 1, variant: 1 };
    for (const wrong of [{ length: 0 }, { length: 673 }, { variant: 0 }, { variant: 4 }, { kind: "daily" }]) {
      expect(() => pins.pinOf({ ...code, ...wrong })).toThrow(RangeError);
    }
    expect(() => new OfflinePins({ key: "", digits: 2, kinds })).toThrow("cannot tell");
    for (const pin of ["", "12345678", "1234567890", "12345678x"]) {
      expect(pins.codeOf(pin, hourOf(start))).toBeUndefined();
    }
  });
});

/** A keypad that has never heard of anything: it knows its key and its clock. */
class Door {
  readonly clock = new StepClock(start);
  readonly pins: OfflinePins;
  keypad: KeypadLock;
  #saved: { keypad: ReturnType<KeypadLock["memory"]>; offline: OfflineMemory } | undefined;
  readonly #aheadMs: number;

  constructor(key: string, aheadMs = 0) {
    this.pins = pinsOf(key);
    this.#aheadMs = aheadMs;
    this.keypad = this.#build();
  }

  /** Takes the power away and gives it back. */
  restart(): void {
    this.keypad = this.#build();
  }

  at(instant: number): this {
    this.clock.advance(instant - this.clock.now());
    return this;
  }

  #build(): KeypadLock {
    const offline = new OfflineKeypad((pin, now) => this.#terms(pin, now), this.#saved?.offline);
    const keypad: KeypadLock = new KeypadLock({
      firmware: { capacity: 5, lengthMin: 4, lengthMax: 9, wrongCodesMax: 1_000, lockOutMs: 60_000 },
      clock: this.clock,
      clockSkewMs: this.#aheadMs,
      memory: this.#saved?.keypad,
      offline,
      save: () => {
        this.#saved = { keypad: keypad.memory(), offline: offline.memory() };
      },
      doorMoved: () => {},
    });
    return keypad;
  }

  #terms(pin: string, now: number): OfflineTerms | undefined {
    const code = this.pins.codeOf(pin, hourOf(now));
    if (!code) return undefined;
    const startsAt = code.start * hour;
    const opensOnce = code.kind === "once";
    const hours = opensOnce ? dayHours : code.length;
    return {
      startsAt,
      endsAt: startsAt + hours * hour,
      opensOnce,
      ...(hours > dayHours && { useBefore: startsAt + dayHours * hour }),
    };
  }
}

/** One whose window lies ahead of the keypad's clock. */
const codeAhead = codes.filter((code) => code.start * hour > start);

const hoursOf = (code: OfflineCode): number => (code.kind === "once" ? dayHours : code.length);

describe("a keypad that verifies codes by itself", () => {
  test("every issued code opens exactly in its window, by the keypad's own clock", () => {
    const skews = fc.constantFrom(0, 0, 7 * 60_000, -7 * 60_000);
    fc.assert(
      fc.property(codeAhead, skews, fc.double({ min: 0, max: 1, noNaN: true }), (code, aheadMs, part) => {
        const door = new Door("a lock", aheadMs);
        const pin = door.pins.pinOf(code);
        const opensAt = (instant: number) => door.at(instant - aheadMs).keypad.opensWith(pin);
        const startsAt = code.start * hour;
        const endsAt = startsAt + hoursOf(code) * hour;
        expect(door.keypad.press(pin).reason).toBe("outside_schedule");
        expect(opensAt(startsAt - 1)).toBe(false);
        expect(opensAt(startsAt)).toBe(true);
        expect(door.keypad.press(pin)).toEqual({ opened: true, reason: "opened" });
        if (code.kind === "once") return;
        expect(opensAt(startsAt + Math.floor(part * (endsAt - startsAt - 1)))).toBe(true);
        expect(opensAt(endsAt - 1)).toBe(true);
        expect(opensAt(endsAt)).toBe(false);
        expect(opensAt(endsAt + 10_000 * hour)).toBe(false);
      }),
    );
  });

  test("no lock opens with a code of another, though it be for the same times", () => {
    fc.assert(
      fc.property(codeAhead, fc.nat(23), (code, hours) => {
        const [mine, other] = [new Door("a lock"), new Door("another lock")];
        const pin = mine.pins.pinOf(code);
        const now = code.start * hour + Math.min(hours, hoursOf(code) - 1) * hour;
        expect(mine.at(now).keypad.opensWith(pin)).toBe(true);
        expect(other.at(now).keypad.opensWith(pin)).toBe(false);
      }),
    );
  });

  test("of ten thousand PINs that somebody makes up, hardly one opens", () => {
    const door = new Door("a lock");
    const drawn = fc.sample(fc.integer({ min: 0, max: 999_999_999 }), { numRuns: 10_000, seed: 1 });
    const opening = drawn.filter((number) => door.keypad.opensWith(String(number).padStart(9, "0")));
    // Of 10^9 PINs fewer than 50,000 open at any time: those that began within 24 hours.
    expect(opening.length).toBeLessThan(5);
  });

  test("a code that opens once opens once, also when the power fails in between", () => {
    fc.assert(
      fc.property(codeAhead, fc.boolean(), (code, fails) => {
        fc.pre(code.kind === "once");
        const door = new Door("a lock").at(code.start * hour);
        const pin = door.pins.pinOf(code);
        expect([door.keypad.opensWith(pin), door.keypad.opensWith(pin)]).toEqual([true, true]);
        expect(door.keypad.press(pin).opened).toBe(true);
        if (fails) door.restart();
        expect(door.keypad.opensWith(pin)).toBe(false);
        expect(door.keypad.press(pin).reason).toBe("wrong_code");
      }),
    );
  });

  test("a long code that has not opened the door within 24 hours is dead, and one that has lives on", () => {
    const code = { kind: "hourly", start: hourOf(start) + 5, length: 100, variant: 2 };
    const startsAt = code.start * hour;
    const [used, unused] = [new Door("a lock"), new Door("a lock")];
    const pin = used.pins.pinOf(code);
    expect(used.at(startsAt + 24 * hour - 1).keypad.press(pin).opened).toBe(true);
    used.restart();
    for (const later of [24 * hour, 99 * hour]) {
      expect(used.at(startsAt + later).keypad.opensWith(pin)).toBe(true);
      expect(unused.at(startsAt + later).keypad.press(pin).reason).toBe("outside_schedule");
    }
  });

  test("what it remembers of codes goes when they have ended", () => {
    const keypad = new OfflineKeypad(
      (pin) => ({ startsAt: 0, endsAt: pin.startsWith("1") ? 10 : 30 }),
      undefined,
    );
    keypad.noteUse("111111111", 5);
    expect(keypad.memory().used.map(({ until }) => until)).toEqual([10]);
    keypad.noteUse("222222222", 20);
    expect(keypad.memory().used.map(({ until }) => until)).toEqual([30]);
  });

  test("whole hours are those of the door's own clock, half-hour zones included", () => {
    const zones = fc.constantFrom(
      "America/New_York",
      "Asia/Kolkata",
      "Australia/Adelaide",
      "Asia/Kathmandu",
      "UTC",
    );
    fc.assert(
      fc.property(zones, fc.integer({ min: hourOf(start), max: hourOf(start) + 20_000 }), (zone, at) => {
        const instant = startOfHour(at, zone);
        expect(hourOf(instant)).toBe(at);
        const clock = new Intl.DateTimeFormat("en", { timeZone: zone, minute: "numeric", second: "numeric" });
        expect(clock.format(instant)).toBe("00:00");
      }),
    );
  });
});
