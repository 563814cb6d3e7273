import type { Programmer, ProgrammerListener } from "../driver/programmer.ts";
import { RequestError } from "../lock/errors.ts";
import { AccessCodes } from "./access-codes.ts";
import { Accounts } from "./accounts.ts";
import { DeviceDesk } from "./device-desk.ts";
import { type DeviceSeed, Devices } from "./devices.ts";
import { Doors } from "./doors.ts";
import { Forgetting } from "./forgetting.ts";
import { Life } from "./life.ts";
import { placementListener } from "./placement-listener.ts";
import { Records, type SeamServiceOptions } from "./records.ts";
import type { ActionAttemptRow } from "./rows.ts";
import { SandboxReset } from "./sandbox-reset.ts";
import { scopedService } from "./scoped-service.ts";
import type { SeamService } from "./service.ts";
import { UnmanagedCodes } from "./unmanaged-codes.ts";

/** The service and the ends of it that the lab plugs into the rest of the world. */
export interface SeamServiceParts {
  readonly service: SeamService;
  /** The same for a client session: it sees the accounts that it names, and those of its user. */
  serviceFor(session: {
    readonly connectedAccountIds: readonly string[];
    readonly userIdentifierKey: string | null;
  }): SeamService;
  /** Dictates the outcome of an attempt, for tests of those who wait for it. */
  overrideAttempt(attemptId: string, outcome: ActionAttemptRow["outcome"]): void;
  /** What the device sessions tell. */
  readonly listener: ProgrammerListener;
  /** The device sessions, which need the listener before they can be made. Must come before any request. */
  attach(programmer: Programmer): void;
  /** Adds locks to the world; those that are known stay as they are. */
  seedDevices(seeds: readonly DeviceSeed[]): void;
  /** After a start: takes up every code where the rows say it is, overdue removals first. */
  resume(): void;
  /** Before an end: sets no timer off any more. */
  rest(): void;
}

/** Composes the service of one workspace over its rows. */
export function createSeamService(options: SeamServiceOptions): SeamServiceParts {
  const records = new Records(options);
  const life = new Life(records);
  const devices = new Devices(records, life);
  const forgetting = new Forgetting(records, life);
  const accounts = new Accounts(records, life, forgetting);
  const doors = new Doors(records, life);
  const unmanagedCodes = new UnmanagedCodes(records, life);
  const accessCodes = new AccessCodes(records, life, unmanagedCodes);

  const placements = placementListener(records, life);

  const service: SeamService = {
    accessCodes,
    unmanagedCodes,
    devices: new DeviceDesk(records, life, forgetting),
    locks: doors,
    events: {
      get: (query) => {
        const event = options.events.get(query);
        if (!event) throw new RequestError("event_not_found", "Event not found");
        return event;
      },
      list: (query) => options.events.list(query),
    },
    actionAttempts: {
      get: ({ action_attempt_id }) => records.attempts.get(action_attempt_id),
      list: ({ action_attempt_ids }) => records.attempts.list(action_attempt_ids),
    },
    connectedAccounts: accounts,
    resetSandbox: new SandboxReset(records, life).begin,
  };

  return {
    service,
    overrideAttempt: (attemptId, outcome) => records.attempts.dictate(attemptId, outcome),
    serviceFor: ({ connectedAccountIds, userIdentifierKey }) => {
      const ofUser =
        userIdentifierKey === null
          ? []
          : [...records.accounts.all()].filter((row) => row.userIdentifierKey === userIdentifierKey);
      return scopedService(service, [
        ...connectedAccountIds,
        ...ofUser.map(({ connectedAccountId }) => connectedAccountId),
      ]);
    },
    listener: {
      ...placements,
      deviceReported: (deviceId, facts) => devices.reported(deviceId, facts),
      gatewayReported: (vendor, gateway, online) => devices.gatewayReported(vendor, gateway, online),
      accountReported: (vendor, gateway, report) => devices.accountReported(vendor, gateway, report),
      doorMoved: (deviceId, move) => doors.moved(deviceId, move),
      accessDenied: (deviceId, messageId) => doors.denied(deviceId, messageId),
      placementMoved: (placement, previous) => {
        placements.placementMoved(placement, previous);
        unmanagedCodes.placementMoved(placement);
      },
      foreignEntrySeen: (entry) => unmanagedCodes.foreignEntrySeen(entry),
      foreignEntryRead: (entry) => unmanagedCodes.foreignEntryRead(entry),
      foreignEntryGone: (entry) => unmanagedCodes.foreignEntryGone(entry),
    },
    attach: (programmer) => records.attach(programmer),
    seedDevices: (seeds) => devices.seed(seeds),
    resume: () => {
      devices.resume();
      doors.resume();
      life.resume();
      unmanagedCodes.resume();
    },
    rest: () => {
      devices.rest();
      life.rest();
    },
  };
}
