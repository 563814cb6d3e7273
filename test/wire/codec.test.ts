import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { seededRandom, uuidFrom } from "../../src/kernel/random.ts";
import { Pin } from "../../src/lock/pin.ts";
import { masked, open, seal } from "../../src/wire/codec.ts";
import type { Envelope } from "../../src/wire/envelope.ts";
import type { VendorWire } from "../../src/wire/vendor-wire.ts";

const wire = {
  vendor: "acme",
  command: z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("set"), slot: z.int().min(1), pin: Pin }),
    z.strictObject({ type: z.literal("list") }),
  ]),
  reply: z.strictObject({ type: z.literal("table"), pins: z.record(z.string(), z.enum(["on", "off"])) }),
  event: z.strictObject({ type: z.literal("event") }),
  state: z.strictObject({ type: z.literal("state") }),
  secretFields: ["pin", "pins"],
} satisfies VendorWire;

const envelope = (body: Envelope["body"]): Envelope => ({
  id: uuidFrom(seededRandom(1)),
  seq: 1,
  sentAt: "2026-03-08T10:00:00.000Z",
  body,
});

const pins = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 4, maxLength: 20 });

test("what is sealed opens to the same", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 250 }), pins, fc.nat(), (slot, pin, seq) => {
      const message = { ...envelope({ type: "set", slot, pin }), seq, expiresAt: "2026-03-08T10:00:30.000Z" };
      const sealed = seal(wire, "command", message);
      if (!sealed.ok) throw new Error(sealed.problem);
      expect(open(wire, "command", sealed.payload)).toEqual({ ok: true, envelope: message });
    }),
  );
});

describe("what breaks the contract is a value that says where, and never shows what is in the message", () => {
  const pin = "73519284";
  const cases: [string, string, RegExp][] = [
    ["no JSON", `{"pin": "${pin}"`, /not JSON/],
    ["no object", `"${pin}"`, /the message: must be of type object/],
    ["a body of another channel", JSON.stringify(envelope({ type: "event" })), /body.*"type"/],
    ["an unknown field", JSON.stringify(envelope({ type: "list", [pin]: pin })), /body: has fields/],
    [
      "a wrong type",
      JSON.stringify(envelope({ type: "set", slot: pin, pin })),
      /body\.slot: must be of type/,
    ],
    ["a number that is too small", JSON.stringify(envelope({ type: "set", slot: 0, pin })), /at least 1/],
    [
      "a malformed PIN",
      JSON.stringify(envelope({ type: "set", slot: 1, pin: `${pin}x` })),
      /body\.pin: has the wrong form/,
    ],
    ["a malformed id", JSON.stringify({ ...envelope({ type: "list" }), id: pin }), /^id: must be a uuid/],
  ];
  test.each(cases)("%s", (_case, payload, words) => {
    const opened = open(wire, "command", payload);
    if (opened.ok) throw new Error("it was taken");
    expect(opened.problem).toMatch(words);
    expect(opened.problem.includes(pin)).toBe(false);
  });

  test("keys that are PINs", () => {
    const opened = open(wire, "reply", JSON.stringify(envelope({ type: "table", pins: { [pin]: "dim" } })));
    if (opened.ok) throw new Error("it was taken");
    expect(opened.problem).toBe('body.pins.********: must be one of "on", "off"');
  });

  test("the same for what is to be sent", () => {
    const sealed = seal(wire, "command", envelope({ type: "set", slot: 1, pin: "12" }));
    expect(sealed).toEqual({ ok: false, problem: "body.pin: has the wrong form" });
  });
});

test("masking puts asterisks for secrets at any depth, and leaves everything else, and the original, alone", () => {
  const body = {
    type: "table",
    pin: "4821",
    deep: [{ pin: "004821", name: "Ann" }, null],
    pins: { a: ["1234"] },
    slot: 3,
  };
  const before = structuredClone(body);
  expect(masked(body, wire.secretFields)).toEqual({
    type: "table",
    pin: "****",
    deep: [{ pin: "******", name: "Ann" }, null],
    pins: { a: ["****"] },
    slot: 3,
  });
  expect(body).toEqual(before);
});

test("no PIN survives masking, wherever it stands under a secret name", () => {
  fc.assert(
    fc.property(pins, fc.object({ values: [fc.string(), fc.integer(), fc.constant(null)] }), (pin, other) => {
      const body = { type: "x", list: [{ pin }, { pins: [{ value: pin }] }], pin: { inner: pin }, other: 1 };
      const text = JSON.stringify(masked({ ...body, nested: other }, wire.secretFields)["list"]);
      expect(text.includes(pin)).toBe(false);
    }),
  );
});
