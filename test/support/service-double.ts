import { readFileSync } from "node:fs";
import type {
  AccessCodeObject,
  ActionAttemptObject,
  DeviceObject,
  EventObject,
  Page,
  UnmanagedAccessCodeObject,
} from "../../src/access-codes/seam-objects.ts";
import type { SeamService } from "../../src/access-codes/service.ts";
import { RequestError } from "../../src/lock/errors.ts";
import type { WebhookDesk, WebhookObject } from "../../src/webhooks/webhooks.ts";
import type { ClientSessionObject, WorkspaceDesk } from "../../src/workspaces/workspace-desk.ts";
import type { WorkspaceObject } from "../../src/workspaces/workspaces.ts";

/** The objects of fixtures/api, which test/clients checks against Seam's own schemas. */
const golden = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../fixtures/api/${name}.json`, import.meta.url), "utf8")) as T;

export const goldenAccessCode = golden<AccessCodeObject>("access-code");
export const goldenUnmanagedCode = golden<UnmanagedAccessCodeObject>("unmanaged-access-code");
export const goldenDevice = golden<DeviceObject>("device");
export const goldenUnmanagedDevice: DeviceObject = { ...goldenDevice, is_managed: false };
export const goldenProvider = golden<Readonly<Record<string, unknown>>>("device-provider");
export const goldenClientSession = golden<ClientSessionObject>("client-session");
export const goldenEvent = golden<EventObject>("event");
export const goldenAccount = golden<Readonly<Record<string, unknown>>>("connected-account");
export const goldenWebhook = golden<WebhookObject>("webhook");
export const goldenWorkspace = golden<WorkspaceObject>("workspace");
export const goldenAttempt = golden<ActionAttemptObject>("action-attempt");

/** A call that reached the service or the lab, with what it was called with. */
export interface RecordedCall {
  readonly name: string;
  readonly input: unknown;
}

export interface ServiceDouble {
  readonly service: SeamService;
  readonly webhooks: WebhookDesk;
  readonly workspaces: WorkspaceDesk;
  readonly calls: RecordedCall[];
  /** From now on every call throws this. */
  failWith(error: unknown): void;
  /** From now on the device is online, or not. */
  setOnline(online: boolean): void;
  /** From now on the device is in its account, or not. */
  setListed(listed: boolean): void;
  /** From now on action attempts are no longer pending. */
  settle(): void;
}

/** A service that records what it is asked and answers with the golden objects. */
export function serviceDouble(): ServiceDouble {
  const calls: RecordedCall[] = [];
  let failure: { error: unknown } | undefined;
  let isSettled = false;
  let isConverted = false;
  let online = true;
  let isListed = true;

  const answering =
    <Answer>(name: string, answer: () => Answer) =>
    (input?: unknown): Answer => {
      calls.push({ name, input });
      if (failure) throw failure.error;
      return answer();
    };
  const attempt = (): ActionAttemptObject => {
    const { action_attempt_id, action_type } = goldenAttempt;
    return isSettled
      ? { action_attempt_id, action_type, status: "success", result: {}, error: null }
      : { action_attempt_id, action_type, status: "pending", result: null, error: null };
  };

  return {
    calls,
    failWith: (error) => {
      failure = { error };
    },
    setOnline: (after) => {
      online = after;
    },
    setListed: (after) => {
      isListed = after;
    },
    settle: () => {
      isSettled = true;
    },
    service: {
      accessCodes: {
        create: answering("accessCodes.create", () => ({
          accessCode: goldenAccessCode,
          actionAttempt: { ...attempt(), action_type: "CREATE_ACCESS_CODE" },
        })),
        get: answering("accessCodes.get", () => goldenAccessCode),
        list: answering("accessCodes.list", () => pageWith(goldenAccessCode)),
        createMultiple: answering("accessCodes.createMultiple", () => [goldenAccessCode]),
        update: answering("accessCodes.update", attempt),
        updateMultiple: answering("accessCodes.updateMultiple", () => {}),
        pullBackup: answering("accessCodes.pullBackup", () => goldenAccessCode),
        reportDeviceConstraints: answering("accessCodes.reportDeviceConstraints", () => {}),
        delete: answering("accessCodes.delete", attempt),
        generateCode: answering("accessCodes.generateCode", () => ({
          device_id: goldenDevice.device_id,
          code: "7305",
        })),
      },
      unmanagedCodes: {
        get: answering("unmanagedCodes.get", () => {
          if (isConverted && isSettled) {
            throw new RequestError("access_code_not_found", "Access code not found");
          }
          return goldenUnmanagedCode;
        }),
        // One that is seen only once the world has run.
        list: answering("unmanagedCodes.list", () =>
          isSettled ? pageWith(goldenUnmanagedCode) : { ...pageWith(goldenUnmanagedCode), items: [] },
        ),
        convertToManaged: answering("unmanagedCodes.convertToManaged", () => {
          isConverted = true;
        }),
        delete: answering("unmanagedCodes.delete", attempt),
        requireVisible: answering("unmanagedCodes.requireVisible", () => {}),
      },
      devices: {
        get: answering("devices.get", () => ({
          ...goldenDevice,
          properties: { ...(goldenDevice["properties"] as object), online },
        })),
        isListed: answering("devices.isListed", () => isListed),
        list: answering("devices.list", () => pageWith(goldenDevice)),
        getUnmanaged: answering("devices.getUnmanaged", () => goldenUnmanagedDevice),
        listUnmanaged: answering("devices.listUnmanaged", () => pageWith(goldenUnmanagedDevice)),
        update: answering("devices.update", () => {}),
        delete: answering("devices.delete", () => {}),
        listProviders: answering("devices.listProviders", () => [goldenProvider]),
      },
      locks: {
        lockDoor: answering("locks.lockDoor", attempt),
        unlockDoor: answering("locks.unlockDoor", attempt),
        enterCode: answering("locks.enterCode", attempt),
        lockViaKeypad: answering("locks.lockViaKeypad", attempt),
      },
      events: {
        get: answering("events.get", () => goldenEvent),
        list: answering("events.list", () => [goldenEvent]),
      },
      resetSandbox: answering("resetSandbox", attempt),
      actionAttempts: {
        get: answering("actionAttempts.get", attempt),
        list: answering("actionAttempts.list", () => [attempt()]),
      },
      connectedAccounts: {
        get: answering("connectedAccounts.get", () => goldenAccount),
        list: answering("connectedAccounts.list", () => pageWith(goldenAccount)),
        update: answering("connectedAccounts.update", () => goldenAccount),
        delete: answering("connectedAccounts.delete", () => {}),
        sync: answering("connectedAccounts.sync", () => {}),
      },
    },
    webhooks: {
      create: answering("webhooks.create", () => goldenWebhook),
      get: answering("webhooks.get", () => goldenWebhook),
      list: answering("webhooks.list", () => [goldenWebhook]),
      update: answering("webhooks.update", () => undefined),
      delete: answering("webhooks.delete", () => undefined),
    },
    workspaces: {
      get: answering("workspaces.get", () => goldenWorkspace),
      list: answering("workspaces.list", () => [goldenWorkspace]),
      create: answering("workspaces.create", () => goldenWorkspace),
      update: answering("workspaces.update", () => undefined),
      getClientSession: answering("workspaces.getClientSession", () => goldenClientSession),
      createClientSession: answering("workspaces.createClientSession", () => goldenClientSession),
      getOrCreateClientSession: answering("workspaces.getOrCreateClientSession", () => goldenClientSession),
    },
  };
}

const pageWith = <T>(item: T): Page<T> => ({
  items: [item],
  pagination: { has_next_page: false, next_page_cursor: null, next_page_url: null },
});
