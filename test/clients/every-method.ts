import { expect, test } from "vitest";
import { createLab } from "../../src/index.ts";
import { WebhookReceiver } from "../support/webhook-receiver.ts";
import { expectSeamObject, expectSeamObjects } from "./seam-schemas.ts";

// biome-ignore lint/suspicious/noExplicitAny: two generations of an SDK, called by name; Seam's schemas check the answers.
type Sdk = any;

/** The groups that a lab offers, as the SDKs name them. */
const groups = [
  "accessCodes",
  "accessCodes.unmanaged",
  "accessCodes.simulate",
  "actionAttempts",
  "clientSessions",
  "connectedAccounts",
  "connectedAccounts.simulate",
  "devices",
  "devices.unmanaged",
  "devices.simulate",
  "events",
  "locks",
  "locks.simulate",
  "webhooks",
  "workspaces",
];

const newer = "not in @seamapi/types@1.490.0";
const sessions = "a lab's sessions are made by getOrCreate and end by themselves";

/** Methods that a lab does not answer, with the reason. */
const notOffered: Readonly<Record<string, string>> = {
  "clientSessions.create": sessions,
  "clientSessions.delete": sessions,
  "clientSessions.grantAccess": sessions,
  "clientSessions.list": sessions,
  "clientSessions.revoke": sessions,
  "connectedAccounts.simulate.disconnect": newer,
  "devices.reportProviderMetadata": newer,
  "devices.simulate.paidSubscription": newer,
  "locks.configureAutoLock": newer,
  "workspaces.findAnything": "each list has a search of its own",
};

const plumbing = ["constructor", "createPaginator", "updateClientSessionToken"];

const groupOf = (seam: Sdk, group: string): Sdk =>
  group.split(".").reduce((within, name) => within[name], seam);

const methodsOf = (seam: Sdk): string[] =>
  groups.flatMap((group) =>
    Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(groupOf(seam, group))))
      .filter(([name, { value }]) => typeof value === "function" && !plumbing.includes(name))
      .map(([name]) => `${group}.${name}`),
  );

export type Connect = (
  options: { apiKey: string; endpoint: string } | { token: string; endpoint: string },
) => Sdk;

/** Every method of the SDK, each with an effect, and every answer, event and webhook checked by Seam's schemas. */
export function everyMethod(name: string, connect: Connect): void {
  test(`${name}: every method of the groups that a lab offers`, async () => {
    const lab = await createLab({
      seed: 7,
      fleet: [
        { vendor: "august", count: 2 },
        { vendor: "smartthings", count: 1 },
      ],
    });
    const receiver = await WebhookReceiver.listen();
    try {
      const endpoint = await lab.listen();
      const seam = connect({ apiKey: lab.apiKey, endpoint });
      const called = new Set<string>();
      const call = (method: string, input?: object, options?: object): Promise<Sdk> => {
        called.add(method);
        const at = method.lastIndexOf(".");
        return groupOf(seam, method.slice(0, at))[method.slice(at + 1)](input, options);
      };
      const device_id = lab.lock("august-1").deviceId;
      const second = lab.lock("august-2").deviceId;
      const hours = (count: number) => new Date(Date.parse(lab.now) + count * 3_600_000).toISOString();

      // Webhooks
      const webhook = await call("webhooks.create", { url: receiver.url });
      expectSeamObject("webhook", webhook);
      const { webhook_id } = webhook;
      await call("webhooks.update", { webhook_id, event_types: ["*"] });
      expectSeamObject("webhook", await call("webhooks.get", { webhook_id }));
      expectSeamObjects("webhook", await call("webhooks.list"));

      // Workspaces and accounts
      expectSeamObject("workspace", await call("workspaces.get"));
      expectSeamObjects("workspace", await call("workspaces.list"));
      await call("workspaces.update", { name: "Renamed" });
      expect((await call("workspaces.get")).name).toBe("Renamed");
      called.add("workspaces.create");
      const person = connect({ token: lab.createPersonalAccessToken(), endpoint });
      expectSeamObject("workspace", await person.workspaces.create({ name: "New", is_sandbox: true }));
      const accounts = await call("connectedAccounts.list");
      expectSeamObjects("connected_account", accounts);
      const { connected_account_id } = accounts[0];
      expectSeamObject("connected_account", await call("connectedAccounts.get", { connected_account_id }));
      await call("connectedAccounts.update", { connected_account_id, custom_metadata: { site: "north" } });
      await call("connectedAccounts.sync", { connected_account_id });
      const session = await call("clientSessions.getOrCreate", {
        user_identifier_key: "ann",
        connected_account_ids: [connected_account_id],
      });
      expectSeamObject("client_session", session);
      expect(session.device_count).toBe(2);
      expect(await call("clientSessions.get", { user_identifier_key: "ann" })).toEqual(session);

      // Devices
      expectSeamObjects("device", await call("devices.list", { search: "august" }));
      expectSeamObjects("device_provider", await call("devices.listDeviceProviders"));
      await call("devices.update", { device_id, name: "Porch", custom_metadata: { room: "12" } });
      expect(await call("devices.get", { device_id })).toMatchObject({ display_name: "Porch" });
      expectSeamObject("device", await call("devices.get", { name: "Porch" }));
      await call("devices.update", { device_id: second, is_managed: false });
      expectSeamObjects("unmanaged_device", await call("devices.unmanaged.list"));
      expectSeamObject("unmanaged_device", await call("devices.unmanaged.get", { device_id: second }));
      await call("devices.unmanaged.update", { device_id: second, is_managed: true });
      for (const [away, back] of [
        ["disconnect", "connect"],
        ["disconnectFromHub", "connectToHub"],
        ["remove", "connect"],
      ]) {
        await call(`devices.simulate.${away}`, { device_id: second });
        await lab.advance("20m");
        expectSeamObject("device", await call("devices.get", { device_id: second }));
        await call(`devices.simulate.${back}`, { device_id: second });
        await lab.advance("1m");
      }

      // Access codes
      const created = await call("accessCodes.create", { device_id, code: "4821", name: "Ada" });
      expectSeamObject("access_code", created);
      const { access_code_id } = created;
      await call("accessCodes.generateCode", { device_id });
      const linked = await call("accessCodes.createMultiple", {
        device_ids: [device_id, second],
        name: "Staff",
        starts_at: hours(1),
        ends_at: hours(48),
      });
      expectSeamObjects("access_code", linked);
      const { common_code_key } = linked[0];
      await call("accessCodes.updateMultiple", { common_code_key, name: "Crew" });
      await lab.advance("2h");
      expectSeamObjects("access_code", await call("accessCodes.list", { device_id, search: "Crew" }));
      await call("accessCodes.update", { access_code_id, name: "Ada L", code: "7305" });
      await lab.advance("30m");
      expect(await call("accessCodes.get", { access_code_id })).toMatchObject({
        status: "set",
        name: "Ada L",
      });
      await call("accessCodes.reportDeviceConstraints", {
        device_id: lab.lock("smartthings-1").deviceId,
        supported_code_lengths: [4, 6],
      });
      const stay = await call("accessCodes.create", {
        device_id,
        ends_at: hours(24),
        use_backup_access_code_pool: true,
      });
      await lab.advance("1h");
      const { access_code_id: stayId } = stay;
      expectSeamObject(
        "access_code",
        await call("accessCodes.pullBackupAccessCode", { access_code_id: stayId }),
      );

      // Codes of others
      const owners = await call("accessCodes.simulate.createUnmanagedAccessCode", {
        device_id,
        name: "Owner",
        code: "9402",
      });
      expectSeamObject("unmanaged_access_code", owners);
      const other = { access_code_id: owners.access_code_id };
      expectSeamObjects("unmanaged_access_code", await call("accessCodes.unmanaged.list", { device_id }));
      expectSeamObject("unmanaged_access_code", await call("accessCodes.unmanaged.get", other));
      await call("accessCodes.unmanaged.update", { ...other, is_managed: true });
      await lab.advance("5m");
      expectSeamObject("access_code", await call("accessCodes.get", other));
      await call("accessCodes.update", { ...other, is_managed: false });
      await call("accessCodes.unmanaged.convertToManaged", other);
      await lab.advance("5m");
      await call("accessCodes.update", { ...other, is_managed: false });
      await call("accessCodes.unmanaged.delete", other);
      await lab.advance("15m");
      expect(lab.lock("august-1").opensWith("9402")).toBe(false);

      // Locks
      expectSeamObjects("device", await call("locks.list"));
      expectSeamObject("device", await call("locks.get", { device_id }));
      const attempts = [
        await call("locks.unlockDoor", { device_id }),
        await call("locks.lockDoor", { device_id }),
        await call("locks.simulate.keypadCodeEntry", { device_id, code: "7305" }),
        await call("locks.simulate.manualLockViaKeypad", { device_id }),
      ];
      expectSeamObjects("action_attempt", attempts);
      const [{ action_attempt_id }] = attempts;
      expectSeamObject("action_attempt", await call("actionAttempts.get", { action_attempt_id }));
      const action_attempt_ids = attempts.map((attempt) => attempt.action_attempt_id);
      expect(await call("actionAttempts.list", { action_attempt_ids })).toHaveLength(4);

      // Ends
      await call("accessCodes.delete", { access_code_id });
      await lab.advance("15m");
      expect(lab.lock("august-1").opensWith("7305")).toBe(false);
      await call("workspaces.resetSandbox", undefined, { waitForActionAttempt: false });
      await lab.advance("30m");
      const smartthings = lab.lock("smartthings-1").deviceId;
      called.add("devices.delete");
      if (seam.devices.delete) await call("devices.delete", { device_id: smartthings });
      await call("connectedAccounts.delete", { connected_account_id });

      const events = await call("events.list", { since: "2000-01-01T00:00:00Z" });
      expectSeamObjects("seam_event", events);
      expectSeamObject("seam_event", await call("events.get", { event_id: events[0].event_id }));
      expect(new Set(events.map((event: Sdk) => event.event_type)).size).toBeGreaterThan(15);
      await lab.advance("1m");
      expectSeamObjects(
        "seam_event",
        receiver.received.map(({ body }) => JSON.parse(body)),
      );
      await call("webhooks.delete", { webhook_id });

      const uncalled = methodsOf(seam).filter((method) => !called.has(method) && !notOffered[method]);
      expect(uncalled).toEqual([]);
    } finally {
      await lab.close();
      await receiver.close();
    }
  });
}
