import { describe, expect, test } from "vitest";
import { august } from "../../drivers/august/index.ts";

const userID = "00000000-0000-4000-8000-000000000001";
const slot = { entry: userID, pin: "0421", name: "Ada King Lovelace" };

describe("August", () => {
  test("splits a name at its first space", () => {
    expect(august.appearance("Ada King Lovelace")).toEqual({
      name: "Ada King Lovelace",
      first_name: "Ada",
      last_name: "King Lovelace",
    });
    expect(august.appearance("Ada")).toEqual({ name: "Ada", first_name: "Ada", last_name: "" });
  });

  test("says a schedule in the only form that the cloud takes, and reads it back as the same window", () => {
    const window = { startsAt: Date.UTC(2026, 2, 8, 10), endsAt: Date.UTC(2026, 2, 9, 10) };
    const command = august.encode({ type: "slot", step: "commitLoad", slot: { ...slot, window } });
    expect(command).toMatchObject({
      action: "commit",
      accessType: "temporary",
      accessTimes: "DTSTART=2026-03-08T10:00:00.000Z;DTEND=2026-03-09T10:00:00.000Z",
    });
    const { pin, firstName, lastName, accessType, accessTimes } = command as Record<string, string>;
    const entry = { userID, pin, firstName, lastName, slot: 1, accessType, accessTimes };
    const [signal] = august.decode({ type: "pins", status: 200, created: [entry], loaded: [] } as never);
    expect(signal).toMatchObject({ type: "read", readings: [{ window, onKeypad: false }] });
  });

  test("takes an entry for on the keypad only when the list says loaded", () => {
    const entry = {
      userID,
      pin: "0421",
      firstName: "Ada",
      lastName: "",
      slot: 1,
      accessType: "always" as const,
    };
    const [signal] = august.decode({ type: "pins", status: 200, created: [], loaded: [entry] });
    expect(signal).toMatchObject({
      type: "read",
      complete: true,
      readings: [{ entry: userID, value: { kind: "known", pin: "0421" }, onKeypad: true }],
    });
  });

  test("keeps the cloud's own reason for a refusal, and its status where it gives none", () => {
    expect(august.decode({ type: "error", status: 400, reason: "no_keypad" })).toEqual([
      { type: "refused", vendorCode: "no_keypad" },
    ]);
    expect(august.decode({ type: "error", status: 422 })).toEqual([{ type: "refused", vendorCode: "422" }]);
  });

  test("tells a lock without a bridge from one whose bridge is away", () => {
    const details = {
      type: "lock.details",
      lockStatus: "locked",
      battery: 1,
      keypad: { battery: 1 },
    } as const;
    const facts = (bridge: { status: "online" | "offline" } | null) =>
      august.decode({ ...details, bridge })[0];
    expect(facts({ status: "online" })).toMatchObject({ facts: { reachable: true, hasBridge: true } });
    expect(facts({ status: "offline" })).toMatchObject({ facts: { reachable: false, hasBridge: true } });
    expect(facts(null)).toMatchObject({ facts: { reachable: false, hasBridge: false } });
  });
});
