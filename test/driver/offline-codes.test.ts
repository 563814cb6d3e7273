import { expect, test } from "vitest";
import { offlineDriver } from "./cloud-vendor.ts";
import { SessionBench } from "./session-bench.ts";

const hour = 3_600_000;

const device = (details: Readonly<Record<string, unknown>> = {}) => ({
  type: "device",
  facts: { reachable: true, locked: true, battery: 1, details },
});

/** A door that has told of itself. */
function issuing() {
  const bench = new SessionBench(offlineDriver());
  bench.tell(device());
  const now = bench.clock.now();
  const place = (startsAt = now + 10 * hour) =>
    bench.session.place({
      accessCodeId: "code",
      deviceId: "door",
      pin: "",
      name: "Ada",
      acceptsExternalChange: false,
      offline: { startsAt, endsAt: startsAt + hour, isOneTime: false, roundingMs: hour },
    }).placementId;
  return { bench, place };
}

test("an offline code is asked for without a look at the lock, and set when its PIN is told", () => {
  const { bench, place } = issuing();
  const id = place();
  expect(bench.sent.map(({ body }) => body.type)).toEqual(["issue"]);
  bench.answer({ type: "added", id: "k1", pin: "123456789" });
  expect(bench.placement(id)).toMatchObject({ status: "set", content: { entry: "k1" } });
  expect(bench.placement(id).content.pin === "123456789").toBe(true);
  bench.clock.advance(48 * hour);
  expect(bench.sent).toHaveLength(1);
});

test("a door that has not told of itself yet, as after a restart, is asked for nothing", () => {
  const bench = new SessionBench(offlineDriver());
  const offline = { startsAt: 0, endsAt: hour, isOneTime: false, roundingMs: hour };
  const request = {
    accessCodeId: "code",
    deviceId: "door",
    pin: "",
    name: "Ada",
    acceptsExternalChange: false,
  };
  const { placementId } = bench.session.place({ ...request, offline });
  expect(bench.sent).toEqual([]);
  expect(bench.placement(placementId).status).toBe("setting");
  bench.tell(device());
  expect(bench.last.body.type).toBe("issue");
});

test("codes for the same times are different ones, as many as there are", () => {
  const { bench, place } = issuing();
  const [, , third] = [place(), place(), place()];
  bench.answer({ type: "added", id: "k1", pin: "111111111" });
  expect(bench.sent.map(({ body }) => body["variant"])).toEqual([1, 2]);
  expect(bench.placement(third as string)).toMatchObject({
    slot: 0,
    status: "unset",
    refusal: { vendorCode: "full" },
  });
  expect(bench.placement(place(bench.clock.now() + 30 * hour)).slot).toBe(1);
});

test("a variant that somebody else has is passed over", () => {
  const { bench, place } = issuing();
  const id = place();
  bench.answer({ type: "refused", code: "variantTaken" });
  expect(bench.last.body["variant"]).toBe(2);
  bench.answer({ type: "refused", code: "variantTaken" });
  expect(bench.placement(id)).toMatchObject({ status: "unset", refusal: { vendorCode: "full" } });
});

test("silence is answered by asking for the same one again", () => {
  const { bench, place } = issuing();
  const id = place();
  const first = bench.last.body;
  bench.untilSent("issue");
  expect(bench.last.body).toEqual(first);
  expect(bench.placement(id)).toMatchObject({ status: "setting", attempts: 1 });
  bench.session.remove(id);
  expect(bench.ended).toHaveLength(1);
});

test("what the device does not offer is refused without a word on the wire, until it offers it", () => {
  const { bench, place } = issuing();
  const facts = { reachable: true, locked: true, battery: 1 };
  const report = (hasHours: boolean) =>
    bench.session.receiveNews({
      id: bench.clock.now() + (hasHours ? "-a" : "-b"),
      seq: 0,
      sentAt: "",
      body: { type: "device", facts: { ...facts, details: { hasHours } } },
    });
  report(false);
  const id = place();
  expect(bench.sent).toEqual([]);
  expect(bench.placement(id)).toMatchObject({
    status: "unset",
    refusal: { code: "dormakaba_oracode_no_valid_user_level" },
  });
  report(true);
  expect(bench.last.body).toMatchObject({ type: "issue", variant: 1 });
});
