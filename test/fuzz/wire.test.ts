import fc from "fast-check";
import { expect, test } from "vitest";
import { BrokerAccess, developmentBrokerKey, strangerAccount } from "../../src/broker/access.ts";
import { World } from "../../src/kernel/world.ts";
import { startLab } from "../../src/lab/create-lab.ts";
import { openStore } from "../../src/store/store.ts";
import { Link } from "../../src/wire/link.ts";
import { channels, Topics } from "../../src/wire/topics.ts";
import { fuzzRuns } from "./fuzz-runs.ts";

const start = Date.UTC(2026, 0, 1);
const vendors = ["smartthings", "august"];

/** A lab with a set code on each lock, and somebody who can say anything at its broker. */
async function openLab() {
  const world = new World({ seed: 5, startAt: start });
  // Without oracles: to them every command at the broker is the service's, and here a stranger speaks too.
  const lab = await startLab(world, openStore(), {
    fleet: vendors.map((vendor) => ({ vendor })),
    oracles: false,
  });
  for (const { deviceId } of lab.locks) {
    await lab.request("/access_codes/create", { device_id: deviceId, code: "4821" });
  }
  await lab.advance("15m");
  const access = new BrokerAccess(developmentBrokerKey, new Topics(), []);
  const node = world.node("fuzz");
  const link = node.run(() => {
    const made = new Link({
      clientId: "fuzz",
      credentials: access.credentialsOf(strangerAccount),
      connect: () => world.network.connect("fuzz", "broker"),
      clock: node.clock,
      random: world.random("fuzz"),
    });
    made.open();
    return made;
  });
  await lab.advance("1m");
  return { lab, world, link };
}

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
  const { lab, world, link } = await openLab();
  const topics = lab.locks.flatMap(({ vendor, gateway, deviceId }) => [
    ...channels.map((channel) => `lockstep/${vendor}/${gateway}/${deviceId}/${channel}`),
    ...channels.map((channel) => `lockstep/${vendor}/elsewhere/${deviceId}/${channel}`),
    `lockstep/${vendor}/${gateway}/nobody/event`,
    `lockstep/${vendor}/${gateway}/account`,
    "lockstep/acme/hub/lock/state",
  ]);
  const before = await lab.request("/access_codes/list");
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...topics), payload), { maxLength: 10 }),
      async (messages) => {
        await world.enter("fuzz", () => {
          for (const [topic, text] of messages) link.publish(topic, text);
        });
        await lab.advance("2s");
        expect(await lab.request("/access_codes/list")).toEqual(before);
      },
    ),
    fuzzRuns(30),
  );
  expect(lab.locks.every((lock) => lock.opensWith("4821"))).toBe(true);
  await lab.close();
});

test("messages that were said before may be said again, in any order: the doors are right in the end", {
  timeout: 1_800_000,
}, async () => {
  const { lab, world, link } = await openLab();
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
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...said), { minLength: 1, maxLength: 12 }),
      async (messages) => {
        await world.enter("fuzz", () => {
          for (const [topic, text] of messages) link.publish(topic, text);
        });
        await lab.advance("20m");
        const { access_codes } = await lab.request("/access_codes/list");
        expect(access_codes.map(({ status }: { status: string }) => status)).toEqual(["set", "set"]);
        expect(lab.locks.every((lock) => lock.opensWith("4821"))).toBe(true);
      },
    ),
    fuzzRuns(10),
  );
  await lab.close();
});
