import { getDatabase } from "./_fake/database.ts";
import { getDefaultSeed } from "./_fake/default_seed.ts";
import { simulateWorkspaceOutage } from "./_fake/simulate_workspace_outage.ts";
import { updateActionAttempt } from "./_fake/update_action_attempt.ts";
import { healFaults } from "./_lockstep/faults/heal.ts";
import { injectFault } from "./_lockstep/faults/inject.ts";
import { listFaults } from "./_lockstep/faults/list.ts";
import { editLock } from "./_lockstep/locks/edit.ts";
import { enterCode } from "./_lockstep/locks/enter_code.ts";
import { inspectLock } from "./_lockstep/locks/get.ts";
import { wouldOpen } from "./_lockstep/locks/would_open.ts";
import { advanceTime } from "./_lockstep/time/advance.ts";
import { setPace } from "./_lockstep/time/pace.ts";
import { getTime } from "./_lockstep/time.ts";
import { readTrace } from "./_lockstep/trace.ts";
import { createAccessCode } from "./access_codes/create.ts";
import { createMultipleAccessCodes } from "./access_codes/create_multiple.ts";
import { deleteAccessCode } from "./access_codes/delete.ts";
import { generateCode } from "./access_codes/generate_code.ts";
import { getAccessCode } from "./access_codes/get.ts";
import { listAccessCodes } from "./access_codes/list.ts";
import { pullBackupAccessCode } from "./access_codes/pull_backup_access_code.ts";
import { reportDeviceConstraints } from "./access_codes/report_device_constraints.ts";
import { simulateUnmanagedAccessCode } from "./access_codes/simulate/create_unmanaged_access_code.ts";
import { convertToManaged } from "./access_codes/unmanaged/convert_to_managed.ts";
import { deleteUnmanagedAccessCode } from "./access_codes/unmanaged/delete.ts";
import { getUnmanagedAccessCode } from "./access_codes/unmanaged/get.ts";
import { listUnmanagedAccessCodes } from "./access_codes/unmanaged/list.ts";
import { updateUnmanagedAccessCode } from "./access_codes/unmanaged/update.ts";
import { updateAccessCode } from "./access_codes/update.ts";
import { updateMultipleAccessCodes } from "./access_codes/update_multiple.ts";
import { getActionAttempt } from "./action_attempts/get.ts";
import { listActionAttempts } from "./action_attempts/list.ts";
import { createClientSession } from "./client_sessions/create.ts";
import { getClientSession } from "./client_sessions/get.ts";
import { getOrCreateClientSession } from "./client_sessions/get_or_create.ts";
import { deleteConnectedAccount } from "./connected_accounts/delete.ts";
import { getConnectedAccount } from "./connected_accounts/get.ts";
import { listConnectedAccounts } from "./connected_accounts/list.ts";
import { syncConnectedAccount } from "./connected_accounts/sync.ts";
import { updateConnectedAccount } from "./connected_accounts/update.ts";
import { deleteDevice } from "./devices/delete.ts";
import { getDevice } from "./devices/get.ts";
import { listDevices } from "./devices/list.ts";
import { listDeviceProviders } from "./devices/list_device_providers.ts";
import { simulateConnect } from "./devices/simulate/connect.ts";
import { simulateConnectToHub } from "./devices/simulate/connect_to_hub.ts";
import { simulateDisconnect } from "./devices/simulate/disconnect.ts";
import { simulateDisconnectFromHub } from "./devices/simulate/disconnect_from_hub.ts";
import { simulateRemove } from "./devices/simulate/remove.ts";
import { getUnmanagedDevice } from "./devices/unmanaged/get.ts";
import { listUnmanagedDevices } from "./devices/unmanaged/list.ts";
import { updateUnmanagedDevice } from "./devices/unmanaged/update.ts";
import { updateDevice } from "./devices/update.ts";
import { getEvent } from "./events/get.ts";
import { listEvents } from "./events/list.ts";
import { health } from "./health.ts";
import { getLock } from "./locks/get.ts";
import { listLocks } from "./locks/list.ts";
import { lockDoor } from "./locks/lock_door.ts";
import { simulateKeypadCodeEntry } from "./locks/simulate/keypad_code_entry.ts";
import { simulateManualLockViaKeypad } from "./locks/simulate/manual_lock_via_keypad.ts";
import { unlockDoor } from "./locks/unlock_door.ts";
import type { Route } from "./route.ts";
import { createWebhook } from "./webhooks/create.ts";
import { deleteWebhook } from "./webhooks/delete.ts";
import { getWebhook } from "./webhooks/get.ts";
import { listWebhooks } from "./webhooks/list.ts";
import { updateWebhook } from "./webhooks/update.ts";
import { createWorkspace } from "./workspaces/create.ts";
import { getWorkspace } from "./workspaces/get.ts";
import { listWorkspaces } from "./workspaces/list.ts";
import { resetSandbox } from "./workspaces/reset_sandbox.ts";
import { updateWorkspace } from "./workspaces/update.ts";

/** Every route: Seam's, then ours. The path of a route's file is the path of its URL. */
export const routes: readonly Route[] = [
  createAccessCode,
  createMultipleAccessCodes,
  deleteAccessCode,
  generateCode,
  getAccessCode,
  listAccessCodes,
  pullBackupAccessCode,
  reportDeviceConstraints,
  updateAccessCode,
  updateMultipleAccessCodes,
  getUnmanagedAccessCode,
  listUnmanagedAccessCodes,
  updateUnmanagedAccessCode,
  deleteUnmanagedAccessCode,
  convertToManaged,
  simulateUnmanagedAccessCode,
  getActionAttempt,
  listActionAttempts,
  createClientSession,
  getClientSession,
  getOrCreateClientSession,
  getConnectedAccount,
  listConnectedAccounts,
  updateConnectedAccount,
  deleteConnectedAccount,
  syncConnectedAccount,
  getDevice,
  listDevices,
  updateDevice,
  deleteDevice,
  listDeviceProviders,
  getUnmanagedDevice,
  listUnmanagedDevices,
  updateUnmanagedDevice,
  simulateConnect,
  simulateDisconnect,
  simulateConnectToHub,
  simulateDisconnectFromHub,
  simulateRemove,
  getEvent,
  listEvents,
  getLock,
  listLocks,
  lockDoor,
  simulateKeypadCodeEntry,
  simulateManualLockViaKeypad,
  unlockDoor,
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  updateWebhook,
  createWorkspace,
  getWorkspace,
  listWorkspaces,
  updateWorkspace,
  resetSandbox,
  health,
  getTime,
  advanceTime,
  setPace,
  inspectLock,
  wouldOpen,
  enterCode,
  editLock,
  injectFault,
  listFaults,
  healFaults,
  readTrace,
];

/** Those of @seamapi/fake-seam-connect, for a lab that stands in for it. */
export const fakeRoutes: readonly Route[] = [
  getDefaultSeed,
  getDatabase,
  updateActionAttempt,
  simulateWorkspaceOutage,
];
