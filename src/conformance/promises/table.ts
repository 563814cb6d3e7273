import assert from "node:assert/strict";
import fc from "fast-check";
import { minuteMs, promisedMs } from "../grip.ts";
import { type SimulatorPromise, somePins } from "./promise.ts";

/** What a lock's table promises. */
export const tablePromises: readonly SimulatorPromise[] = [
  {
    name: "what is set reads back and opens, digit by digit, in every legal length, leading zeros included",
    check: ({ subject, grip }) => {
      const { pinLengths, takesPin = () => true } = subject;
      const digit = fc.integer({ min: 0, max: 9 });
      const pins = fc
        .constantFrom(...pinLengths)
        .chain((length) => fc.array(digit, { minLength: length, maxLength: length }))
        .map((digits) => digits.join(""));
      const zeroFirst = pins.map((pin) => `0${pin.slice(1)}`);
      const legal = fc.oneof(pins, zeroFirst).filter(takesPin);
      fc.assert(
        fc.property(legal, fc.integer({ min: 1, max: 3 }), (wanted, entry) => {
          const on = grip();
          return on.opensWith(on.loaded(entry, wanted));
        }),
        { numRuns: 60, verbose: 0 },
      );
    },
  },
  {
    name: "what is removed is gone from the door and from the table",
    check: ({ subject, grip }) => {
      const on = grip();
      const [wanted = ""] = somePins(subject, 1);
      const pin = on.loaded(1, wanted);
      assert(!on.hands.isRefusal(on.clear(1)), "a removal is refused");
      on.bench.advance(minuteMs);
      assert(!on.opensWith(pin), "it still opens");
      assert(!on.shows(1, pin), "it is still shown");
      on.bench.restart();
      assert(!on.opensWith(pin), "it opens again after a restart");
    },
  },
  {
    name: "without latencies, answers come at once",
    check: ({ subject, grip }) => {
      const on = grip({ latencyScale: 0 });
      const [wanted = ""] = somePins(subject, 1);
      for (const command of on.hands.load(1, wanted)) {
        const id = on.bench.send(command);
        on.bench.advance(0);
        const [answer] = on.bench.repliesTo(id);
        assert(answer, `no answer to ${command.type}`);
        on.hands.learn?.(1, answer);
      }
      for (const event of on.bench.events()) on.hands.learn?.(1, event);
      assert(on.opensWith(on.pinOf(1, wanted)), "it does not open");
    },
  },
  {
    name: "a code is confirmed, and a change by other hands announced, within 15 minutes",
    check: ({ subject, grip }) => {
      const [wanted = "", added = "", changed = ""] = somePins(subject, 3);
      for (let seed = 1; seed <= 40; seed++) {
        const on = grip({ seed });
        on.loaded(1, wanted);
        on.bench.advance(promisedMs);
        for (const edit of [
          { action: "add_code", code: added },
          { action: "change_code", code: added, newCode: changed },
          { action: "remove_code", code: changed },
        ] as const) {
          const before = on.bench.events().length;
          on.bench.lock().edit(edit);
          on.bench.advance(promisedMs);
          assert(on.bench.events().length > before, `nobody tells of ${edit.action} (seed ${seed})`);
        }
      }
    },
  },
  {
    name: "a full table refuses and overwrites nothing",
    check: ({ subject, grip }) => {
      const on = grip({ locks: [subject.table(2)] });
      const [first = "", second = "", third = ""] = somePins(subject, 3);
      const pins = [on.loaded(1, first), on.loaded(2, second)];
      const loaded = on.load(3, third);
      assert(!loaded.ok && on.hands.isRefusal(loaded.answer), "the third code is not refused");
      assert.deepEqual(
        pins.map((pin) => on.opensWith(pin)),
        [true, true],
      );
      const { capacity, slots } = on.bench.lock().inspect();
      assert.deepEqual([capacity, slots.length], [2, 2]);
    },
  },
  {
    name: "a command that is delivered again changes nothing and gets the same answer",
    check: ({ subject, grip }) => {
      const on = grip();
      const [wanted = ""] = somePins(subject, 1);
      const commands = on.hands.load(1, wanted);
      for (const command of commands.slice(0, -1)) on.ask(1, command);
      const last = commands.at(-1);
      assert(last, "loading takes a command");
      const id = on.bench.send(last);
      on.bench.send(last, { id });
      on.bench.advance(promisedMs);
      const answers = on.bench.repliesTo(id);
      assert.equal(answers.length, 2, "one answer for each delivery");
      assert(!on.hands.isRefusal(answers[0]), "it is refused");
      assert(JSON.stringify(answers[1]) === JSON.stringify(answers[0]), "the answers differ");
      for (const told of [...answers, ...on.bench.events()]) on.hands.learn?.(1, told);
      const pin = on.pinOf(1, wanted);
      assert(on.opensWith(pin), "it does not open");
      assert.equal(on.bench.lock().inspect().slots.length, 1, "one entry");

      on.clear(1);
      on.bench.advance(minuteMs);
      on.bench.send(last, { id });
      on.bench.advance(promisedMs);
      assert.equal(on.bench.repliesTo(id).length, 3, "an answer to the late delivery");
      assert(!on.opensWith(pin), "a late delivery brings a removed code back");
    },
  },
  {
    name: "a command that arrives after its expiry has no effect and no answer",
    check: ({ subject, grip }) => {
      const on = grip();
      const [wanted = ""] = somePins(subject, 1);
      const ids = on.hands.load(1, wanted).map((command) => on.bench.send(command, { expiresInMs: -1 }));
      on.bench.advance(promisedMs);
      assert.equal(ids.flatMap((id) => on.bench.repliesTo(id)).length, 0);
      assert.equal(on.bench.lock().inspect().slots.length, 0);
    },
  },
  {
    name: "what a lock holds survives a restart of its gateway, even in mid-programming",
    check: ({ subject, grip }) => {
      const on = grip();
      const [first = "", second = ""] = somePins(subject, 2);
      const pin = on.loaded(1, first);
      on.bench.lock().press(pin);
      for (const command of on.hands.load(2, second)) on.ask(2, command);
      const before = on.bench.lock().inspect();
      on.bench.restart();
      assert(
        JSON.stringify(on.bench.lock().inspect()) === JSON.stringify(before),
        "a restart changes the lock",
      );
      on.bench.advance(promisedMs);
      assert(on.opensWith(pin), "the first code is lost");
      const other = on.pinOf(2, second);
      assert(on.opensWith(other) && on.shows(2, other), "the second code is lost");
    },
  },
];
