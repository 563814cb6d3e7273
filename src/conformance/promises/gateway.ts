import assert from "node:assert/strict";
import { promisedMs } from "../grip.ts";
import { type SimulatorPromise, somePins } from "./promise.ts";

/** What a gateway says, and what it keeps to itself. */
export const gatewayPromises: readonly SimulatorPromise[] = [
  {
    name: "a gateway says that it is here and how its locks are, and leaves its will",
    check: ({ grip }) => {
      const { bench } = grip({ locks: [{}, {}] });
      assert.equal(bench.availability, "online");
      assert.equal(bench.will?.payload, "offline");
      assert.deepEqual([bench.said("state", 0).length, bench.said("state", 1).length], [1, 1]);
      // Its availability, its account and two states.
      assert.equal(bench.transcript().filter(({ retain }) => retain).length, 4);
      assert.deepEqual(bench.account, { errors: [], devices: ["lock-1", "lock-2"] });
      bench.gateway.close();
      assert.equal(bench.availability, "offline");
      assert.equal(bench.link.connected, false);
    },
  },
  {
    name: "an account that cannot be used lets nobody ask or hear, and keeps no door shut",
    check: ({ subject, grip }) => {
      const on = grip();
      const [first = "", second = ""] = somePins(subject, 2);
      const pin = on.loaded(1, first);
      on.bench.advance(promisedMs);
      on.bench.gateway.setAccountError("account_disconnected", true);
      assert.deepEqual(on.bench.account, { errors: ["account_disconnected"], devices: ["lock-1"] });
      const heard = on.bench.link.published.length;
      assert(on.bench.lock().press(pin).opened, "the door is shut");
      assert.equal(on.bench.ask(on.hands.read(1)), undefined);
      assert.equal(on.bench.link.published.length, heard);
      on.bench.gateway.setAccountError("account_disconnected", false);
      assert.deepEqual(on.bench.account?.errors, []);
      on.bench.advance(promisedMs);
      assert(on.showsUnlocked(), "what happened meanwhile is not told");
      on.loaded(2, second);
    },
  },
  {
    name: "a lock that is taken out of its account is not listed and not spoken for, until it is put back",
    check: ({ subject, grip }) => {
      const on = grip({ locks: [{}, {}] });
      const [wanted = ""] = somePins(subject, 1);
      const pin = on.loaded(1, wanted);
      const { bench, hands } = on;
      bench.gateway.setListed("lock-1", false);
      assert.deepEqual(bench.account, { errors: [], devices: ["lock-2"] });
      assert.equal(bench.ask(hands.read(1)), undefined);
      assert(bench.ask(hands.read(1), { lock: 1 }), "its neighbour is not heard either");
      assert(bench.lock().opensWith(pin), "the door is shut");
      bench.gateway.setListed("lock-1", true);
      assert.deepEqual(bench.account?.devices, ["lock-1", "lock-2"]);
      assert(on.shows(1, pin), "its codes are lost");
    },
  },
  {
    name: "every condition can be healed, and an unknown one is named",
    check: ({ subject, grip }) => {
      const on = grip();
      const { conditions } = on.bench.lock();
      const pins = somePins(subject, conditions.length);
      for (const [index, condition] of conditions.entries()) {
        on.bench.lock().setCondition(condition, true);
        on.bench.advance(promisedMs);
        on.bench.lock().setCondition(condition, false);
        on.bench.advance(promisedMs);
        const loaded = on.load(index + 1, pins[index] ?? "");
        assert(loaded.ok, `no code arrives after ${condition}`);
      }
      assert.throws(() => on.bench.lock().setCondition("no.such", true), RangeError);
    },
  },
  {
    name: "a wrong option is refused by its name",
    check: ({ subject, grip }) => {
      assert.throws(() => grip({ locks: [{ noSuchOption: 1 }] }), /options/);
      assert.throws(() => grip({ locks: [subject.table(0)] }), /options/);
    },
  },
  {
    name: "everything that a gateway says obeys the wire, and only secret fields hold a PIN",
    check: ({ simulator, subject, grip }) => {
      const on = grip();
      const [first = "", second = "", third = "", changed = ""] = somePins(subject, 4);
      const pins = [first, second, third].map((wanted, index) => on.loaded(index + 1, wanted));
      const [one = "", two = ""] = pins;
      on.bench.lock().edit({ action: "change_code", code: two, newCode: changed });
      on.bench.lock().press(one);
      on.clear(1);
      on.bench.advance(promisedMs);
      on.bench.ask(on.hands.read(2));
      const hidden = new Set<string>(simulator.wire.secretFields);
      for (const { payload, topic } of on.bench.transcript()) {
        const shown = /\/(availability|account)$/.test(topic)
          ? payload
          : JSON.stringify(JSON.parse(payload), (field, value) => (hidden.has(field) ? "" : value));
        // Ids are full of digits, and none is a PIN's: they are not of the body.
        const body = shown.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "");
        assert(![...pins, changed].some((pin) => body.includes(pin)), `a PIN stands open on ${topic}`);
      }
    },
  },
  {
    name: "equal seeds say the same, another seed takes other times",
    check: ({ subject, grip }) => {
      const [wanted = "", added = ""] = somePins(subject, 2);
      const transcript = (seed: number): string => {
        const on = grip({ seed, locks: [{}, {}] });
        on.loaded(1, wanted);
        on.bench.lock(1).edit({ action: "add_code", code: added });
        on.bench.advance(promisedMs);
        return JSON.stringify(on.bench.link.published);
      };
      const [once, again, otherwise] = [transcript(3), transcript(3), transcript(4)];
      assert(once === again, "equal seeds differ");
      assert(once !== otherwise, "another seed changes nothing");
    },
  },
];
