import { describe, expect, test } from "vitest";
import { ttlock } from "../../drivers/ttlock/index.ts";
import type { TtlockState } from "../../drivers/ttlock/wire.ts";

const device = { zone: "UTC", now: Date.UTC(2026, 0, 5) };
const slot = { entry: "7", pin: "0421", name: "Ada" };

const detail: TtlockState = {
  type: "lock/detail",
  lockId: 1,
  lockAlias: "Door",
  featureValue: "0",
  openState: "locked",
  electricQuantity: 50,
  hasGateway: true,
  gatewayOnline: true,
  wifi: null,
  rssi: -60,
  remoteUnlock: true,
  missingKeys: "",
};

describe("TTLock", () => {
  test("adds, changes and deletes by the gateway, never by the API's default", () => {
    const said = (step: string) => ttlock.encode({ type: "slot", step, slot }, device);
    expect(said("add")).toMatchObject({ addType: 2 });
    expect(said("change")).toMatchObject({ changeType: 2 });
    expect(said("clear")).toMatchObject({ deleteType: 2 });
  });

  test("sends both times with every change, and reads them back as the same window", () => {
    const window = { startsAt: device.now + 60_000, endsAt: device.now + 120_000 };
    expect(ttlock.encode({ type: "slot", step: "change", slot }, device)).toMatchObject({
      startDate: 0,
      endDate: 0,
    });
    const { startDate, endDate } = ttlock.encode(
      { type: "slot", step: "change", slot: { ...slot, window } },
      device,
    ) as { startDate: number; endDate: number };
    const listed = { keyboardPwdId: 7, keyboardPwd: "0421", keyboardPwdName: "Ada", startDate, endDate };
    expect(ttlock.decode({ type: "list", list: [listed] })).toMatchObject([{ readings: [{ window }] }]);
  });

  test("tells a lock without a gateway from one whose gateway is offline", () => {
    const facts = (more: Partial<TtlockState>) => ttlock.decode({ ...detail, ...more })[0];
    expect(facts({ hasGateway: false })).toMatchObject({
      facts: { reachable: false, hasBridge: false, errors: ["ttlock_lock_not_paired_to_gateway"] },
    });
    expect(facts({ gatewayOnline: false })).toMatchObject({
      facts: { reachable: false, hasBridge: true, errors: ["hub_disconnected"] },
    });
    expect(facts({})).toMatchObject({ facts: { reachable: true, errors: [] } });
  });
});
