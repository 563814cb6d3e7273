import { expect } from "vitest";
import { type Answer, type DoorDesk, type ParameterPromises, refusalOf } from "../door-desk.ts";

const idOf = ({ access_code_id }: Answer): string => access_code_id;

const found = async (desk: DoorDesk, input: Readonly<Record<string, unknown>>): Promise<string[]> =>
  (await desk.ask("/access_codes/list", input)).access_codes.map(idOf);

const reported = (report: Readonly<Record<string, unknown>>, lengths: readonly number[]) => ({
  vendors: ["smartthings"],
  shows: async (desk: DoorDesk) => {
    const device_id = desk.deviceId;
    await desk.ask("/access_codes/report_device_constraints", { device_id, ...report });
    const { device } = await desk.ask("/devices/get", { device_id });
    expect(device.properties.supported_code_lengths).toEqual(lengths);
    const { generated_code } = await desk.ask("/access_codes/generate_code", { device_id });
    expect(generated_code.code).toHaveLength(Math.min(...lengths));
    expect(await refusalOf(desk.create({ code: "4821" }))).toMatch(/^400 invalid_input: "code"/);
  },
});

export const finding: ParameterPromises = {
  "/access_codes/generate_code": {
    device_id: {
      vendors: ["lockly", "salto-ks"],
      shows: async (desk) => {
        const { generated_code } = await desk.ask("/access_codes/generate_code", {
          device_id: desk.deviceId,
        });
        expect([generated_code.device_id, generated_code.code.length]).toEqual([desk.deviceId, 6]);
        await desk.settled(await desk.create({ code: generated_code.code }));
        expect(desk.opens(generated_code.code)).toBe(true);
        const salto = desk.ask("/access_codes/generate_code", { device_id: desk.doors[1]?.deviceId });
        expect(await refusalOf(salto)).toMatch(/^400 invalid_input: "device_id".*maker/);
      },
    },
  },

  "/access_codes/get": {
    access_code_id: {
      shows: async (desk) => {
        const codes = [await desk.create(), await desk.create()];
        for (const { access_code_id } of codes) {
          const { access_code } = await desk.ask("/access_codes/get", { access_code_id });
          expect(access_code.access_code_id).toBe(access_code_id);
        }
        expect(await refusalOf(desk.ask("/access_codes/get", { access_code_id: "nobody" }))).toMatch(/^404/);
      },
    },
    device_id: {
      vendors: ["august", "august"],
      shows: async (desk) => {
        const { access_code_id } = await desk.create({ code: "4821" });
        const [own, other] = desk.doors.map(({ deviceId }) => deviceId);
        const get = (input: object) => desk.ask("/access_codes/get", { ...input });
        expect(idOf((await get({ device_id: own, code: "4821" })).access_code)).toBe(access_code_id);
        expect(await refusalOf(get({ device_id: other, code: "4821" }))).toMatch(/^404/);
        expect(await refusalOf(get({ device_id: other, access_code_id }))).toMatch(/^404/);
        expect(await refusalOf(get({ device_id: own }))).toMatch(/^400/);
      },
    },
    code: {
      shows: async (desk) => {
        const { access_code_id } = await desk.create({ code: "4821" });
        const get = (input: object) => refusalOf(desk.ask("/access_codes/get", { ...input }));
        expect(await get({ device_id: desk.deviceId, code: "4822" })).toMatch(/^404/);
        expect(await get({ access_code_id, code: "4822" })).toMatch(/^404/);
        expect(await get({ access_code_id, code: "4821" })).toBeUndefined();
        expect(await get({ code: "4821" })).toMatch(/^400/);
      },
    },
  },

  "/access_codes/list": {
    device_id: {
      vendors: ["august", "august"],
      shows: async (desk) => {
        const codes = [];
        for (const { deviceId } of desk.doors) codes.push(await desk.create({ device_id: deviceId }));
        for (const { device_id, access_code_id } of codes) {
          expect(await found(desk, { device_id })).toEqual([access_code_id]);
        }
        expect(await found(desk, {})).toEqual(codes.map(idOf));
      },
    },
    access_code_ids: {
      shows: async (desk) => {
        const [first, , third] = [await desk.create(), await desk.create(), await desk.create()];
        expect(await found(desk, { access_code_ids: [third, first].map(idOf) })).toEqual(
          [first, third].map(idOf),
        );
        expect(await found(desk, { access_code_ids: [] })).toEqual([]);
      },
    },
    limit: {
      shows: async (desk) => {
        const ids = [await desk.create(), await desk.create(), await desk.create()].map(idOf);
        const { access_codes, pagination } = await desk.ask("/access_codes/list", { limit: 2 });
        expect(access_codes.map(idOf)).toEqual(ids.slice(0, 2));
        expect(pagination.has_next_page).toBe(true);
      },
    },
    page_cursor: {
      shows: async (desk) => {
        const ids = [await desk.create(), await desk.create(), await desk.create()].map(idOf);
        const first = await desk.ask("/access_codes/list", { limit: 2, page_cursor: null });
        const page_cursor = first.pagination.next_page_cursor;
        expect([...first.access_codes.map(idOf), ...(await found(desk, { limit: 2, page_cursor }))]).toEqual(
          ids,
        );
        expect(await refusalOf(found(desk, { limit: 1, page_cursor }))).toMatch(
          /^400 mismatched_page_parameters/,
        );
      },
    },
    user_identifier_key: {
      shows: async (desk) => {
        await desk.create();
        expect(await found(desk, { user_identifier_key: "ann" })).toEqual([]);
      },
    },
    customer_ids: {
      shows: async (desk) => {
        await desk.create();
        expect(await found(desk, { customer_ids: ["10000000-0000-4000-8000-000000000000"] })).toEqual([]);
      },
    },
  },

  "/access_codes/pull_backup_access_code": {
    access_code_id: {
      shows: async (desk) => {
        const times = { starts_at: desk.inHours(24), ends_at: desk.inHours(48) };
        const guest = await desk.create({ ...times, use_backup_access_code_pool: true });
        await desk.lab.advance("30m");
        const pull = () => desk.ask("/access_codes/pull_backup_access_code", guest);
        const { access_code, backup_access_code } = await pull();
        expect(access_code).toEqual(backup_access_code);
        expect([access_code.is_backup, access_code.ends_at]).toEqual([true, guest.ends_at]);
        expect(idOf((await pull()).access_code)).toBe(idOf(access_code));
        expect((await desk.now(guest)).pulled_backup_access_code_id).toBe(idOf(access_code));
        expect(desk.opens(access_code.code)).toBe(true);
        await desk.ask("/access_codes/delete", { access_code_id: idOf(access_code) });
        await desk.lab.advance("30m");
        expect((await desk.now(guest)).pulled_backup_access_code_id).toBeNull();
        const ongoing = await desk.create();
        expect(await refusalOf(desk.ask("/access_codes/pull_backup_access_code", ongoing))).toMatch(
          /^400 access_code_not_time_bound/,
        );
      },
    },
  },

  "/access_codes/report_device_constraints": {
    device_id: {
      vendors: ["smartthings", "smartthings", "august"],
      shows: async (desk) => {
        const [one, , august] = desk.doors.map(({ deviceId }) => deviceId);
        const report = (device_id: string | undefined) =>
          desk.ask("/access_codes/report_device_constraints", { device_id, supported_code_lengths: [7] });
        await report(one);
        const { devices } = await desk.ask("/devices/list", { device_type: "smartthings_lock" });
        const lengths = devices.map(({ properties }: Answer) => properties.supported_code_lengths);
        expect([lengths[0], lengths[1].length > 1]).toEqual([[7], true]);
        expect(await refusalOf(report(august))).toMatch(/^400 unsupported_device/);
      },
    },
    supported_code_lengths: reported({ supported_code_lengths: [8, 6] }, [6, 8]),
    min_code_length: reported({ min_code_length: 18 }, [18, 19, 20]),
    max_code_length: reported({ min_code_length: 5, max_code_length: 6 }, [5, 6]),
  },
};
