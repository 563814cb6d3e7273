import { expect } from "vitest";
import {
  type Answer,
  type DoorDesk,
  type ParameterPromise,
  type ParameterPromises,
  refusalOf,
} from "../door-desk.ts";

/** Makes one code on the first door, in whichever way. */
type Make = (desk: DoorDesk, input?: Readonly<Record<string, unknown>>) => Promise<Answer>;

const makeOne: Make = async (desk, input) => desk.create(input);

const makeSeveral: Make = async (desk, input) => {
  const answer = await desk.ask("/access_codes/create_multiple", { device_ids: [desk.deviceId], ...input });
  return answer.access_codes[0];
};

const stay = (desk: DoorDesk) => ({ starts_at: desk.inHours(24), ends_at: desk.inHours(48) });

const otherHands = (make: Make, parameter: string): ParameterPromise => ({
  shows: async (desk) => {
    const taken = await make(desk, { code: "482913", [parameter]: true });
    await desk.lab.advance("15m");
    await desk.door.edit({ action: "change_code", code: "482913", newCode: "482914" });
    const after = await desk.settled(taken);
    expect([after.code === "482914", after.is_external_modification_allowed]).toEqual([true, true]);
    expect(after.errors).toEqual([]);
    await desk.ask("/access_codes/delete", taken);
    await desk.lab.advance("15m");
    await make(desk, { code: "705316", [parameter]: false });
    await desk.lab.advance("15m");
    await desk.door.edit({ action: "change_code", code: "705316", newCode: "705317" });
    await desk.lab.advance("30m");
    expect([desk.opens("705316"), desk.opens("705317")]).toEqual([true, false]);
  },
});

/** What both ways of creating have in common. */
const common = (make: Make): Readonly<Record<string, ParameterPromise>> => ({
  code: {
    shows: async (desk) => {
      await desk.settled(await make(desk, { code: "482913" }));
      expect([desk.opens("482913"), desk.opens("482914")]).toEqual([true, false]);
    },
  },
  preferred_code_length: {
    vendors: ["lockly"],
    shows: async (desk) => {
      const drawn = await make(desk, { preferred_code_length: 8 });
      const shortest = await make(desk, { preferred_code_length: 30 });
      const given = await make(desk, { preferred_code_length: 8, code: "482913" });
      expect([drawn, shortest, given].map(({ code }) => code.length)).toEqual([8, 6, 6]);
    },
  },
  name: {
    shows: async (desk) => {
      const code = await desk.settled(await make(desk, { name: "Ada Lovelace" }));
      expect(code.name).toBe("Ada Lovelace");
      expect(code.appearance).toEqual({ name: "Ada Lovelace", first_name: "Ada", last_name: "Lovelace" });
    },
  },
  starts_at: {
    shows: async (desk) => {
      const code = await make(desk, { code: "482913", ...stay(desk) });
      expect([code.type, code.starts_at, code.status]).toEqual(["time_bound", desk.inHours(24), "unset"]);
      await desk.lab.advance("23h");
      expect([desk.opens("482913"), (await desk.now(code)).status]).toEqual([false, "unset"]);
      await desk.lab.advance("1h");
      expect([desk.opens("482913"), (await desk.now(code)).status]).toEqual([true, "set"]);
      expect(await refusalOf(make(desk, { starts_at: desk.inHours(1) }))).toContain('"ends_at"');
    },
  },
  ends_at: {
    shows: async (desk) => {
      const code = await make(desk, { code: "482913", ends_at: desk.inHours(2) });
      await desk.lab.advance("1h");
      expect(desk.opens("482913")).toBe(true);
      await desk.lab.advance("75m");
      expect([desk.opens("482913"), await desk.now(code)]).toEqual([false, undefined]);
      expect(await refusalOf(make(desk, { ends_at: desk.inHours(-1) }))).toContain("400 invalid_input");
    },
  },
  allow_external_modification: otherHands(make, "allow_external_modification"),
  is_external_modification_allowed: otherHands(make, "is_external_modification_allowed"),
  attempt_for_offline_device: {
    shows: async (desk) => {
      expect((await make(desk, { attempt_for_offline_device: false })).status).toBe("setting");
      desk.lab.inject({ kind: "hub.offline", target: desk.door.hub, for: "1h" });
      await desk.lab.advance("20m");
      expect(await refusalOf(make(desk, { attempt_for_offline_device: false }))).toMatch(
        /^400 invalid_input: "attempt_for_offline_device"/,
      );
      const waiting = await make(desk, { attempt_for_offline_device: true });
      expect(waiting.errors[0].error_code).toBe("device_offline");
      await desk.lab.advance("1h");
      expect((await desk.settled(waiting)).status).toBe("set");
    },
  },
  prefer_native_scheduling: {
    shows: async (desk) => {
      const native = await desk.settled(await make(desk, stay(desk)));
      const justInTime = await desk.settled(
        await make(desk, { ...stay(desk), prefer_native_scheduling: false }),
      );
      expect([native, justInTime].map((code) => code.is_scheduled_on_device)).toEqual([true, false]);
      expect(desk.door.inspect().slots).toHaveLength(1);
      await desk.lab.advance("23h");
      expect(desk.door.inspect().slots).toHaveLength(2);
    },
  },
  use_backup_access_code_pool: {
    shows: async (desk) => {
      const guest = await make(desk, { ...stay(desk), use_backup_access_code_pool: true });
      await desk.lab.advance("30m");
      const other = await make(desk, { ...stay(desk), use_backup_access_code_pool: false });
      for (const code of [guest, other])
        expect((await desk.now(code)).is_backup_access_code_available).toBe(true);
      const { access_codes } = await desk.ask("/access_codes/list");
      expect(access_codes.filter(({ is_backup }: Answer) => is_backup)).toHaveLength(2);
    },
  },
});

const offlineRefused = (parameter: string, value: unknown): ParameterPromise => ({
  shows: async (desk) => {
    const refusal = await refusalOf(makeSeveral(desk, { [parameter]: value }));
    expect(refusal).toMatch(/^400 invalid_input: Expected false: no two devices/);
    expect(await refusalOf(makeSeveral(desk, { [parameter]: false }))).toBeUndefined();
  },
});

const offline = (parameter: string): ParameterPromise => ({
  vendors: ["igloohome"],
  shows: async (desk) => {
    desk.lab.inject({ kind: "hub.offline", target: desk.door.hub, for: "30d" });
    const input = { [parameter]: true, attempt_for_offline_device: false, ends_at: desk.inHours(5) };
    const code = await desk.create(input);
    expect([code.is_offline_access_code, code.is_waiting_for_code_assignment]).toEqual([true, true]);
    await desk.lab.advance("10s");
    expect((await desk.door.press((await desk.now(code)).code)).opened).toBe(true);
    expect((await desk.create({ [parameter]: false })).is_offline_access_code).toBe(false);
  },
});

export const creating: ParameterPromises = {
  "/access_codes/create": {
    ...common(makeOne),
    device_id: {
      vendors: ["august", "august"],
      shows: async (desk) => {
        await desk.settled(await desk.create({ code: "482913" }));
        expect(desk.doors.map((door) => desk.opens("482913", door))).toEqual([true, false]);
        expect(await refusalOf(desk.create({ device_id: "nobody" }))).toMatch(/^404 device_not_found/);
      },
    },
    common_code_key: {
      vendors: ["august", "august"],
      shows: async (desk) => {
        const [one, other] = desk.doors.map(({ deviceId }) => ({
          device_id: deviceId,
          common_code_key: "crew",
        }));
        const codes = [await desk.create(one), await desk.create(other)];
        expect(codes.map(({ common_code_key }) => common_code_key)).toEqual(["crew", "crew"]);
        await desk.lab.advance("15m");
        expect(desk.doors.map((door) => desk.opens(codes[0].code, door))).toEqual([true, true]);
      },
    },
    is_offline_access_code: offline("is_offline_access_code"),
    use_offline_access_code: offline("use_offline_access_code"),
    is_one_time_use: {
      vendors: ["igloohome"],
      shows: async (desk) => {
        const code = await desk.create({ is_offline_access_code: true, is_one_time_use: true });
        await desk.lab.advance("10s");
        const { code: pin, is_one_time_use } = await desk.now(code);
        expect(is_one_time_use).toBe(true);
        expect([await desk.door.press(pin), await desk.door.press(pin)].map(({ opened }) => opened)).toEqual([
          true,
          false,
        ]);
        expect(await refusalOf(desk.create({ is_one_time_use: true }))).toContain('"is_one_time_use"');
      },
    },
    max_time_rounding: {
      vendors: ["igloohome"],
      shows: async (desk) => {
        // Beyond 28 days there are whole days alone.
        const odd = { is_offline_access_code: true, ends_at: desk.inHours(40 * 24 + 12) };
        for (const rounding of ["1hour", "1h", undefined]) {
          const input = rounding === undefined ? odd : { ...odd, max_time_rounding: rounding };
          expect(await refusalOf(desk.create(input))).toMatch(
            /^400 invalid_input: "ends_at".*max_time_rounding/,
          );
        }
        for (const rounding of ["1day", "1d"]) {
          const code = await desk.create({ ...odd, max_time_rounding: rounding });
          expect(code.ends_at).toBe(desk.inHours(41 * 24).replace(/\.\d+/, ".000"));
        }
      },
    },
    sync: {
      vendors: ["smartthings"],
      shows: async (desk) => {
        const answer = await desk.ask("/access_codes/create", { device_id: desk.deviceId, sync: true });
        expect([answer.action_attempt.status, answer.access_code.status]).toEqual(["success", "set"]);
        const under = await desk.ask("/access_codes/create", { device_id: desk.deviceId, sync: false });
        expect([under.action_attempt.status, under.access_code.status]).toEqual(["pending", "setting"]);
      },
    },
  },

  "/access_codes/create_multiple": {
    ...common(makeSeveral),
    device_ids: {
      vendors: ["august", "august", "smartthings"],
      shows: async (desk) => {
        const device_ids = desk.doors.slice(0, 2).map(({ deviceId }) => deviceId);
        const { code, common_code_key } = await makeSeveral(desk, { device_ids });
        expect(common_code_key).toMatch(/^auto_set_by_create_multiple_/);
        await desk.lab.advance("15m");
        expect(desk.doors.map((door) => desk.opens(code, door))).toEqual([true, true, false]);
        expect(await refusalOf(makeSeveral(desk, { device_ids: [] }))).toContain('"device_ids"');
      },
    },
    behavior_when_code_cannot_be_shared: {
      vendors: ["august", "lockly", "salto-ks"],
      shows: async (desk) => {
        const device_ids = desk.doors.map(({ deviceId }) => deviceId);
        for (const behavior of [undefined, "throw"]) {
          const input = {
            device_ids,
            code: "4821",
            ...(behavior && { behavior_when_code_cannot_be_shared: behavior }),
          };
          expect(await refusalOf(makeSeveral(desk, input))).toMatch(/^400 invalid_input: "device_ids"/);
        }
        expect((await desk.ask("/access_codes/list")).access_codes).toEqual([]);
        const input = { device_ids, code: "4821", behavior_when_code_cannot_be_shared: "create_random_code" };
        await makeSeveral(desk, input);
        await desk.lab.advance("30m");
        const { access_codes } = await desk.ask("/access_codes/list");
        expect(access_codes.map(({ status }: Answer) => status)).toEqual(["set", "set", "set"]);
        for (const [place, door] of desk.doors.entries()) {
          expect(desk.opens(access_codes[place].code, door)).toBe(true);
          expect(desk.opens("4821", door)).toBe(place === 0);
        }
      },
    },
    is_offline_access_code: offlineRefused("is_offline_access_code", true),
    use_offline_access_code: offlineRefused("use_offline_access_code", true),
    is_one_time_use: offlineRefused("is_one_time_use", true),
    max_time_rounding: {
      shows: async (desk) => {
        const code = await makeSeveral(desk, { ...stay(desk), max_time_rounding: "1day" });
        expect([code.starts_at, code.ends_at]).toEqual([desk.inHours(24), desk.inHours(48)]);
        expect(await refusalOf(makeSeveral(desk, { max_time_rounding: "2h" }))).toMatch(/^400 invalid_input/);
      },
    },
  },
};
