import type { FakeDesk } from "../api/fake-desk.ts";
import { RequestError } from "../lock/errors.ts";
import type { Workspaces } from "../workspaces/workspaces.ts";
import type { Directory } from "./directory.ts";
import type { FleetInput, FleetLock } from "./fleet.ts";
import type { WorkspaceServices } from "./workspace-services.ts";

/** What `@seamapi/fake-seam-connect --seed` calls its things, word for word (1.86.0, `/_fake/default_seed`). */
const defaultSeed = {
  john_connected_account_id: "john_connected_account_id",
  jane_connected_account_id: "jane_connected_account_id",
  john_assa_cs_connected_account_id: "john_assa_cs_connected_account_id",
  seed_workspace_1: "seed_workspace_1",
  seed_workspace_2: "seed_workspace_2",
  john_user_workspace_1: "john_user_workspace_1",
  august_device_1: "august_device_1",
  august_device_2: "august_device_2",
  ecobee_device_1: "ecobee_device_1",
  minut_device_1: "minut_device_1",
  schlage_device_1: "schlage_device_id",
  seam_apikey1_token: "seam_apikey1_token",
  seam_apikey2_token: "seam_apikey2_token",
  seam_cst1_token: "seam_cst1_token",
  seam_pk1_token: "seam_pk1_token",
  seam_at1_token: "seam_at1_longtoken",
  john_user_identifier_key: "john_user_identifier_key",
  john_user_identity_id: "john_user_identity_id",
  john_user_id: "john_user_id",
  john_user_key: "john_user_key",
  visionline_acs_system_1: "visionline_acs_system_1",
  bridge_client_session_token: "bcs1_token",
} as const;

/** The locks among its devices. A lab has no thermostats and no noise sensors. */
export const seedFleet: FleetInput = [
  { vendor: "august", count: 2 },
  { vendor: "schlage", count: 1 },
];

const deviceIds: Readonly<Record<string, string>> = {
  "august-1": defaultSeed.august_device_1,
  "august-2": defaultSeed.august_device_2,
  "schlage-1": defaultSeed.schlage_device_1,
};

const accountIds: Readonly<Record<string, string>> = {
  august: defaultSeed.john_connected_account_id,
  schlage: defaultSeed.jane_connected_account_id,
};

/** What its locks and the users of its accounts are called. */
const labels: Readonly<Record<string, string>> = {
  "august-1": "Fake August Lock 1",
  "august-2": "Fake August Lock 2",
  "schlage-1": "Bathroom Door",
};

const emails: Readonly<Record<string, string>> = { august: "john@example.com", schlage: "jane@example.com" };

/** The locks of {@link seedFleet} under its ids and names. */
export function seededLock(lock: FleetLock): FleetLock {
  const [label, accountEmail] = [labels[lock.name], emails[lock.vendor]];
  return {
    ...lock,
    deviceId: deviceIds[lock.name] ?? lock.deviceId,
    connectedAccountId: accountIds[lock.vendor] ?? lock.connectedAccountId,
    ...(label !== undefined && { label }),
    ...(accountEmail !== undefined && { accountEmail }),
  };
}

/** Its workspaces, in their order, the first of which has the locks. */
export function seedWorkspaces(workspaces: Workspaces): string {
  const { workspaceId } = workspaces.create(
    { name: "My Workspace", company_name: "Fake Company Name", is_sandbox: true },
    defaultSeed.seed_workspace_1,
  );
  workspaces.create(
    { name: "Empty Workspace", company_name: "Fake Company Name" },
    defaultSeed.seed_workspace_2,
  );
  return workspaceId;
}

/** What opens them, beside the development keys, which are its keys already. A session of it lasts a year. */
export function seedCredentials({ credentials, clientSessions }: Directory, now: number): void {
  credentials.add({
    token: defaultSeed.seam_at1_token,
    name: "Seeded Fake Access Token",
    workspaceId: null,
    isForDevelopment: true,
  });
  clientSessions.add({
    workspaceId: defaultSeed.seed_workspace_1,
    token: defaultSeed.seam_cst1_token,
    userIdentifierKey: defaultSeed.john_user_identifier_key,
    connectedAccountIds: [defaultSeed.john_connected_account_id],
    expiresAt: now + 365 * 24 * 3_600_000,
  });
}

/** What its `/_fake` routes ask, of a lab. */
export function fakeDesk(
  workspaces: Workspaces,
  servicesOf: (workspaceId: string) => WorkspaceServices,
): FakeDesk {
  const outages = new Map<string, readonly string[]>();
  const every = <T>(read: (services: WorkspaceServices, workspaceId: string) => readonly T[]): readonly T[] =>
    workspaces.all().flatMap(({ workspaceId }) => read(servicesOf(workspaceId), workspaceId));
  return {
    defaultSeed,
    database: () => ({
      workspaces: workspaces.all().map(({ workspaceId, name, isSandbox }) => ({
        workspace_id: workspaceId,
        name,
        is_sandbox: isSandbox,
      })),
      connected_accounts: every(({ seam }, workspace_id) =>
        seam.service.connectedAccounts.list({}).items.map((account) => ({ ...account, workspace_id })),
      ),
      devices: every(({ seam }) => seam.service.devices.list({}).items),
      access_codes: every(({ seam }) => seam.service.accessCodes.list({}).items),
      events: every(({ seam }) => seam.service.events.list({ since: new Date(0).toISOString(), limit: 500 })),
      webhooks: every(({ webhooks }) => webhooks.list()),
    }),
    updateActionAttempt: (attemptId, outcome) => {
      const owner = workspaces.all().find(({ workspaceId }) => {
        const { actionAttempts } = servicesOf(workspaceId).seam.service;
        return actionAttempts.list({ action_attempt_ids: [attemptId] }).length > 0;
      });
      if (!owner) throw new RequestError("action_attempt_not_found", "Action attempt not found");
      servicesOf(owner.workspaceId).seam.overrideAttempt(attemptId, outcome);
    },
    simulateOutage: (workspaceId, routes) => {
      workspaces.get(workspaceId);
      outages.set(workspaceId, routes);
    },
    isOut: (workspaceId, path) => outages.get(workspaceId)?.includes(path) === true,
  };
}
