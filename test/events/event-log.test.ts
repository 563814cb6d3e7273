import { expect, test } from "vitest";
import { StepClock } from "../../src/conformance/step-clock.ts";
import { createEventLog } from "../../src/events/event-log.ts";
import { openStore } from "../../src/store/store.ts";
import { FakeIds, iso, minute, startAt } from "../support/seam-world.ts";

function logOf() {
  const clock = new StepClock(startAt);
  const store = openStore();
  const log = createEventLog({ clock, ids: new FakeIds(), workspaceId: "w", store: store.inWorkspace("w") });
  return { clock, store, log };
}

/** Four events, a minute apart: two of door one, two of door two. */
function filled() {
  const world = logOf();
  for (const [type, device, code] of [
    ["access_code.created", "d1", "c1"],
    ["access_code.created", "d2", "c2"],
    ["access_code.set_on_device", "d1", "c1"],
    ["device.connected", "d2", undefined],
  ] as const) {
    world.log.append({
      event_type: type,
      connected_account_id: `account of ${device}`,
      device_id: device,
      ...(code && { access_code_id: code }),
    });
    world.clock.advance(minute);
  }
  const found = (query: Parameters<typeof world.log.list>[0]) =>
    world.log.list(query).map(({ event_type, device_id }) => `${event_type} ${String(device_id)}`);
  return { ...world, found };
}

const everything = { since: iso(0) };

test("an event carries its id, its workspace and its time", () => {
  const { log } = logOf();
  log.append({ event_type: "device.connected", connected_account_id: "a", device_id: "d" });
  const [event] = log.list(everything);
  expect(event).toMatchObject({
    event_type: "device.connected",
    workspace_id: "w",
    created_at: iso(startAt),
    occurred_at: iso(startAt),
  });
  expect(log.get({ event_id: event?.event_id ?? "" })).toEqual(event);
});

test("events are listed from the oldest to the newest", () => {
  expect(filled().found(everything)).toEqual([
    "access_code.created d1",
    "access_code.created d2",
    "access_code.set_on_device d1",
    "device.connected d2",
  ]);
});

test("each filter narrows the list, and all of them hold together", () => {
  const { found, log } = filled();
  expect(found({ ...everything, device_id: "d1" })).toHaveLength(2);
  expect(found({ ...everything, device_ids: ["d1", "d2"] })).toHaveLength(4);
  expect(found({ ...everything, access_code_id: "c2" })).toEqual(["access_code.created d2"]);
  expect(found({ ...everything, access_code_ids: [] })).toEqual([]);
  expect(found({ ...everything, event_type: "device.connected" })).toEqual(["device.connected d2"]);
  expect(found({ ...everything, event_types: ["device.connected", "access_code.created"] })).toHaveLength(3);
  expect(found({ ...everything, event_type: "access_code.created", event_types: ["x"] })).toEqual([]);
  expect(found({ ...everything, connected_account_id: "account of d2" })).toHaveLength(2);
  expect(found({ ...everything, event_type: "access_code.created", device_id: "d2" })).toEqual([
    "access_code.created d2",
  ]);
  const [first] = log.list(everything);
  expect(found({ event_ids: [first?.event_id ?? ""] })).toEqual(["access_code.created d1"]);
});

test("since includes its instant, between excludes both of its", () => {
  const { found } = filled();
  expect(found({ since: iso(startAt + 2 * minute) })).toHaveLength(2);
  expect(found({ between: [iso(startAt), iso(startAt + 3 * minute)] })).toEqual([
    "access_code.created d2",
    "access_code.set_on_device d1",
  ]);
});

test("a list can be taken piece by piece", () => {
  const { found } = filled();
  expect(found({ ...everything, limit: 1, unstable_offset: 2 })).toEqual(["access_code.set_on_device d1"]);
});

test("get finds the latest event that matches", () => {
  const { log } = filled();
  expect(log.get({ event_type: "access_code.created" })?.["device_id"]).toBe("d2");
  expect(log.get({ event_type: "access_code.created", device_id: "d1" })?.["access_code_id"]).toBe("c1");
  expect(log.get({ event_id: "none" })).toBeUndefined();
});

test("a listener hears what is durable, and nothing that was undone", () => {
  const { log, store } = logOf();
  const heard: string[] = [];
  const unsubscribe = log.subscribe(({ event_type }) => heard.push(event_type));
  const append = (type: string) => log.append({ event_type: type, connected_account_id: "a" });
  expect(() =>
    store.transaction(() => {
      append("undone");
      throw new Error("no");
    }),
  ).toThrow("no");
  store.transaction(() => {
    append("kept");
    expect(heard).toEqual([]);
  });
  unsubscribe();
  append("unheard");
  expect(heard).toEqual(["kept"]);
});
