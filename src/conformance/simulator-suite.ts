import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CommandFault, FaultPoint } from "../simulator/fault-point.ts";
import type { LockSimulator } from "../simulator/lock-simulator.ts";
import type { Body } from "../wire/envelope.ts";
import { type BenchOptions, SimulatorBench } from "./simulator-bench.ts";

/** How the suite speaks to a vendor's lock: the same few things in the vendor's own words. */
export interface SimulatorHands {
  /** The PIN lengths that a lock without options takes. */
  readonly pinLengths: readonly number[];
  /** Options for a lock whose table holds this many codes. */
  readonly table: (capacity: number) => Readonly<Record<string, unknown>>;
  /** The commands that bring a PIN into an entry, numbered from 1. The last of them takes effect. */
  readonly load: (entry: number, pin: string) => readonly Body[];
  readonly clear: (entry: number) => Body;
  readonly read: (entry: number) => Body;
  /** The PIN that the answer to {@link read} shows on the keypad; `undefined`: none, or not yet. */
  readonly pinIn: (answer: Body | undefined, entry: number) => string | undefined;
  readonly isRefusal: (answer: Body | undefined) => boolean;
  /** A key of the vendor's refusals, for a fault that refuses. */
  readonly someRefusal: string;
}

const minute = 60_000;
/** A healthy lock confirms a code, and tells of a change by other hands, within this. */
const promisedMs = 15 * minute;

/** What every simulated lock promises, whatever family it belongs to. */
export function describeSimulator(name: string, simulator: LockSimulator, hands: SimulatorHands): void {
  const bench = (options?: BenchOptions) => new SimulatorBench(simulator, options);

  /** Loads a PIN and waits until the lock shows it. Returns how long that took, or the answer that refused it. */
  const load = (
    on: SimulatorBench,
    entry: number,
    pin: string,
  ): { ms: number } | { refusal: Body | undefined } => {
    const begun = on.clock.now();
    for (const command of hands.load(entry, pin)) {
      const answer = on.ask(command);
      if (!answer || hands.isRefusal(answer)) return { refusal: answer };
    }
    while (on.clock.now() - begun < promisedMs) {
      if (hands.pinIn(on.ask(hands.read(entry)), entry) === pin) return { ms: on.clock.now() - begun };
      on.advance(5_000);
    }
    return { refusal: undefined };
  };

  const loaded = (on: SimulatorBench, entry: number, pin: string): boolean => "ms" in load(on, entry, pin);

  const pins = fc
    .constantFrom(...hands.pinLengths)
    .chain((length) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }))
    .map((digits) => digits.join(""));

  describe(`simulator ${name}`, () => {
    test("what is set reads back digit by digit and opens, in every legal length, leading zeros included", () => {
      const zeros = hands.pinLengths.map((length) => "0".repeat(length));
      fc.assert(
        fc.property(
          fc.oneof(pins, fc.constantFrom(...zeros)),
          fc.integer({ min: 1, max: 3 }),
          (pin, entry) => {
            const on = bench();
            return loaded(on, entry, pin) && on.lock().opensWith(pin);
          },
        ),
        { numRuns: 60 },
      );
    });

    test("what is removed is gone from the door and from the table", () => {
      const on = bench();
      expect(loaded(on, 1, "0427")).toBe(true);
      expect(hands.isRefusal(on.ask(hands.clear(1)))).toBe(false);
      on.advance(minute);
      expect(on.lock().opensWith("0427")).toBe(false);
      expect(hands.pinIn(on.ask(hands.read(1)), 1) === undefined).toBe(true);
      on.restart();
      expect(on.lock().opensWith("0427")).toBe(false);
    });

    test("without latencies, answers come at once", () => {
      const on = bench({ latencyScale: 0 });
      const ids = hands.load(1, "0427").map((command) => {
        const id = on.send(command);
        on.advance(0);
        return id;
      });
      expect(ids.flatMap((id) => on.repliesTo(id))).toHaveLength(ids.length);
      expect(on.lock().opensWith("0427")).toBe(true);
    });

    test("a code is confirmed, and a change by other hands announced, within 15 minutes", () => {
      for (let seed = 1; seed <= 40; seed++) {
        const on = bench({ seed });
        expect(loaded(on, 1, "4711"), `seed ${seed}`).toBe(true);
        on.advance(promisedMs);
        for (const edit of [
          { action: "add_code", code: "8520" },
          { action: "change_code", code: "8520", newCode: "9631" },
          { action: "remove_code", code: "9631" },
        ] as const) {
          const before = on.events().length;
          on.lock().edit(edit);
          on.advance(promisedMs);
          expect(on.events().length, `${edit.action}, seed ${seed}`).toBeGreaterThan(before);
        }
      }
    });

    test("the owner's app changes the door at once", () => {
      const lock = bench().lock();
      lock.edit({ action: "add_code", code: "8520", name: "Cleaner" });
      expect(lock.opensWith("8520")).toBe(true);
      lock.edit({ action: "change_code", code: "8520", newCode: "9631" });
      expect([lock.opensWith("8520"), lock.opensWith("9631")]).toEqual([false, true]);
      lock.edit({ action: "remove_code", code: "9631" });
      expect(lock.opensWith("9631")).toBe(false);
    });

    test("the owner's app cannot do what the lock cannot", () => {
      const lock = bench({ locks: [hands.table(1)] }).lock();
      expect(() => lock.edit({ action: "remove_code", code: "8520" })).toThrow('"code" is not on this lock');
      expect(() => lock.edit({ action: "add_code", code: "123456789" })).toThrow('"code" must be');
      lock.edit({ action: "add_code", code: "8520" });
      expect(() => lock.edit({ action: "add_code", code: "9631" })).toThrow("holds its 1 codes");
      expect(lock.inspect().slots).toHaveLength(1);
    });

    test("a command that is delivered again changes nothing and gets the same answer", () => {
      const on = bench();
      const commands = hands.load(1, "0427");
      for (const command of commands.slice(0, -1)) on.ask(command);
      const last = commands.at(-1) as Body;
      const id = on.send(last);
      on.send(last, { id });
      on.advance(promisedMs);
      const answers = on.repliesTo(id);
      expect(answers).toHaveLength(2);
      expect(hands.isRefusal(answers[0])).toBe(false);
      expect(JSON.stringify(answers[1]) === JSON.stringify(answers[0])).toBe(true);
      expect(on.lock().opensWith("0427")).toBe(true);

      on.ask(hands.clear(1));
      on.send(last, { id });
      on.advance(promisedMs);
      expect(on.repliesTo(id)).toHaveLength(3);
      expect(on.lock().opensWith("0427")).toBe(false);
    });

    test("a command that arrives after its expiry has no effect and no answer", () => {
      const on = bench();
      const ids = hands.load(1, "0427").map((command) => on.send(command, { expiresInMs: -1 }));
      on.advance(promisedMs);
      expect(ids.flatMap((id) => on.repliesTo(id))).toHaveLength(0);
      expect(on.lock().inspect().slots).toHaveLength(0);
    });

    test("a full table refuses and overwrites nothing", () => {
      const on = bench({ locks: [hands.table(2)] });
      expect([loaded(on, 1, "1470"), loaded(on, 2, "2581")]).toEqual([true, true]);
      const outcome = load(on, 3, "3692");
      expect("refusal" in outcome && hands.isRefusal(outcome.refusal)).toBe(true);
      const doors = ["1470", "2581", "3692"].map((pin) => on.lock().opensWith(pin));
      expect(doors).toEqual([true, true, false]);
      expect(on.lock().inspect()).toMatchObject({ capacity: 2, slots: [{ slot: 1 }, { slot: 2 }] });
    });

    test("what a lock holds survives a restart of its gateway, even in mid-programming", () => {
      const on = bench();
      expect(loaded(on, 1, "0427")).toBe(true);
      on.lock().press("0427");
      for (const command of hands.load(2, "5813")) on.ask(command);
      const before = on.lock().inspect();
      on.restart();
      expect(JSON.stringify(on.lock().inspect()) === JSON.stringify(before)).toBe(true);
      on.advance(promisedMs);
      expect(["0427", "5813"].map((pin) => on.lock().opensWith(pin))).toEqual([true, true]);
      expect(hands.pinIn(on.ask(hands.read(2)), 2) === "5813").toBe(true);
    });

    test("a lock that was locked out is still locked out after a restart", () => {
      const on = bench();
      expect(loaded(on, 1, "0427")).toBe(true);
      for (let wrong = 0; wrong < 20; wrong++) on.lock().press("9999");
      expect(on.lock().press("0427").reason).toBe("locked_out");
      on.restart();
      expect(on.lock().press("0427").reason).toBe("locked_out");
      on.advance(promisedMs);
      expect(on.lock().press("0427").reason).toBe("opened");
    });

    test("asking the door changes nothing, and foretells what a hand would find", () => {
      const presses = fc.array(fc.constantFrom("0427", "9999", "1234", ""), { maxLength: 12 });
      fc.assert(
        fc.property(presses, fc.integer({ min: 0, max: 90 }), (pressed, seconds) => {
          const on = bench();
          loaded(on, 1, "0427");
          for (const pin of pressed) {
            on.advance(seconds * 1_000);
            const [memory, said] = [JSON.stringify([...on.saved]), on.link.published.length];
            const foretold = on.lock().opensWith(pin);
            for (const other of ["9999", "0000", "0427"]) on.lock().opensWith(other);
            expect(JSON.stringify([...on.saved]) === memory && on.link.published.length === said).toBe(true);
            expect(on.lock().press(pin).opened).toBe(foretold);
          }
        }),
        { numRuns: 30 },
      );
    });

    test("a hand that opens the door is told to the service", () => {
      const on = bench();
      loaded(on, 1, "0427");
      const events = on.events().length;
      expect(on.lock().inspect().locked).toBe(true);
      expect(on.lock().press("0427")).toEqual({ opened: true, reason: "opened" });
      on.advance(minute);
      expect(on.lock().inspect().locked).toBe(false);
      expect(on.events().length).toBeGreaterThan(events);
      expect(JSON.stringify(on.state())).toContain("unlocked");
    });

    test("the keypad goes on working while the way to the service is cut, and the way comes back", () => {
      const on = bench();
      loaded(on, 1, "0427");
      on.gateway.setOnline(false);
      expect([on.gateway.online, on.lock().inspect().online]).toEqual([false, false]);
      expect(on.lock().press("0427").opened).toBe(true);
      expect(loaded(on, 2, "5813")).toBe(false);
      on.gateway.setOnline(true);
      expect([on.gateway.online, on.lock().inspect().online]).toEqual([true, true]);
      expect(on.availability).toBe("online");
      expect(loaded(on, 3, "6924")).toBe(true);
    });

    test("a gateway says that it is here and how its locks are, and leaves its will", () => {
      const on = bench({ locks: [{}, {}] });
      expect(on.availability).toBe("online");
      expect(on.will).toMatchObject({ payload: "offline" });
      expect(on.said("state", 0)).toHaveLength(1);
      expect(on.said("state", 1)).toHaveLength(1);
      const retained = on.transcript().filter(({ retain }) => retain);
      // Its availability, its account and two states.
      expect(retained).toHaveLength(4);
      expect(on.account).toEqual({ errors: [], devices: ["lock-1", "lock-2"] });
      on.gateway.close();
      expect(on.availability).toBe("offline");
      expect(on.link.connected).toBe(false);
    });

    test("an account that cannot be used lets nobody ask or hear, and keeps no door shut", () => {
      const on = bench();
      loaded(on, 1, "0427");
      on.gateway.setAccountError("account_disconnected", true);
      expect(on.account).toEqual({ errors: ["account_disconnected"], devices: ["lock-1"] });
      const heard = on.link.published.length;
      expect(on.lock().press("0427").opened).toBe(true);
      expect(on.ask(hands.read(1))).toBeUndefined();
      expect(on.link.published.length).toBe(heard);
      on.gateway.setAccountError("account_disconnected", false);
      expect(on.account?.errors).toEqual([]);
      expect(JSON.stringify(on.state())).toContain("unlocked");
      expect(loaded(on, 2, "5813")).toBe(true);
    });

    test("a lock that is taken out of its account is not listed and not spoken for, until it is put back", () => {
      const on = bench({ locks: [{}, {}] });
      loaded(on, 1, "0427");
      on.gateway.setListed("lock-1", false);
      expect(on.account).toEqual({ errors: [], devices: ["lock-2"] });
      expect(on.ask(hands.read(1))).toBeUndefined();
      expect(on.ask(hands.read(1), { lock: 1 })).toBeDefined();
      expect(on.lock().opensWith("0427")).toBe(true);
      on.gateway.setListed("lock-1", true);
      expect(on.account?.devices).toEqual(["lock-1", "lock-2"]);
      expect(hands.pinIn(on.ask(hands.read(1)), 1) === "0427").toBe(true);
    });

    test("every condition can be healed, and an unknown one is named", () => {
      const on = bench();
      for (const [index, condition] of on.lock().conditions.entries()) {
        on.lock().setCondition(condition, true);
        on.advance(promisedMs);
        on.lock().setCondition(condition, false);
        on.advance(promisedMs);
        expect(loaded(on, index + 1, `41${index}7`), condition).toBe(true);
      }
      expect(() => on.lock().setCondition("no.such", true)).toThrow(RangeError);
    });

    test("a wrong option is refused by its name", () => {
      expect(() => bench({ locks: [{ noSuchOption: 1 }] })).toThrow("options");
      expect(() => bench({ locks: [hands.table(0)] })).toThrow("options");
    });

    test("everything that a gateway says obeys the wire, and only secret fields hold a PIN", () => {
      const on = bench();
      const secrets = ["90715", "80624", "70533"];
      for (const [index, pin] of secrets.entries()) loaded(on, index + 1, pin);
      on.lock().edit({ action: "change_code", code: "80624", newCode: "81624" });
      on.lock().press("90715");
      on.ask(hands.clear(1));
      on.advance(promisedMs);
      on.ask(hands.read(2));
      const hidden = new Set<string>(simulator.wire.secretFields);
      for (const { payload, topic } of on.transcript()) {
        const shown = /\/(availability|account)$/.test(topic)
          ? payload
          : JSON.stringify(JSON.parse(payload), (field, value) => (hidden.has(field) ? "" : value));
        expect(
          [...secrets, "81624"].some((pin) => shown.includes(pin)),
          topic,
        ).toBe(false);
      }
    });

    test("equal seeds say the same, another seed takes other times", () => {
      const transcript = (seed: number) => {
        const on = bench({ seed, locks: [{}, {}] });
        loaded(on, 1, "0427");
        on.lock(1).edit({ action: "add_code", code: "5813" });
        on.advance(promisedMs);
        return JSON.stringify(on.link.published);
      };
      const [once, again, otherwise] = [transcript(3), transcript(3), transcript(4)];
      expect(once === again).toBe(true);
      expect(once === otherwise).toBe(false);
    });

    describe("when something goes wrong with a command", () => {
      /** What becomes of the command that takes effect, five seconds and a quarter of an hour after it was sent. */
      const outcome = (fault: CommandFault) => {
        let armed = false;
        const faults: FaultPoint = { onCommand: () => (armed ? fault : undefined) };
        const on = bench({ faults });
        const commands = hands.load(1, "0427");
        for (const command of commands.slice(0, -1)) on.ask(command);
        armed = true;
        const id = on.send(commands.at(-1) as Body);
        armed = false;
        on.advance(5_000);
        const early = on.repliesTo(id).length;
        on.advance(promisedMs);
        return { early, answers: on.repliesTo(id), opens: on.lock().opensWith("0427") };
      };

      test("swallowed: no effect, no answer", () => {
        expect(outcome({ type: "swallow" })).toEqual({ early: 0, answers: [], opens: false });
      });

      test("its answer lost: the effect alone", () => {
        expect(outcome({ type: "loseReply" })).toEqual({ early: 0, answers: [], opens: true });
      });

      test("its answer late: the effect, and the answer after the delay", () => {
        const { early, answers, opens } = outcome({ type: "delayReply", delayMs: 2 * minute });
        expect([early, answers.length, opens]).toEqual([0, 1, true]);
      });

      test("its answer doubled: the same one twice", () => {
        const { answers, opens } = outcome({ type: "doubleReply" });
        expect([answers.length, opens]).toEqual([2, true]);
        expect(JSON.stringify(answers[0]) === JSON.stringify(answers[1])).toBe(true);
      });

      test("refused: the vendor's word and no effect", () => {
        const { answers, opens } = outcome({ type: "refuse", vendorCode: hands.someRefusal });
        expect([answers.length, hands.isRefusal(answers[0]), opens]).toEqual([1, true, false]);
      });

      test("refused and done all the same: the vendor's word and the effect", () => {
        const { answers, opens } = outcome({
          type: "refuse",
          vendorCode: hands.someRefusal,
          takesEffect: true,
        });
        expect([answers.length, hands.isRefusal(answers[0]), opens]).toEqual([1, true, true]);
      });

      test("acknowledged without effect: the lock says yes and does nothing", () => {
        const { answers, opens } = outcome({ type: "ackWithoutEffect" });
        expect([answers.length, hands.isRefusal(answers[0]), opens]).toEqual([1, false, false]);
      });

      test("its effect late: the answer at once, the door later", () => {
        const { early, answers, opens } = outcome({ type: "delayEffect", delayMs: 2 * minute });
        expect([early, answers.length, opens]).toEqual([1, 1, true]);
        expect(outcome({ type: "delayEffect", delayMs: 2 * promisedMs }).opens).toBe(false);
      });
    });
  });
}
