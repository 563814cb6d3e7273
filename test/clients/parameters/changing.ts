import { expect } from "vitest";
import {
  type Answer,
  type DoorDesk,
  type ParameterPromise,
  type ParameterPromises,
  refusalOf,
} from "../door-desk.ts";

type Change = Readonly<Record<string, unknown>>;

/** A code that is on the first door, or will be. */
async function existing(desk: DoorDesk, input: Change = {}): Promise<Answer> {
  const code = await desk.create(input);
  await desk.lab.advance("15m");
  return code;
}

const update = (desk: DoorDesk, { access_code_id }: Answer, change: Change): Promise<Answer> =>
  desk.ask("/access_codes/update", { access_code_id, ...change });

const stay = (desk: DoorDesk) => ({ starts_at: desk.inHours(24), ends_at: desk.inHours(48) });

const otherHands = (parameter: string): ParameterPromise => ({
  shows: async (desk) => {
    const code = await existing(desk, { code: "482913" });
    await update(desk, code, { [parameter]: true });
    await desk.door.edit({ action: "change_code", code: "482913", newCode: "482914" });
    expect((await desk.settled(code)).code === "482914").toBe(true);
    await update(desk, code, { [parameter]: false });
    await desk.door.edit({ action: "change_code", code: "482914", newCode: "482915" });
    await desk.lab.advance("30m");
    expect([desk.opens("482914"), desk.opens("482915")]).toEqual([true, false]);
  },
});

const offlineRefused = (parameter: string): ParameterPromise => ({
  shows: async (desk) => {
    const code = await existing(desk);
    expect(await refusalOf(update(desk, code, { [parameter]: true }))).toMatch(
      /^400 invalid_input: Expected false: an offline code cannot be changed/,
    );
    expect(await refusalOf(update(desk, code, { [parameter]: false }))).toBeUndefined();
  },
});

/** Two codes with one PIN and the key that links them. */
async function linked(desk: DoorDesk, input: Change = {}): Promise<{ key: string; codes: Answer[] }> {
  const device_ids = desk.doors.map(({ deviceId }) => deviceId);
  const { access_codes } = await desk.ask("/access_codes/create_multiple", { device_ids, ...input });
  return { key: access_codes[0].common_code_key, codes: access_codes };
}

const ofLinked = (parameter: string, value: (desk: DoorDesk) => string): ParameterPromise => ({
  vendors: ["august", "smartthings"],
  shows: async (desk) => {
    const { key, codes } = await linked(desk, stay(desk));
    const input = { common_code_key: key, [parameter]: value(desk) };
    await desk.ask("/access_codes/update_multiple", input);
    for (const code of codes) {
      expect(await desk.now(code)).toMatchObject({ ...code, [parameter]: value(desk) });
    }
  },
});

export const changing: ParameterPromises = {
  "/access_codes/update": {
    access_code_id: {
      shows: async (desk) => {
        const [one, other] = [await existing(desk), await existing(desk)];
        await update(desk, one, { name: "Ada" });
        expect([(await desk.now(one)).name, (await desk.now(other)).name]).toEqual(["Ada", null]);
        expect(await refusalOf(update(desk, { access_code_id: "nobody" }, {}))).toMatch(/^404/);
      },
    },
    device_id: {
      vendors: ["august", "august"],
      shows: async (desk) => {
        const code = await existing(desk);
        const [own, other] = desk.doors.map(({ deviceId }) => deviceId);
        expect(await refusalOf(update(desk, code, { device_id: other, name: "Ada" }))).toMatch(/^404/);
        expect(await refusalOf(update(desk, code, { device_id: own, name: "Ada" }))).toBeUndefined();
      },
    },
    name: {
      vendors: ["smartthings"],
      shows: async (desk) => {
        const code = await existing(desk, { name: "Ada" });
        await update(desk, code, { name: "Grace" });
        expect(await desk.settled(code)).toMatchObject({ name: "Grace", appearance: { name: "Grace" } });
      },
    },
    code: {
      shows: async (desk) => {
        const code = await existing(desk, { code: "482913" });
        await update(desk, code, { code: "705316" });
        expect([(await desk.now(code)).status, desk.opens("482913")]).toEqual(["setting", true]);
        await desk.lab.advance("30m");
        expect([desk.opens("482913"), desk.opens("705316")]).toEqual([false, true]);
      },
    },
    preferred_code_length: {
      vendors: ["lockly", "salto-ks"],
      shows: async (desk) => {
        const code = await existing(desk);
        await update(desk, code, { preferred_code_length: 8 });
        expect((await desk.now(code)).code).toHaveLength(8);
        await update(desk, code, { preferred_code_length: 30 });
        const { code: shortest } = await desk.now(code);
        expect(shortest).toHaveLength(6);
        await update(desk, code, { preferred_code_length: 6 });
        expect((await desk.now(code)).code === shortest).toBe(true);
        const makers = await existing(desk, { device_id: desk.doors[1]?.deviceId });
        const { code: pin } = await desk.now(makers);
        await update(desk, makers, { preferred_code_length: 4 });
        expect((await desk.now(makers)).code === pin).toBe(true);
      },
    },
    type: {
      shows: async (desk) => {
        const code = await existing(desk, { code: "482913", ends_at: desk.inHours(2) });
        expect(await refusalOf(update(desk, code, { type: "ongoing", ends_at: desk.inHours(3) }))).toMatch(
          /^400/,
        );
        await update(desk, code, { type: "ongoing" });
        await desk.lab.advance("3h");
        expect([(await desk.now(code)).type, desk.opens("482913")]).toEqual(["ongoing", true]);
        expect(await refusalOf(update(desk, code, { type: "time_bound" }))).toContain('"ends_at"');
        await update(desk, code, { type: "time_bound", ends_at: desk.inHours(1) });
        expect((await desk.now(code)).type).toBe("time_bound");
      },
    },
    starts_at: {
      shows: async (desk) => {
        const code = await existing(desk, { code: "482913", ...stay(desk) });
        await update(desk, code, { starts_at: desk.inHours(30) });
        await desk.lab.advance("29h");
        expect(desk.opens("482913")).toBe(false);
        await desk.lab.advance("2h");
        expect([desk.opens("482913"), (await desk.now(code)).status]).toEqual([true, "set"]);
      },
    },
    ends_at: {
      shows: async (desk) => {
        const code = await existing(desk, { code: "482913" });
        const [starts_at, ends_at] = [desk.inHours(0), desk.inHours(2)];
        await update(desk, code, { ends_at });
        expect(await desk.now(code)).toMatchObject({ type: "time_bound", starts_at, ends_at });
        await desk.lab.advance("3h");
        expect([desk.opens("482913"), await desk.now(code)]).toEqual([false, undefined]);
      },
    },
    allow_external_modification: otherHands("allow_external_modification"),
    is_external_modification_allowed: otherHands("is_external_modification_allowed"),
    attempt_for_offline_device: {
      shows: async (desk) => {
        const code = await existing(desk, { name: "Ada" });
        desk.lab.inject({ kind: "hub.offline", target: desk.door.hub, for: "1h" });
        await desk.lab.advance("20m");
        const change = { name: "Grace", attempt_for_offline_device: false };
        expect(await refusalOf(update(desk, code, change))).toMatch(/"attempt_for_offline_device"/);
        expect((await desk.now(code)).name).toBe("Ada");
        await update(desk, code, { ...change, attempt_for_offline_device: true });
        expect((await desk.now(code)).name).toBe("Grace");
      },
    },
    prefer_native_scheduling: {
      shows: async (desk) => {
        const code = await existing(desk, stay(desk));
        expect((await desk.now(code)).is_scheduled_on_device).toBe(true);
        await update(desk, code, { prefer_native_scheduling: false });
        expect((await desk.settled(code)).is_scheduled_on_device).toBe(false);
        expect(desk.door.inspect().slots).toEqual([]);
      },
    },
    sync: {
      vendors: ["smartthings"],
      shows: async (desk) => {
        const code = await existing(desk, { code: "4821" });
        const pending = await update(desk, code, { code: "7053" });
        expect(pending.action_attempt.status).toBe("pending");
        const done = await update(desk, code, { code: "7054", sync: true });
        expect([done.action_attempt.status, desk.opens("7054")]).toEqual(["success", true]);
      },
    },
    is_managed: {
      shows: async (desk) => {
        const code = await existing(desk, { code: "482913" });
        await update(desk, code, { is_managed: true });
        expect((await desk.now(code)).is_managed).toBe(true);
        await update(desk, code, { is_managed: false });
        await desk.lab.advance("1h");
        expect([await desk.now(code), desk.opens("482913")]).toEqual([undefined, true]);
        const { access_codes } = await desk.ask("/access_codes/unmanaged/list", { device_id: desk.deviceId });
        expect(access_codes).toHaveLength(1);
      },
    },
    use_backup_access_code_pool: {
      shows: async (desk) => {
        const code = await existing(desk, stay(desk));
        expect((await desk.now(code)).is_backup_access_code_available).toBe(false);
        await update(desk, code, { use_backup_access_code_pool: true });
        await desk.lab.advance("30m");
        expect((await desk.now(code)).is_backup_access_code_available).toBe(true);
      },
    },
    is_offline_access_code: offlineRefused("is_offline_access_code"),
    use_offline_access_code: offlineRefused("use_offline_access_code"),
    is_one_time_use: offlineRefused("is_one_time_use"),
    max_time_rounding: {
      shows: async (desk) => {
        const code = await existing(desk);
        const times = stay(desk);
        await update(desk, code, { ...times, max_time_rounding: "1d" });
        expect(await desk.now(code)).toMatchObject(times);
        expect(await refusalOf(update(desk, code, { max_time_rounding: "2h" }))).toMatch(/^400/);
      },
    },
  },

  "/access_codes/update_multiple": {
    common_code_key: {
      vendors: ["august", "smartthings"],
      shows: async (desk) => {
        const [{ key, codes }, others] = [await linked(desk), await linked(desk)];
        await desk.ask("/access_codes/update_multiple", { common_code_key: key, name: "Crew" });
        for (const code of codes) expect((await desk.now(code)).name).toBe("Crew");
        for (const code of others.codes) expect((await desk.now(code)).name).toBeNull();
        const nobody = desk.ask("/access_codes/update_multiple", { common_code_key: "nobody's", name: "x" });
        expect(await refusalOf(nobody)).toMatch(/^404/);
      },
    },
    name: ofLinked("name", () => "Crew"),
    starts_at: ofLinked("starts_at", (desk) => desk.inHours(30)),
    ends_at: ofLinked("ends_at", (desk) => desk.inHours(72)),
  },

  "/access_codes/delete": {
    access_code_id: {
      shows: async (desk) => {
        const [one, other] = [await existing(desk, { code: "482913" }), await existing(desk)];
        await desk.ask("/access_codes/delete", { access_code_id: one.access_code_id });
        expect((await desk.now(one)).status).toBe("removing");
        await desk.lab.advance("15m");
        expect([await desk.now(one), desk.opens("482913")]).toEqual([undefined, false]);
        expect((await desk.now(other)).status).toBe("set");
      },
    },
    device_id: {
      vendors: ["august", "august"],
      shows: async (desk) => {
        const { access_code_id } = await existing(desk);
        const [own, other] = desk.doors.map(({ deviceId }) => deviceId);
        const del = (device_id: string | undefined) =>
          refusalOf(desk.ask("/access_codes/delete", { access_code_id, device_id }));
        expect(await del(other)).toMatch(/^404/);
        expect(await del(own)).toBeUndefined();
      },
    },
    sync: {
      vendors: ["smartthings"],
      shows: async (desk) => {
        const { access_code_id } = await existing(desk, { code: "4821" });
        const { action_attempt } = await desk.ask("/access_codes/delete", { access_code_id, sync: true });
        expect([action_attempt.status, desk.opens("4821")]).toEqual(["success", false]);
      },
    },
  },
};
