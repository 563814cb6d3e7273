import { describe, expect, test } from "vitest";
import { dormakabaOracode } from "../../drivers/dormakaba-oracode/index.ts";
import type { OfflineRequest } from "../../src/driver/offline-codes.ts";

const hour = 3_600_000;
const day = 24 * hour;
const zone = "America/Los_Angeles";

const slot = (id: string, checkIn: string, checkOut: string, more: object = {}) => ({
  check_in_time: `${checkIn}:00-08:00[${zone}]`,
  check_out_time: `${checkOut}:00-08:00[${zone}]`,
  dormakaba_oracode_user_level_id: id,
  is_biweekly_mode: false,
  is_one_shot: false,
  is_master: false,
  ...more,
});

const guest = slot("guest", "16:00", "10:00");

const plan = (
  startsAt: string | null,
  endsAt: string | null,
  options: { slots?: object[]; roundingMs?: number } = {},
) => {
  const { slots = [guest], roundingMs = hour } = options;
  const request: OfflineRequest = {
    startsAt: startsAt === null ? null : Date.parse(startsAt),
    endsAt: endsAt === null ? null : Date.parse(endsAt),
    isOneTime: false,
    roundingMs,
  };
  const facts = { reachable: true, details: { predefined_time_slots: slots } };
  return dormakabaOracode.offline.plan(request, { zone, now: Date.parse("2026-01-05T00:00:00Z"), facts });
};
const window = (from: string, to: string) => ({
  window: { startsAt: Date.parse(from), endsAt: Date.parse(to) },
});
const noLevel = { type: "refused", vendorCode: "no_time_slots_found" };

describe("user levels", () => {
  test("a booking within an hour of one gets its times", () => {
    expect(plan("2026-01-10T15:45-08:00", "2026-01-12T10:15-08:00")).toMatchObject(
      window("2026-01-10T16:00-08:00", "2026-01-12T10:00-08:00"),
    );
    expect(plan("2026-01-10T14:59-08:00", "2026-01-12T10:00-08:00")).toEqual(noLevel);
    expect(plan("2026-01-10T16:00-08:00", "2026-01-12T11:01-08:00")).toEqual(noLevel);
  });

  test("with a day's rounding a booking may be further off", () => {
    const wide = { roundingMs: day };
    expect(plan("2026-01-10T08:00-08:00", "2026-01-12T14:00-08:00", wide)).toMatchObject(
      window("2026-01-10T16:00-08:00", "2026-01-12T10:00-08:00"),
    );
  });

  test("the nearest level is taken", () => {
    const slots = [slot("late", "16:30", "10:30"), guest];
    expect(plan("2026-01-10T16:05-08:00", "2026-01-12T10:00-08:00", { slots })).toMatchObject(
      window("2026-01-10T16:00-08:00", "2026-01-12T10:00-08:00"),
    );
  });

  test("masters, one-shots and biweekly ones take no guests, and an unknown door none at all", () => {
    for (const trait of ["is_master", "is_one_shot", "is_biweekly_mode"]) {
      const slots = [slot("other", "16:00", "10:00", { [trait]: true })];
      expect(plan("2026-01-10T16:00-08:00", "2026-01-12T10:00-08:00", { slots }), trait).toEqual(noLevel);
    }
    expect(plan("2026-01-10T16:00-08:00", "2026-01-12T10:00-08:00", { slots: [] })).toEqual(noLevel);
  });

  test("times of day are the door's through a change of the clocks", () => {
    expect(plan("2026-03-07T16:00-08:00", "2026-03-09T10:00-07:00")).toMatchObject(
      window("2026-03-07T16:00-08:00", "2026-03-09T10:00-07:00"),
    );
  });
});

describe("stays", () => {
  test("31 days are the most", () => {
    expect(plan("2026-01-10T16:00-08:00", "2026-02-10T10:00-08:00")).toMatchObject({
      type: "code",
      variants: 20,
    });
    expect(plan("2026-01-10T16:00-08:00", "2026-02-11T10:00-08:00")).toMatchObject({
      type: "invalid",
      parameter: "ends_at",
    });
  });

  test("without times there is none", () => {
    expect(plan(null, null)).toMatchObject({ type: "invalid", parameter: "ends_at" });
  });
});
