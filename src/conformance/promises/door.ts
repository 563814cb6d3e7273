import assert from "node:assert/strict";
import fc from "fast-check";
import { minuteMs, promisedMs } from "../grip.ts";
import { type SimulatorPromise, somePins } from "./promise.ts";

/** What a lock's keypad, and whoever stands before it, can rely on. */
export const doorPromises: readonly SimulatorPromise[] = [
  {
    name: "the owner's app changes the door at once",
    check: ({ subject, grip }) => {
      const on = grip();
      const lock = on.bench.lock();
      const [added = "", changed = ""] = somePins(subject, 2);
      lock.edit({ action: "add_code", code: added, name: "Cleaner" });
      assert(lock.opensWith(added), "an added code does not open");
      lock.edit({ action: "change_code", code: added, newCode: changed });
      assert.deepEqual([lock.opensWith(added), lock.opensWith(changed)], [false, true]);
      lock.edit({ action: "remove_code", code: changed });
      assert(!lock.opensWith(changed), "a removed code opens");
    },
  },
  {
    name: "the owner's app cannot do what the lock cannot",
    check: ({ subject, grip }) => {
      const lock = grip({ locks: [subject.table(1)] }).bench.lock();
      const [first = "", second = ""] = somePins(subject, 2);
      const tooLong = "1".repeat(Math.max(...subject.pinLengths) + 1);
      assert.throws(() => lock.edit({ action: "remove_code", code: first }), /"code" is not on this lock/);
      assert.throws(() => lock.edit({ action: "add_code", code: tooLong }), /"code" must be/);
      lock.edit({ action: "add_code", code: first });
      assert.throws(() => lock.edit({ action: "add_code", code: second }), /holds its 1 codes/);
      assert.equal(lock.inspect().slots.length, 1);
    },
  },
  {
    name: "a lock that was locked out is still locked out after a restart",
    check: ({ subject, grip }) => {
      const on = grip();
      const [wanted = "", wrong = ""] = somePins(subject, 2);
      const pin = on.loaded(1, wanted);
      for (let press = 0; press < 20; press++) on.bench.lock().press(wrong);
      assert.equal(on.bench.lock().press(pin).reason, "locked_out");
      on.bench.restart();
      assert.equal(on.bench.lock().press(pin).reason, "locked_out");
      on.bench.advance(promisedMs);
      assert.equal(on.bench.lock().press(pin).reason, "opened");
    },
  },
  {
    name: "asking the door changes nothing, and foretells what a hand would find",
    check: ({ subject, grip }) => {
      const [wanted = "", wrong = "", other = ""] = somePins(subject, 3);
      // What was loaded, named by its place: where the lock makes the PINs it is another one each time.
      const presses = fc.array(fc.constantFrom("loaded", wrong, other, ""), { maxLength: 12 });
      fc.assert(
        fc.property(presses, fc.integer({ min: 0, max: 90 }), (pressed, seconds) => {
          const on = grip();
          const pin = on.loaded(1, wanted);
          const lock = on.bench.lock();
          for (const entry of pressed.map((press) => (press === "loaded" ? pin : press))) {
            on.bench.advance(seconds * 1_000);
            const [memory, said] = [JSON.stringify([...on.bench.saved]), on.bench.link.published.length];
            const foretold = lock.opensWith(entry);
            for (const asked of [wrong, other, pin]) lock.opensWith(asked);
            const isUntouched =
              JSON.stringify([...on.bench.saved]) === memory && on.bench.link.published.length === said;
            assert(isUntouched, "asking leaves a trace");
            assert.equal(lock.press(entry).opened, foretold, "a hand finds something else");
          }
        }),
        { numRuns: 30, verbose: 0 },
      );
    },
  },
  {
    name: "a hand that opens the door is told to the service",
    check: ({ subject, grip }) => {
      const on = grip();
      const [wanted = ""] = somePins(subject, 1);
      const pin = on.loaded(1, wanted);
      const events = on.bench.events().length;
      assert.equal(on.bench.lock().inspect().locked, true);
      assert.deepEqual(on.bench.lock().press(pin), { opened: true, reason: "opened" });
      on.bench.advance(promisedMs);
      assert.equal(on.bench.lock().inspect().locked, false);
      assert(on.bench.events().length > events, "no event tells of it");
      assert(on.showsUnlocked(), "the state does not show it");
    },
  },
  {
    name: "the keypad goes on working while the way to the service is cut, and the way comes back",
    check: ({ subject, grip }) => {
      const on = grip();
      const [first = "", second = "", third = ""] = somePins(subject, 3);
      const pin = on.loaded(1, first);
      const { gateway } = on.bench;
      gateway.setOnline(false);
      assert.deepEqual([gateway.online, on.bench.lock().inspect().online], [false, false]);
      assert(on.bench.lock().press(pin).opened, "the keypad is dead");
      assert(!on.load(2, second).ok, "a code arrives all the same");
      gateway.setOnline(true);
      assert.deepEqual([gateway.online, on.bench.lock().inspect().online], [true, true]);
      assert.equal(on.bench.availability, "online");
      on.bench.advance(minuteMs);
      on.loaded(3, third);
    },
  },
];
