import fc from "fast-check";
import { expect, test } from "vitest";
import { channels } from "../../src/wire/topics.ts";
import { fuzzRuns, tallyOf } from "./fuzz-runs.ts";
import { everythingOf, openLab } from "./lab-with-stranger.ts";

const uuid = fc.uuid();

/** Envelopes that break the contract somewhere, and things that are none. */
const payload = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.json({ maxDepth: 4 }),
  fc.constantFrom("", "null", "[]", "{}", '{"id":', "\u0000", "[".repeat(5000), `"${"9".repeat(300_000)}"`),
  fc
    .record({
      id: fc.oneof(uuid, fc.anything()),
      seq: fc.oneof(fc.nat(), fc.double(), fc.constant("1")),
      sentAt: fc.oneof(fc.constant("2026-01-01T00:20:00.000Z"), fc.string()),
      inReplyTo: fc.oneof(uuid, fc.constant(undefined), fc.anything()),
      body: fc.oneof(fc.anything(), fc.record({ type: fc.string() })),
      extra: fc.anything(),
    })
    .map((envelope) =>
      JSON.stringify(envelope, (_, value) => (typeof value === "bigint" ? String(value) : value)),
    ),
);

test("what is no message of the wire changes nothing and crashes nothing, whatever topic it comes on", {
  timeout: 1_800_000,
}, async () => {
  const { lab, say, allOpen } = await openLab(["smartthings", "august"]);
  const topics = lab.locks.flatMap(({ vendor, gateway, deviceId }) => [
    ...channels.map((channel) => `lockstep/${vendor}/${gateway}/${deviceId}/${channel}`),
    ...channels.map((channel) => `lockstep/${vendor}/elsewhere/${deviceId}/${channel}`),
    `lockstep/${vendor}/${gateway}/nobody/event`,
    `lockstep/${vendor}/${gateway}/account`,
    `lockstep/${vendor}/${gateway}/availability`,
    `lockstep/${vendor}/elsewhere/availability`,
    "lockstep/acme/hub/lock/state",
    "lockstep/__proto__/hub/lock/state",
    "lockstep/constructor/hub/lock/event",
  ]);
  const before = await everythingOf(lab);
  const told = tallyOf("messages that are none");
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...topics), payload), { maxLength: 10 }),
      async (messages) => {
        await say(messages);
        told.count(messages.length);
        await lab.advance("2s");
        expect(await everythingOf(lab)).toEqual(before);
      },
    ),
    fuzzRuns(30),
  );
  told.done();
  expect(allOpen()).toBe(true);
  await lab.close();
});

test("a PIN in a message that breaks the contract is not shown in the trace, nor in what is said of it", async () => {
  const { lab, say } = await openLab(["smartthings"]);
  const [lock] = lab.locks;
  const topic = `lockstep/smartthings/${lock?.gateway}/${lock?.deviceId}`;
  const pin = "73194682";
  await say([
    [`${topic}/event`, `{"codePIN":"${pin}"`],
    [`${topic}/event`, pin],
    [`${topic}/event`, JSON.stringify({ [pin]: pin, body: { type: pin, codePIN: pin } })],
    [`${topic}/command`, JSON.stringify({ body: { type: "setCode", codePIN: pin } })],
    [`lockstep/smartthings/${lock?.gateway}/availability`, pin],
    [`lockstep/smartthings/${lock?.gateway}/account`, JSON.stringify({ errors: [pin], devices: [] })],
  ]);
  await lab.advance("2s");
  const trace = await lab.fetch(
    new Request("http://lab/_lockstep/trace", { headers: { authorization: `Bearer ${lab.apiKey}` } }),
  );
  const shown = await trace.text();
  expect(shown).toContain("that are no message of the wire");
  expect(lab.traceLines().join("\n")).toContain("wire.invalid");
  // The text itself is not shown: it would have the PIN in it.
  expect([shown, lab.traceLines().join("\n")].map((text) => text.includes(pin))).toEqual([false, false]);
  await lab.close();
});

test("messages that were said before may be said again, in any order: the doors are right in the end", {
  timeout: 1_800_000,
}, async () => {
  const { lab, say, allOpen } = await openLab(["smartthings", "august"]);
  const said = lab.locks.flatMap(({ vendor, gateway, deviceId }) =>
    [
      { type: "device" },
      { type: "codeChanged", codeSlot: 1, change: "set" },
      { type: "codeChanged", codeSlot: 1, change: "changed" },
      { type: "commandResult", statusCode: "success" },
    ].map((body, seq): [string, string] => [
      `lockstep/${vendor}/${gateway}/${deviceId}/${body.type === "commandResult" ? "reply" : "event"}`,
      JSON.stringify({
        id: `00000000-0000-4000-8000-00000000000${seq}`,
        seq,
        sentAt: "2026-01-01T00:00:01.000Z",
        body,
      }),
    ]),
  );
  const again = tallyOf("messages said again");
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...said), { minLength: 1, maxLength: 12 }),
      async (messages) => {
        await say(messages);
        again.count(messages.length);
        await lab.advance("20m");
        const { access_codes } = await lab.request("/access_codes/list");
        expect(access_codes.map(({ status }: { status: string }) => status)).toEqual(["set", "set"]);
        expect(allOpen()).toBe(true);
      },
    ),
    fuzzRuns(10),
  );
  again.done();
  await lab.close();
});
