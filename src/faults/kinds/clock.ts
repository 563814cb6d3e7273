import { IANAZone } from "luxon";
import { type FaultKind, lasting, once } from "../kind.ts";

const lockClock = { area: "clock", on: "lock", needs: { part: "schedules" } } as const;

const by = { form: "duration", default: "5m", max: "3650d", says: "by how much" } as const;
const direction = {
  form: "choice",
  of: ["ahead", "behind"],
  default: "ahead",
  says: "which way",
} as const;

const signed = (params: { readonly by: number; readonly direction: "ahead" | "behind" }): number =>
  params.direction === "ahead" ? params.by : -params.by;

/** How far a zone's clocks are ahead of UTC at an instant, in milliseconds. */
const offsetMs = (zone: string, instant: number): number => IANAZone.create(zone).offset(instant) * 60_000;

/** How far a zone's clocks are ahead of UTC when they are not set forward: the lesser of midwinter's and midsummer's. */
function standardOffsetMs(zone: string, instant: number): number {
  const year = new Date(instant).getUTCFullYear();
  return Math.min(offsetMs(zone, Date.UTC(year, 0, 1)), offsetMs(zone, Date.UTC(year, 6, 1)));
}

/** Only a lock that keeps schedules itself has a clock that matters. Assumed: it keeps them in its own local time. */
export const clockKinds = {
  "clock.skew": lasting({
    ...lockClock,
    harm: "whileActive",
    says: "The lock's clock is wrong by a constant.",
    params: { by, direction },
    example: { target: "vendor:august", for: "7d", params: { by: "20m", direction: "behind" } },
    hold: ({ hands, params }, { deviceId }) => {
      const { clock } = hands.lock(deviceId).station.keypad;
      clock.deviate("clock.skew", () => signed(params));
      return () => clock.deviate("clock.skew", undefined);
    },
  }),

  "clock.drift": lasting({
    ...lockClock,
    harm: "whileActive",
    says: "The lock's clock runs too fast, or too slow, from the beginning of the fault on.",
    params: {
      ppm: { form: "number", min: 0, max: 1e6, default: 200, says: "parts in a million" },
      direction,
    },
    example: { target: "vendor:august", for: "30d", params: { ppm: 500 } },
    hold: ({ hands, params, clock: environment }, { deviceId }) => {
      const { clock } = hands.lock(deviceId).station.keypad;
      const since = environment.now();
      const rate = (params.direction === "ahead" ? params.ppm : -params.ppm) / 1e6;
      clock.deviate("clock.drift", (now) => (now - since) * rate);
      return () => clock.deviate("clock.drift", undefined);
    },
  }),

  "clock.step": once({
    ...lockClock,
    harm: "forGood",
    says: "The lock's clock jumps and goes on from there.",
    params: { by, direction },
    example: { target: "lock:august-1", when: { at: "1d" }, params: { by: "1h" } },
    act: ({ hands, params }, { deviceId }) => hands.lock(deviceId).station.keypad.clock.step(signed(params)),
  }),

  "clock.reset": lasting({
    ...lockClock,
    harm: "whileActive",
    says: "The lock's clock starts again from the year 2000, as after a change of batteries, until somebody sets it.",
    params: {},
    example: { target: "lock:august-1", when: { at: "2d" }, for: "6h" },
    hold: ({ hands, clock: environment }, { deviceId }) => {
      const { clock } = hands.lock(deviceId).station.keypad;
      const behindMs = Date.UTC(2000, 0, 1) - environment.now();
      clock.deviate("clock.reset", () => behindMs);
      return () => clock.deviate("clock.reset", undefined);
    },
  }),

  "clock.zone": lasting({
    ...lockClock,
    harm: "whileActive",
    says: "The lock takes another zone for its own.",
    params: { zone: { form: "zone", default: "UTC", says: "which" } },
    example: { target: "vendor:august", for: "30d", params: { zone: "America/New_York" } },
    hold: ({ hands, params }, { deviceId }) => {
      const { zone, station } = hands.lock(deviceId);
      const ahead = (now: number) => offsetMs(params.zone, now) - offsetMs(zone, now);
      station.keypad.clock.deviate("clock.zone", ahead);
      return () => station.keypad.clock.deviate("clock.zone", undefined);
    },
  }),

  "clock.noDst": lasting({
    ...lockClock,
    harm: "whileActive",
    says: "The lock knows nothing of daylight saving time: it stays on standard time over both changes.",
    params: {},
    example: { target: "vendor:august", for: "365d" },
    hold: ({ hands }, { deviceId }) => {
      const { zone, station } = hands.lock(deviceId);
      const ahead = (now: number) => standardOffsetMs(zone, now) - offsetMs(zone, now);
      station.keypad.clock.deviate("clock.noDst", ahead);
      return () => station.keypad.clock.deviate("clock.noDst", undefined);
    },
  }),

  "clock.hubSkew": lasting({
    area: "clock",
    on: "hub",
    harm: "nothing",
    says: "The hub's clock is wrong by a constant: one that is ahead drops commands as expired.",
    params: { by, direction },
    example: { target: "hub:smartthings-hub-1", for: "1h", params: { by: "10m" } },
    hold: ({ hands, params }, { gateway }) => {
      const { clock } = hands.gateway(gateway);
      clock.deviate("clock.hubSkew", () => signed(params));
      return () => clock.deviate("clock.hubSkew", undefined);
    },
  }),
} as const satisfies Record<string, FaultKind>;
