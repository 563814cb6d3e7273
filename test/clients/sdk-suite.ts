import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLab, type Lab } from "../../src/index.ts";
import { expectSeamObject, expectSeamObjects } from "./seam-schemas.ts";

/**
 * The part of Seam's SDK that is used here, in the shape that both generations share. What it answers with is checked
 * against Seam's schemas and not against these types.
 */
export interface SeamSdk {
  readonly accessCodes: {
    create(input: {
      device_id: string;
      code?: string;
      name?: string;
      starts_at?: string;
      ends_at?: string;
    }): PromiseLike<SdkAccessCode>;
    get(input: { access_code_id: string } | { device_id: string; code: string }): PromiseLike<SdkAccessCode>;
    list(input: { device_id: string }): PromiseLike<readonly SdkAccessCode[]>;
    update(input: { access_code_id: string; code: string }): PromiseLike<unknown>;
    delete(input: { access_code_id: string }): PromiseLike<unknown>;
    generateCode(input: { device_id: string }): PromiseLike<{ code: string | null }>;
  };
  readonly actionAttempts: { get(input: { action_attempt_id: string }): PromiseLike<unknown> };
  readonly connectedAccounts: { list(): PromiseLike<readonly unknown[]> };
  readonly devices: {
    get(input: { device_id: string }): PromiseLike<SdkDevice>;
    list(input?: { device_ids?: string[]; limit?: number }): PromiseLike<readonly SdkDevice[]>;
  };
  readonly events: {
    get(input: { event_id: string }): PromiseLike<unknown>;
    list(input: { since: string; device_id?: string }): PromiseLike<readonly SdkEvent[]>;
  };
  readonly locks: {
    get(input: { device_id: string }): PromiseLike<SdkDevice>;
    list(): PromiseLike<readonly SdkDevice[]>;
    lockDoor(
      input: { device_id: string },
      options?: { waitForActionAttempt: boolean },
    ): PromiseLike<SdkAttempt>;
    unlockDoor(
      input: { device_id: string },
      options?: { waitForActionAttempt: boolean },
    ): PromiseLike<SdkAttempt>;
    readonly simulate: {
      keypadCodeEntry(input: { device_id: string; code: string }): PromiseLike<SdkAttempt>;
    };
  };
  readonly workspaces: { get(): PromiseLike<unknown> };
  createPaginator(request: unknown): { flattenToArray(): Promise<unknown[]> };
}

interface SdkAccessCode {
  readonly access_code_id: string;
  readonly code: string | null;
  readonly status: string;
}

interface SdkDevice {
  readonly device_id: string;
}

interface SdkEvent {
  readonly event_id: string;
  readonly event_type: string;
}

interface SdkAttempt {
  readonly action_attempt_id: string;
  readonly status: string;
}

const start = "2000-01-01T00:00:00Z";

/** What an app that uses the SDK sees of a lab. `connect` makes a client of the lab at the URL. */
export function sdkSuite(
  name: string,
  connect: (options: { apiKey: string; endpoint: string }) => SeamSdk,
): void {
  describe(name, () => {
    let lab: Lab;
    let endpoint: string;
    let seam: SeamSdk;
    const apiKey = "seam_apikey1_token";

    beforeEach(async () => {
      lab = await createLab({
        seed: 7,
        fleet: [
          { vendor: "august", count: 2 },
          { vendor: "smartthings", count: 2 },
        ],
      });
      endpoint = await lab.listen();
      seam = connect({ apiKey, endpoint });
    });

    afterEach(() => lab.close());

    /** Not an assertion on the PIN itself, so that a failure prints none. */
    const opens = (lock: string, pin: string): boolean => lab.lock(lock).opensWith(pin);

    test("reads devices and locks", async () => {
      const devices = await seam.devices.list();
      expect(devices).toHaveLength(4);
      expectSeamObjects("device", devices);
      expectSeamObjects("device", await seam.locks.list());
      for (const { device_id } of devices) {
        expectSeamObject("device", await seam.devices.get({ device_id }));
        expectSeamObject("device", await seam.locks.get({ device_id }));
      }
    });

    test("filters a list by an array, and by an empty one", async () => {
      const device_ids = [lab.lock("august-1").deviceId, lab.lock("smartthings-2").deviceId];
      const listed = async (ids: string[]) =>
        (await seam.devices.list({ device_ids: ids })).map(({ device_id }) => device_id);
      expect((await listed(device_ids)).sort()).toEqual([...device_ids].sort());
      expect(await listed(device_ids.slice(0, 1))).toEqual(device_ids.slice(0, 1));
      expect(await listed([])).toEqual([]);
    });

    test("leafs through pages", async () => {
      const devices = await seam.createPaginator(seam.devices.list({ limit: 1 })).flattenToArray();
      expect(devices).toEqual(await seam.devices.list());
    });

    test("reads the workspace and the connected accounts", async () => {
      expectSeamObject("workspace", await seam.workspaces.get());
      expectSeamObjects("connected_account", await seam.connectedAccounts.list());
    });

    test.each(["august-1", "smartthings-1"])("programs a code that opens %s, and clears it", async (lock) => {
      const device_id = lab.lock(lock).deviceId;

      const created = await seam.accessCodes.create({ device_id, code: "4821", name: "Ada Lovelace" });
      expectSeamObject("access_code", created);
      expect(created.status).toBe("setting");
      const { access_code_id } = created;

      await lab.advance("15m");
      const programmed = await seam.accessCodes.get({ access_code_id });
      expectSeamObject("access_code", programmed);
      expect(programmed.status).toBe("set");
      expect(opens(lock, "4821")).toBe(true);
      expectSeamObject("access_code", await seam.accessCodes.get({ device_id, code: "4821" }));
      expectSeamObjects("access_code", await seam.accessCodes.list({ device_id }));

      await seam.accessCodes.update({ access_code_id, code: "7305" });
      await lab.advance("30m");
      expectSeamObject("access_code", await seam.accessCodes.get({ access_code_id }));
      expect([opens(lock, "4821"), opens(lock, "7305")]).toEqual([false, true]);

      await seam.accessCodes.delete({ access_code_id });
      await lab.advance("15m");
      expect(opens(lock, "7305")).toBe(false);
      await expect(seam.accessCodes.get({ access_code_id })).rejects.toMatchObject({
        code: "access_code_not_found",
        statusCode: 404,
      });

      const events = await seam.events.list({ since: start, device_id });
      expectSeamObjects("seam_event", events);
      expect(events.map(({ event_type }) => event_type)).toEqual(
        expect.arrayContaining([
          "access_code.created",
          "access_code.set_on_device",
          "access_code.changed",
          "access_code.deleted",
        ]),
      );
      for (const { event_id } of events) expectSeamObject("seam_event", await seam.events.get({ event_id }));
    });

    test.each(["august-1", "smartthings-1"])("sees a time-bound code come and go on %s", async (lock) => {
      const device_id = lab.lock(lock).deviceId;
      const instant = (hours: number) => new Date(Date.parse(lab.now) + hours * 3_600_000).toISOString();

      const created = await seam.accessCodes.create({
        device_id,
        code: "4821",
        starts_at: instant(24),
        ends_at: instant(48),
      });
      expectSeamObject("access_code", created);
      expect(created.status).toBe("unset");
      expect(opens(lock, "4821")).toBe(false);

      await lab.advance("36h");
      const active = await seam.accessCodes.get(created);
      expectSeamObject("access_code", active);
      expect(active.status).toBe("set");
      expect(opens(lock, "4821")).toBe(true);

      await lab.advance("13h");
      expect(opens(lock, "4821")).toBe(false);
    });

    test("programs a code that the device is asked for", async () => {
      const device_id = lab.lock("august-2").deviceId;
      const { code } = await seam.accessCodes.generateCode({ device_id });
      expect(code === null ? undefined : /^\d{4,9}$/.test(code)).toBe(true);

      await seam.accessCodes.create({ device_id, ...(code !== null && { code }) });
      await lab.advance("15m");
      expect(opens("august-2", code ?? "")).toBe(true);
    });

    test("locks and unlocks a door: pending at first, then done", async () => {
      const device_id = lab.lock("august-1").deviceId;
      const pending = await seam.locks.unlockDoor({ device_id }, { waitForActionAttempt: false });
      expectSeamObject("action_attempt", pending);
      expect(pending.status).toBe("pending");
      const { action_attempt_id } = pending;
      expectSeamObject("action_attempt", await seam.actionAttempts.get({ action_attempt_id }));

      const locked = await seam.locks.lockDoor({ device_id });
      expectSeamObject("action_attempt", locked);
      expect(locked.status).toBe("success");
    });

    test("presses the keypad", async () => {
      const device_id = lab.lock("august-1").deviceId;
      const attempt = await seam.locks.simulate.keypadCodeEntry({ device_id, code: "9999" });
      expectSeamObject("action_attempt", attempt);
    });

    test("learns that a device is unknown", async () => {
      const device_id = "unknown-device";
      await expect(seam.devices.get({ device_id })).rejects.toMatchObject({
        name: "SeamHttpApiError",
        code: "device_not_found",
        statusCode: 404,
        requestId: expect.stringMatching(/^request/),
      });
      await expect(seam.accessCodes.create({ device_id })).rejects.toMatchObject({
        code: "device_not_found",
      });
    });

    test("learns that a PIN is taken", async () => {
      const device_id = lab.lock("august-1").deviceId;
      await seam.accessCodes.create({ device_id, code: "4821" });
      await expect(seam.accessCodes.create({ device_id, code: "4821" })).rejects.toMatchObject({
        code: "duplicate_access_code",
        statusCode: 409,
      });
    });

    test("learns which parameter is wrong", async () => {
      const device_id = lab.lock("august-1").deviceId;
      const refusal = await Promise.resolve(seam.accessCodes.create({ device_id, code: "12" })).catch(
        (error: unknown) => error,
      );
      expect(refusal).toMatchObject({
        name: "SeamHttpInvalidInputError",
        code: "invalid_input",
        statusCode: 400,
      });
      const { getValidationErrorMessages } = refusal as {
        getValidationErrorMessages(parameter: string): string[];
      };
      expect(getValidationErrorMessages.call(refusal, "code")).toEqual([
        "String must contain at least 4 character(s)",
      ]);
      expect(getValidationErrorMessages.call(refusal, "device_id")).toEqual([]);
    });

    test("is turned away with a wrong key", async () => {
      const stranger = connect({ apiKey: "seam_apikey2_token", endpoint });
      await expect(stranger.devices.list()).rejects.toMatchObject({
        name: "SeamHttpUnauthorizedError",
        requestId: expect.stringMatching(/^request/),
      });
    });
  });
}
