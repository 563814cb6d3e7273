import { expect, test } from "vitest";
import { toyFaults } from "../support/toy-faults.ts";

const lasting = { kind: "toy.lasts", target: "lock:front" };
const acting = { kind: "toy.acts", target: "lock:front" };
const watching = { kind: "toy.watches", target: "lock:front", params: { code: "no" } };

const wrong: readonly (readonly [input: unknown, field: string, words: RegExp])[] = [
  ["hub.offline", "fault", /not valid/],
  [{ kind: "hub.onfire", target: "hub:hub-1" }, "kind", /toy\.lasts, toy\.acts/],
  [{ kind: "toString", target: "hub:hub-1" }, "kind", /none of the kinds/],
  [{ ...lasting, colour: "red" }, "colour", /kind, target, match, when, for, until, params/],
  [{ kind: "toy.lasts" }, "target", /not valid/],
  [{ ...lasting, target: "hub" }, "target", /lock:<device_id or name>, hub:<gateway>, vendor:<name>/],
  [{ ...lasting, target: "service" }, "target", /must be of the form/],
  [{ ...lasting, target: "lock:" }, "target", /must be of the form/],
  [{ ...lasting, target: "lock:side" }, "target", /matches no lock of this lab, which has front, back/],
  [{ ...lasting, target: "vendor:august" }, "target", /which has acme, other/],
  [{ ...lasting, target: "account:me" }, "target", /which has account-1, account-2/],
  [{ kind: "toy.link", target: "link:service" }, "target", /which has service>broker, hub:hub-1>broker/],
  [{ kind: "toy.service", target: "service:1" }, "target", /must be of the form service/],
  [
    { kind: "toy.radio", target: "lock:back" },
    "target",
    /cannot suffer toy\.radio: other has no radio.*It can suffer toy\.lasts, toy\.acts/,
  ],
  [{ ...lasting, for: "soon" }, "for", /PT2H/],
  [{ ...lasting, for: "0s" }, "for", /longer than nothing/],
  [{ ...lasting, until: "2025-01-01T00:00:00Z" }, "until", /after the start/],
  [{ ...lasting, for: "1h", until: "2027-01-01T00:00:00Z" }, "until", /beside "for"/],
  [{ ...acting, for: "1h" }, "for", /happens at one instant/],
  [{ ...lasting, when: { at: "2025-01-01T00:00:00Z" } }, "when.at", /past/],
  [{ ...lasting, when: { at: "noon" } }, "when.at", /2026-03-08T10:00:00Z.*90s/],
  [{ ...lasting, when: { at: "1m", every: "1m" } }, "when.every", /beside "at"/],
  [{ ...lasting, when: { soon: true } }, "when.soon", /at, window, every/],
  [{ ...lasting, when: { nth: 1 } }, "when", /when\.after/],
  [{ ...lasting, when: { nth: 0 } }, "when.nth", /not valid/],
  [{ ...watching, when: { nth: 1, p: 0.5 } }, "when.p", /beside "nth"/],
  [{ ...watching, when: { p: 2 } }, "when.p", /not valid/],
  [{ ...lasting, when: { phase: "1s" } }, "when.phase", /belongs to "every"/],
  [{ ...lasting, when: { every: "1m" } }, "for", /required beside "when\.every"/],
  [{ ...lasting, when: { every: "1m", lasting: "1m" }, for: "1h" }, "when.lasting", /shorter/],
  [{ ...acting, when: { every: "1m", lasting: "1s" }, for: "1h" }, "when.lasting", /one instant/],
  [{ ...lasting, when: { window: { from: "1m", for: "1m" } }, for: "1h" }, "for", /when\.window/],
  [{ ...acting, when: { window: { from: "1m", for: "1m" } } }, "when.window", /one instant/],
  [
    { ...lasting, when: { after: { event: "sunrise" } } },
    "when.after.event",
    /command, write, push, message/,
  ],
  [
    { ...lasting, when: { after: { event: "request", match: { slot: 1 } } } },
    "when.after.match.slot",
    /there is path to match/,
  ],
  [{ ...acting, when: { after: { event: "command" } }, for: "1h" }, "for", /until/],
  [{ kind: "toy.later", target: "lock:front" }, "when", /required for toy\.later/],
  [{ ...lasting, match: { command: "put" } }, "match.command", /there is nothing to match/],
  [{ ...acting, match: { slot: "first" } }, "match.slot", /3-7/],
  [{ ...watching, match: { topic: "*" } }, "match.topic", /command, slot/],
  [{ ...watching, params: {} }, "params.code", /required: the refusal/],
  [{ ...watching, params: { code: "" } }, "params.code", /text/],
  [{ ...watching, params: { code: "maybe" } }, "params.code", /no refusal.*there are no, busy/],
  [{ ...watching, params: { code: "never" } }, "params.code", /there are no, busy/],
  [{ ...watching, params: { code: "no", vendorCode: "423" } }, "params.vendorCode", /which has code/],
  [{ ...acting, params: { level: 1 } }, "params.level", /which has none/],
  [{ ...lasting, params: { level: 11 } }, "params.level", /whole number from 0 to 10/],
  [{ ...lasting, params: { level: 1.5 } }, "params.level", /whole number/],
  [{ ...lasting, params: { level: "3" } }, "params.level", /whole number/],
  [{ ...lasting, params: { length: 60 } }, "params.length", /90s/],
  [{ ...lasting, params: { length: "2h" } }, "params.length", /from 1s to 1h/],
  [{ ...lasting, params: { way: "left" } }, "params.way", /up, down/],
  [{ ...lasting, params: { isLoud: "yes" } }, "params.isLoud", /true or false/],
  [{ ...lasting, params: { zone: "Mars" } }, "params.zone", /Europe\/Paris/],
];

test.each(wrong)(
  "%j is refused in words that name %s and what is allowed, and nothing happens",
  (input, field, words) => {
    const { clock, done, noted, faults } = toyFaults();
    let error: unknown;
    try {
      faults.inject(input);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ type: "invalid_input", message: expect.stringMatching(words) });
    expect(Object.keys((error as { parameters: object }).parameters)).toEqual([field]);
    clock.advance(86_400_000);
    expect([done, noted, faults.list()]).toEqual([[], [], []]);
  },
);

test("a target that only some can suffer hits those", () => {
  const { faults, noted } = toyFaults();
  faults.inject({ kind: "toy.radio", target: "lock:*" });
  expect(noted.filter((line) => line.startsWith("fault.fired"))).toEqual(["fault.fired toy.radio lock:id-1"]);
});

test("a refusal that only some can say is said by those", () => {
  const { faults } = toyFaults();
  faults.inject({ ...watching, target: "lock:*" });
  const [one, other] = ["id-1", "id-2"].map((deviceId) => faults.onCommand({ deviceId, command: "put" }));
  expect([one, other]).toEqual([{ type: "refuse", vendorCode: "no" }, undefined]);
});
