import { afterAll, beforeAll, expect, test } from "vitest";
import { eventTypes } from "../../src/events/event-types.ts";
import { WebhookReceiver } from "../support/webhook-receiver.ts";
import { type Answer, DoorDesk } from "./door-desk.ts";
import { eventStories } from "./event-stories.ts";
import { expectSeamObject } from "./seam-schemas.ts";

const noSuchThing = "there is no such thing in a lab";
const fromTheStart = "a lab's accounts and devices are there from the start, without a page of Seam's";
const notTold = "no lock of the lab tells of it";

/** Types that never come, by how they begin, and why. */
const neverMade: Readonly<Record<string, string>> = {
  access_grant: noSuchThing,
  access_method: noSuchThing,
  acs_: noSuchThing,
  connect_webview: noSuchThing,
  enrollment_automation: noSuchThing,
  noise_sensor: noSuchThing,
  phone: noSuchThing,
  thermostat: noSuchThing,
  "client_session.deleted": "a lab's sessions end by themselves",
  "connected_account.connected": fromTheStart,
  "connected_account.created": fromTheStart,
  "connected_account.successful_login": fromTheStart,
  "connected_account.completed_first_sync": fromTheStart,
  "device.added": fromTheStart,
  "device.tampered": notTold,
  "device.salto": notTold,
  "device.connection": "a lab counts no reconnections",
};

const isNeverMade = (type: string): boolean =>
  eventStories[type] === undefined && Object.keys(neverMade).some((start) => type.startsWith(start));

let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await WebhookReceiver.listen();
});
afterAll(() => receiver.close());

test("every type of Seam's events has a story, or a reason why it never comes", () => {
  expect(eventTypes.filter((type) => !isNeverMade(type)).sort()).toEqual(Object.keys(eventStories).sort());
  for (const start of Object.keys(neverMade)) {
    expect(
      eventTypes.some((type) => type.startsWith(start) && isNeverMade(type)),
      start,
    ).toBe(true);
  }
});

test.each(Object.entries(eventStories))(
  "%s comes when it should, with the metadata of its device and account, and reaches a webhook",
  async (type, { vendor = "smartthings", happens }) => {
    const desk = await DoorDesk.open([vendor]);
    try {
      const custom_metadata = { house: "North", isPaid: true };
      const { device } = await desk.ask("/devices/get", { device_id: desk.deviceId });
      const { device_id, connected_account_id } = device;
      await desk.ask("/devices/update", { device_id, custom_metadata });
      await desk.ask("/connected_accounts/update", { connected_account_id, custom_metadata });
      await desk.ask("/webhooks/create", { url: receiver.url, event_types: [type] });
      receiver.received.length = 0;
      const ofType = async (): Promise<Answer[]> =>
        (await desk.ask("/events/list", { since: "2000-01-01T00:00:00Z", event_type: type })).events;
      const before = await ofType();
      await happens(desk);
      await desk.lab.advance("1s");
      const events = (await ofType()).slice(before.length);
      expect(events.length).toBeGreaterThan(0);
      for (const event of events) {
        expectSeamObject("seam_event", event);
        expect(event.connected_account_custom_metadata).toEqual(custom_metadata);
        if (event.device_id !== undefined) expect(event.device_custom_metadata).toEqual(custom_metadata);
      }
      expect(receiver.received.map(({ body }) => JSON.parse(body))).toEqual(events);
    } finally {
      await desk.lab.close();
    }
  },
);
