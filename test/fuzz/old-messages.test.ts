import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Envelope } from "../../src/wire/envelope.ts";
import { vendorsOfChosenPins } from "../support/chosen-pins.ts";
import { fuzzRuns, tallyOf } from "./fuzz-runs.ts";
import { everythingOf, openLab } from "./lab-with-stranger.ts";

type Message = readonly [topic: string, payload: string];

let opened: Awaited<ReturnType<typeof openLab>>;
/** All that the locks and the service have said in a quarter of an hour in which each lock was given a code and opened. */
let said: readonly Message[];

beforeAll(async () => {
  opened = await openLab(vendorsOfChosenPins);
  const { lab } = opened;
  for (const { deviceId } of lab.locks) {
    await lab.request("/locks/unlock_door", { device_id: deviceId });
    await lab.advance("20s");
    await lab.request("/locks/lock_door", { device_id: deviceId });
  }
  await lab.advance("15m");
  said = opened.said.map(({ topic, payload }) => [topic, payload] as const);
});

const told = tallyOf("messages that are too old");
afterAll(() => told.done());

/** Says these messages again, and holds that nothing has changed a while later. */
async function changesNothing(messages: readonly Message[]): Promise<void> {
  const { lab, say, allOpen } = opened;
  const before = await everythingOf(lab);
  await say(messages);
  told.count(messages.length);
  await lab.advance("30s");
  expect(await everythingOf(lab)).toEqual(before);
  expect(allOpen()).toBe(true);
}

const isEnvelope = ([topic]: Message) => /\/(reply|event|state)$/.test(topic);
const edited = ([topic, payload]: Message, edit: (envelope: Envelope) => object): Message => [
  topic,
  JSON.stringify(edit(JSON.parse(payload))),
];

test("every vendor's locks have said something of each kind that they say", () => {
  const channelsOf = (vendor: string) =>
    new Set(said.flatMap(([topic]) => (topic.includes(`/${vendor}/`) ? [topic.split("/").at(-1)] : [])));
  for (const vendor of vendorsOfChosenPins) {
    expect([...channelsOf(vendor)], vendor).toEqual(expect.arrayContaining(["reply", "state", "command"]));
  }
});

test("whatever was said before, said again in any order, changes nothing", {
  timeout: 1_800_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { minLength: 1, maxLength: 20 }), (places) =>
      changesNothing(places.map((place) => said[place % said.length] as Message)),
    ),
    fuzzRuns(10),
  );
});

test("what has expired changes nothing, whatever it says", { timeout: 1_800_000 }, async () => {
  const envelopes = said.filter(isEnvelope);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(), fc.uuid(), fc.nat(1_000_000)), { minLength: 1, maxLength: 20 }),
      (picks) =>
        changesNothing(
          picks.map(([place, id, seq]) =>
            edited(envelopes[place % envelopes.length] as Message, (envelope) => ({
              ...envelope,
              ...{ id, seq, expiresAt: opened.lab.now },
            })),
          ),
        ),
    ),
    fuzzRuns(10),
  );
});

test("a state that was overtaken by a later one changes nothing, whatever it says", {
  timeout: 1_800_000,
}, async () => {
  const states = said.filter(([topic]) => topic.endsWith("/state"));
  const contrary: Readonly<Record<string, unknown>> = { healthState: "offline", battery: 1 };
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(), fc.uuid()), { minLength: 1, maxLength: 20 }), (picks) =>
      changesNothing(
        picks.map(([place, id]) =>
          edited(states[place % states.length] as Message, ({ body, seq, ...envelope }) => ({
            ...envelope,
            ...{ id, seq: seq - 1, sentAt: "2026-01-01T00:00:00.000Z" },
            body: Object.fromEntries(
              Object.entries(body).map(([name, value]) => [name, contrary[name] ?? value]),
            ),
          })),
        ),
      ),
    ),
    fuzzRuns(10),
  );
});
