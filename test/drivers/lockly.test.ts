import { describe, expect, test } from "vitest";
import { lockly } from "../../drivers/lockly/index.ts";
import type { OfflineRequest } from "../../src/driver/offline-codes.ts";

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.parse("2026-03-02T15:20:00Z");

const plan = (request: Partial<OfflineRequest>, zone = "UTC") =>
  lockly.offline.plan(
    { startsAt: now, endsAt: null, isOneTime: false, roundingMs: hour, ...request },
    { zone, now },
  );

describe("offline codes", () => {
  test("have whole hours of the door's clock, and the guest loses no time", () => {
    const startsAt = Date.parse("2026-03-02T15:00:00Z");
    expect(plan({ endsAt: now + hour })).toEqual({
      type: "code",
      window: { startsAt, endsAt: startsAt + 2 * hour },
      variants: 5,
    });
    expect(plan({ endsAt: now + hour }, "Asia/Kolkata")).toMatchObject({
      window: { startsAt: startsAt - hour / 2, endsAt: startsAt + 1.5 * hour },
    });
  });

  test("for one opening may wait a day where nothing else is said", () => {
    const startsAt = Date.parse("2026-03-02T15:00:00Z");
    expect(plan({ isOneTime: true })).toMatchObject({ window: { startsAt, endsAt: startsAt + day } });
    expect(plan({ isOneTime: true, endsAt: startsAt + 3 * hour })).toMatchObject({
      window: { endsAt: startsAt + 3 * hour },
    });
  });

  test("there is none for ever, and none beyond a year", () => {
    expect(plan({ startsAt: null })).toMatchObject({ type: "invalid", parameter: "ends_at" });
    expect(plan({ endsAt: now + 365 * day })).toMatchObject({ type: "code" });
    expect(plan({ endsAt: now + 367 * day })).toMatchObject({ type: "invalid", parameter: "ends_at" });
  });
});
