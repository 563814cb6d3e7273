import { describe, expect, test } from "vitest";
import { igloohome } from "../../drivers/igloohome/index.ts";
import type { OfflineRequest } from "../../src/driver/offline-codes.ts";

const hour = 3_600_000;
const day = 24 * hour;
const zone = "America/New_York";
const now = Date.parse("2026-03-02T15:20:00Z");
const device = { zone, now };

const plan = (request: Partial<OfflineRequest>, where = device) =>
  igloohome.offline.plan(
    { startsAt: null, endsAt: null, isOneTime: false, roundingMs: hour, ...request },
    where,
  );
const instant = Date.parse;

describe("algoPINs", () => {
  test("by the hour: they begin with the hour, and the guest loses no time at the end", () => {
    expect(plan({ startsAt: now, endsAt: now + 2 * hour })).toEqual({
      type: "code",
      window: { startsAt: instant("2026-03-02T15:00:00Z"), endsAt: instant("2026-03-02T18:00:00Z") },
      variants: 3,
    });
  });

  test("they begin with the hour of the door's own clock, in zones that are half an hour off too", () => {
    const kolkata = { zone: "Asia/Kolkata", now };
    expect(plan({ startsAt: now, endsAt: now + hour }, kolkata)).toMatchObject({
      window: { startsAt: instant("2026-03-02T14:30:00Z"), endsAt: instant("2026-03-02T16:30:00Z") },
    });
  });

  test("672 hours are the most by the hour, 29 days the least by the day", () => {
    const startsAt = instant("2026-01-05T12:00:00Z");
    const lasts = (hours: number, roundingMs = hour) =>
      plan({ startsAt, endsAt: startsAt + hours * hour, roundingMs });
    expect(lasts(672)).toMatchObject({ window: { endsAt: startsAt + 28 * day }, variants: 3 });
    expect(lasts(673)).toMatchObject({ type: "invalid", parameter: "ends_at" });
    expect(lasts(673, day)).toMatchObject({ window: { endsAt: startsAt + 29 * day }, variants: 3 });
    expect(lasts(29 * 24 - 1)).toMatchObject({ window: { endsAt: startsAt + 29 * day } });
  });

  test("by the day they end at the time of day at which they begin, summer time or not", () => {
    const request = { startsAt: instant("2026-03-02T15:00:00Z"), endsAt: instant("2026-04-02T14:00:00Z") };
    expect(plan(request)).toMatchObject({ window: { endsAt: instant("2026-04-02T14:00:00Z") } });
  });

  test("367 days are the most", () => {
    const startsAt = instant("2026-01-05T12:00:00Z");
    expect(plan({ startsAt, endsAt: startsAt + 367 * day })).toMatchObject({ type: "code" });
    expect(plan({ startsAt, endsAt: startsAt + 368 * day })).toMatchObject({ type: "invalid" });
  });

  test("for one opening: a day from its hour, five of them", () => {
    const startsAt = instant("2026-03-02T15:00:00Z");
    expect(plan({ startsAt: now, isOneTime: true })).toEqual({
      type: "code",
      window: { startsAt, endsAt: startsAt + day },
      variants: 5,
    });
    expect(plan({ startsAt: now, endsAt: now + 2 * hour, isOneTime: true })).toMatchObject({
      type: "invalid",
      parameter: "ends_at",
    });
  });

  test("without times: for ever", () => {
    expect(plan({})).toEqual({ type: "code", window: undefined, variants: 3 });
  });

  test("what lasts longer than a day has to be used within its first, and says so until then", () => {
    const warned = (hours: number, laterMs = 0) => {
      const window = { startsAt: now, endsAt: now + hours * hour };
      const request = { ...window, isOneTime: false, roundingMs: hour };
      return igloohome.offline.warnings?.({ entry: "", pin: "", name: "", window }, request, now + laterMs)
        .length;
    };
    expect([warned(24), warned(25), warned(25, day - 1), warned(25, day)]).toEqual([0, 1, 1, 0]);
  });
});

describe("windows", () => {
  const isSame = (wanted: [number, number], read: [number, number]) =>
    igloohome.isSameWindow(
      { startsAt: wanted[0], endsAt: wanted[1] },
      { startsAt: read[0], endsAt: read[1] },
      device,
    );

  test("are the same to the second", () => {
    expect(isSame([now + 1_250, now + hour + 1], [now + 1_000, now + hour + 1_000])).toBe(true);
    expect(isSame([now + 1_250, now + hour], [now + 2_000, now + hour])).toBe(false);
    expect(isSame([now + 1_000, now + hour], [now + 1_000, now + 2 * hour])).toBe(false);
  });

  test("of which the starts have passed differ in their ends alone", () => {
    expect(isSame([now - day, now + hour], [now - 1_000, now + hour])).toBe(true);
    expect(isSame([now - day, now + hour], [now + 1_000, now + hour])).toBe(false);
  });

  test("always is no window", () => {
    expect(igloohome.isSameWindow(undefined, undefined, device)).toBe(true);
    expect(igloohome.isSameWindow(undefined, { startsAt: now, endsAt: now + 1 }, device)).toBe(false);
  });
});
