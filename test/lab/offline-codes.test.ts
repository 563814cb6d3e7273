import { describe, expect, test } from "vitest";
import { createLab, type Lab, LabRequestError, type LockHandle } from "../../src/index.ts";

// biome-ignore lint/suspicious/noExplicitAny: Seam's objects; test/clients checks their shape.
type Answer = any;

/** Codes that keypads verify by themselves, from the API to a door that nobody can reach. */

const start = "2026-03-02T15:20:00Z";

async function atDoor(vendor: string, tell: (lab: Lab, lock: LockHandle) => Promise<void>, zone = "UTC") {
  const lab = await createLab({ fleet: [{ vendor, zone }], seed: 7, start });
  const [lock] = lab.locks;
  try {
    if (lock) await tell(lab, lock);
  } finally {
    await lab.close();
  }
}

/** Asks for an offline code, and waits until its PIN is told. */
async function issue(
  lab: Lab,
  { deviceId }: LockHandle,
  more: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const { access_code } = await lab.request("/access_codes/create", {
    device_id: deviceId,
    is_offline_access_code: true,
    ...more,
  });
  await lab.advance("10s");
  return get(lab, access_code);
}

const get = async (lab: Lab, { access_code_id }: Answer): Promise<Answer> =>
  (await lab.request("/access_codes/get", { access_code_id })).access_code;

const deviceOf = async (lab: Lab, { deviceId }: LockHandle): Promise<Answer> =>
  (await lab.request("/devices/get", { device_id: deviceId })).device;

const codesOf = (problems: readonly Answer[]): string[] =>
  problems.map(({ error_code, warning_code }) => error_code ?? warning_code);

describe("igloohome", () => {
  const vendor = "igloohome";

  test("a code opens a keypad that has no connection, from its hour to its hour", () =>
    atDoor(vendor, async (lab, lock) => {
      const code = await issue(lab, lock, {
        starts_at: "2026-03-02T17:30:00Z",
        ends_at: "2026-03-02T18:30:00Z",
      });
      expect(code).toMatchObject({
        status: "unset",
        is_offline_access_code: true,
        is_waiting_for_code_assignment: false,
        starts_at: "2026-03-02T17:00:00.000Z",
        ends_at: "2026-03-02T19:00:00.000Z",
        errors: [],
        warnings: [],
      });
      lab.inject({ kind: "hub.offline", target: lock.hub, for: "30d" });
      lab.inject({ kind: "lock.offline", target: lock.target, for: "30d" });
      const opensAt = async (instant: string) => {
        await lab.advance({ to: instant });
        return lock.opensWith(code.code);
      };
      expect(await opensAt("2026-03-02T16:59:59Z")).toBe(false);
      expect(await opensAt("2026-03-02T17:00:00Z")).toBe(true);
      expect((await get(lab, code)).status).toBe("set");
      expect(await opensAt("2026-03-02T18:59:59Z")).toBe(true);
      expect(await opensAt("2026-03-02T19:00:00Z")).toBe(false);
      await expect(get(lab, code)).rejects.toThrow(LabRequestError);
    }));

  test("one is issued while the bridge is away, and one for a single opening opens once", () =>
    atDoor(vendor, async (lab, lock) => {
      lab.inject({ kind: "hub.offline", target: lock.hub, for: "30d" });
      const code = await issue(lab, lock, { is_one_time_use: true });
      expect(code).toMatchObject({ is_one_time_use: true, ends_at: "2026-03-03T15:00:00.000Z" });
      expect((await lock.press(code.code)).opened).toBe(true);
      expect((await lock.press(code.code)).opened).toBe(false);
    }));

  test("one that lasts longer than a day says that it has to be used, and is dead if it is not", () =>
    atDoor(vendor, async (lab, lock) => {
      const times = { starts_at: "2026-03-02T16:00:00Z", ends_at: "2026-03-09T16:00:00Z" };
      const [used, unused] = [await issue(lab, lock, times), await issue(lab, lock, times)];
      const warning = "igloo_algopin_must_be_used_within_24_hours";
      expect(codesOf(used.warnings)).toEqual([warning]);
      await lab.advance({ to: "2026-03-03T15:59:00Z" });
      expect((await lock.press(used.code)).opened).toBe(true);
      await lab.advance("2m");
      expect(codesOf((await get(lab, used)).warnings)).toEqual([]);
      expect([lock.opensWith(used.code), lock.opensWith(unused.code)]).toEqual([true, false]);
    }));

  test("three are the most for the same times", () =>
    atDoor(vendor, async (lab, lock) => {
      const times = { starts_at: "2026-03-02T16:00:00Z", ends_at: "2026-03-02T18:00:00Z" };
      const codes: Answer[] = [];
      for (let count = 0; count < 4; count++) codes.push(await issue(lab, lock, times));
      expect(new Set(codes.slice(0, 3).map(({ code }) => code)).size).toBe(3);
      expect(codes[3]).toMatchObject({ code: null, status: "unset" });
      expect(codesOf(codes[3].errors)).toEqual(["igloohome_offline_access_code_no_variance_available"]);
      const later = await issue(lab, lock, { ...times, ends_at: "2026-03-02T19:00:00Z" });
      expect(later.errors).toEqual([]);
    }));

  test("one can be neither changed nor taken back", () =>
    atDoor(vendor, async (lab, lock) => {
      const { access_code_id } = await issue(lab, lock, { ends_at: "2026-03-02T18:00:00Z" });
      const words = /stays valid until 2026-03-02T18:00:00.000Z/;
      await expect(lab.request("/access_codes/delete", { access_code_id })).rejects.toThrow(words);
      await expect(
        lab.request("/access_codes/update", { access_code_id, ends_at: "2026-03-02T20:00:00Z" }),
      ).rejects.toThrow(LabRequestError);
    }));
});

describe("dormakaba Oracode", () => {
  const vendor = "dormakaba-oracode";
  const stay = { starts_at: "2026-03-06T15:45:00-08:00", ends_at: "2026-03-09T10:15:00-07:00" };

  test("a stay has the times of its user level, through a change of the clocks", () =>
    atDoor(
      vendor,
      async (lab, lock) => {
        const code = await issue(lab, lock, stay);
        expect(code).toMatchObject({
          status: "unset",
          starts_at: "2026-03-07T00:00:00.000Z",
          ends_at: "2026-03-09T17:00:00.000Z",
          errors: [],
        });
        const opensAt = async (instant: string) => {
          await lab.advance({ to: instant });
          return (await lock.press(code.code)).opened;
        };
        expect(await opensAt("2026-03-06T23:59:59Z")).toBe(false);
        expect(await opensAt("2026-03-07T00:00:00Z")).toBe(true);
        expect(await opensAt("2026-03-09T16:59:59Z")).toBe(true);
        expect(await opensAt("2026-03-09T17:00:00Z")).toBe(false);
      },
      "America/Los_Angeles",
    ));

  test("where no level fits, the code says so until the installer has made one", () =>
    atDoor(vendor, async (lab, lock) => {
      lab.inject({ kind: "userLevel.missing", target: lock.target, for: "2h" });
      await lab.advance("31m");
      const code = await issue(lab, lock, {
        starts_at: "2026-03-06T16:00:00Z",
        ends_at: "2026-03-09T10:00:00Z",
      });
      expect(code).toMatchObject({ code: null, status: "unset", is_waiting_for_code_assignment: true });
      expect(codesOf(code.errors)).toEqual(["dormakaba_oracode_no_valid_user_level"]);
      await lab.advance("2h");
      expect(await get(lab, code)).toMatchObject({ code: expect.stringMatching(/^\d{8}$/), errors: [] });
    }));

  test("the door has offline codes only, and cannot be moved from afar", () =>
    atDoor(vendor, async (lab, lock) => {
      const device = await deviceOf(lab, lock);
      expect(device).toMatchObject({
        device_type: "dormakaba_oracode_door",
        can_program_offline_access_codes: true,
        properties: { online_access_codes_enabled: false, offline_access_codes_enabled: true },
      });
      for (const never of ["can_program_online_access_codes", "can_remotely_lock", "can_remotely_unlock"]) {
        expect(device).not.toHaveProperty(never);
      }
      const device_id = lock.deviceId;
      await expect(lab.request("/access_codes/create", { device_id })).rejects.toThrow(/offline/);
      await expect(lab.request("/locks/unlock_door", { device_id })).rejects.toThrow(/from afar/);
    }));
});
