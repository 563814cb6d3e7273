import { expect } from "vitest";
import { device, inHours, operateDoor, untilSet, untilWarning } from "../../support/conditions.ts";
import type { LabStory } from "../../support/lab-story.ts";
import { enter, hides, keepsOff, msToKeypad, type Proof } from "./proof.ts";

/** Codes come to the keypad, and take so many milliseconds more than usual. */
const delays =
  (byMs: number): Proof["prove"] =>
  async (story, inject) => {
    await story.lab.advance("10m");
    const usualMs = await msToKeypad(story, "4821");
    await story.lab.advance("10m");
    inject({ for: "2h" });
    expect((await msToKeypad(story, "9061")) - usualMs).toBeGreaterThan(byMs);
    story.lab.heal();
    await story.lab.advance("30m");
    expect((await msToKeypad(story, "7305")) - usualMs).toBeLessThan(byMs);
  };

/** Asks for a code whose PIN the vendor makes, and tells it when it is made. */
async function issue(
  { lab, lock }: LabStory,
  more: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly id: string; readonly pin: string | null }> {
  const { access_code } = await lab.request("/access_codes/create", { device_id: lock.deviceId, ...more });
  await lab.advance("5m");
  const { access_code_id: id } = access_code;
  return { id, pin: (await lab.request("/access_codes/get", { access_code_id: id })).access_code.code };
}

/** The lock lets in nobody who comes with a PIN. */
const shuts: Proof["prove"] = async (story, inject) => {
  const { pin } = await issue(story);
  expect(story.lock.opensWith(pin ?? "")).toBe(true);
  inject({ for: "2h" });
  expect(await story.lock.press(pin ?? "")).toEqual({ opened: false, reason: "not_accepted" });
  story.lab.heal();
  expect(story.lock.opensWith(pin ?? "")).toBe(true);
};

/** The codes of the warnings that the lock's device shows. */
const deviceWarnings = async (story: LabStory): Promise<string[]> =>
  (await device(story)).warnings.map(({ warning_code }: { warning_code: string }) => warning_code);

export const vendorProofs = {
  "bridge.busy": { vendor: "august", prove: keepsOff() },
  "load.slow": { vendor: "august", prove: delays(300_000) },
  "code.fallsBack": {
    vendor: "august",
    prove: async (story, inject) => {
      const id = await story.createSet("4821");
      inject({ for: "2h" });
      expect(story.pins()).toEqual([]);
      await story.lab.advance("10m");
      expect(story.pins()).toEqual([]);
      expect(await story.status(id)).toBe("setting");
      const since = story.lab.now;
      story.lab.heal();
      await untilSet(story, id);
      // It comes by itself.
      expect((await story.commands(since)).filter(({ type }) => type === "pin.put")).toEqual([]);
      await enter(story);
    },
  },

  "userLevel.missing": {
    vendor: "dormakaba-oracode",
    prove: async (story, inject) => {
      inject({ for: "1d" });
      await story.lab.advance("31m");
      const { id, pin } = await issue(story, {
        is_offline_access_code: true,
        starts_at: "2026-01-02T16:00:00-08:00",
        ends_at: "2026-01-05T10:00:00-08:00",
      });
      expect(pin).toBeNull();
      expect(await story.errors(id)).toEqual(["dormakaba_oracode_no_valid_user_level"]);
      story.lab.heal();
      await story.lab.advance("1h");
      expect(await story.code(id)).toMatchObject({ code: expect.any(String), errors: [] });
    },
  },

  "keypad.unlinked": { vendor: "igloohome", prove: keepsOff() },
  "bridge.crowded": { vendor: "igloohome", prove: keepsOff() },
  "job.dies": { vendor: "igloohome", prove: keepsOff() },
  "job.slow": { vendor: "igloohome", prove: delays(50_000) },

  "report.lost": {
    vendor: "kwikset",
    prove: async (story, inject) => {
      inject({ for: "2h" });
      const id = await story.create("4821");
      await untilWarning(story, id, "kwikset_unable_to_confirm_code");
      expect(story.lock.opensWith("4821")).toBe(true);
      story.lab.heal();
      await untilSet(story, id, "40m");
      expect(await story.warnings(id)).toEqual([]);
    },
  },

  "timeZone.unset": {
    vendor: "lockly",
    prove: async (story, inject) => {
      const { pin } = await issue(story, {
        is_offline_access_code: true,
        starts_at: inHours(story, 1),
        ends_at: inHours(story, 5),
      });
      await story.lab.advance("2h");
      expect(story.lock.opensWith(pin ?? "")).toBe(true);
      inject({ for: "2h" });
      await story.lab.advance("1m");
      expect(await deviceWarnings(story)).toEqual(["lockly_time_zone_not_configured"]);
      // It takes its eight hours later for theirs.
      expect(story.lock.opensWith(pin ?? "")).toBe(false);
      story.lab.heal();
      await story.lab.advance("1m");
      expect(await deviceWarnings(story)).toEqual([]);
      expect(story.lock.opensWith(pin ?? "")).toBe(true);
    },
  },

  "mode.office": { vendor: "salto-ks", prove: shuts },
  "mode.privacy": { vendor: "salto-ks", prove: shuts },
  "subscription.lapsed": {
    vendor: "salto-ks",
    prove: async (story, inject) => {
      const { id, pin } = await issue(story);
      inject({ for: "1d" });
      await story.lab.advance("10m");
      expect(story.lock.opensWith(pin ?? "")).toBe(false);
      expect(await story.errors(id)).toContain("salto_ks_user_not_subscribed");
      story.lab.heal();
      await untilSet(story, id, "40m");
      expect(story.lock.opensWith((await story.code(id)).code)).toBe(true);
    },
  },

  "list.slow": { vendor: "schlage", prove: hides() },
  "list.omits": { vendor: "schlage", prove: hides() },
  "length.changed": {
    vendor: "schlage",
    prove: async (story, inject) => {
      const id = await story.createSet("4821");
      inject({ for: "1d" });
      expect(story.pins()).toEqual([]);
      await story.lab.advance("1h");
      expect(story.pins()).toEqual([]);
      expect(await story.errors(id)).toContain("failed_to_set_on_device");
      story.lab.heal();
      await untilSet(story, id, "60m");
      await enter(story);
    },
  },

  "gateway.busy": { vendor: "ttlock", prove: keepsOff() },
  "lock.busy": { vendor: "ttlock", prove: keepsOff() },
  "signal.weak": { vendor: "ttlock", prove: delays(8_000) },
  "remoteUnlock.off": {
    vendor: "ttlock",
    prove: async (story, inject) => {
      inject({ for: "2h" });
      expect(await operateDoor(story, "unlock")).toMatchObject({ status: "error" });
      expect(story.lock.inspect().locked).toBe(true);
      story.lab.heal();
      expect(await operateDoor(story, "unlock")).toMatchObject({ status: "success" });
      expect(story.lock.inspect().locked).toBe(false);
    },
  },
  "app.wrongAddType": {
    vendor: "ttlock",
    prove: async (story, inject) => {
      inject({ for: "2h" });
      const add = (code: string) => story.lock.edit({ action: "add_code", code });
      await add("4821");
      await story.lab.advance("10m");
      expect(JSON.stringify(story.lock.inspect().cloudView)).toContain("4821");
      expect(story.lock.opensWith("4821")).toBe(false);
      story.lab.heal();
      await add("9061");
      expect(story.lock.opensWith("9061")).toBe(true);
    },
  },

  "operation.stuck": { vendor: "wyze", prove: keepsOff() },
} as const satisfies Record<string, Proof>;
