import { RequestError } from "../lock/errors.ts";
import { accessCodeNotFound, deviceNotFound } from "./requests.ts";
import type { AccessCodeObject } from "./seam-objects.ts";
import type { SeamService } from "./service.ts";

/** The same service, as far as the accounts go that a client session may see: what belongs to another is not found. */
export function scopedService(service: SeamService, accountIds: readonly string[]): SeamService {
  const { accessCodes, devices, locks, events, connectedAccounts } = service;
  const sees = (accountId: unknown): boolean => accountIds.some((id) => id === accountId);
  const own = <Input extends { device_id: string }>(input: Input): Input => {
    if (sees(devices.get({ device_id: input.device_id }).connected_account_id)) return input;
    throw deviceNotFound();
  };
  const ownCode = (code: AccessCodeObject): AccessCodeObject => {
    if (sees(devices.get({ device_id: code.device_id }).connected_account_id)) return code;
    throw accessCodeNotFound();
  };
  const ofOwn = <Input extends { access_code_id: string }>(input: Input): Input => {
    ownCode(accessCodes.get({ access_code_id: input.access_code_id }));
    return input;
  };
  const seen = (asked: readonly string[] | undefined): readonly string[] =>
    asked === undefined ? accountIds : asked.filter(sees);

  return {
    ...service,
    accessCodes: {
      ...accessCodes,
      create: (input) => accessCodes.create(own(input)),
      createMultiple: (input) => {
        for (const device_id of input.device_ids) own({ device_id });
        return accessCodes.createMultiple(input);
      },
      get: (input) => ownCode(accessCodes.get(input)),
      list: (input) => accessCodes.list({ ...input, connected_account_ids: accountIds }),
      update: (input) => accessCodes.update(ofOwn(input)),
      delete: (input) => accessCodes.delete(ofOwn(input)),
      generateCode: (input) => accessCodes.generateCode(own(input)),
      pullBackup: (input) => accessCodes.pullBackup(ofOwn(input)),
    },
    devices: {
      ...devices,
      get: (input) => {
        const device = devices.get(input);
        if (sees(device.connected_account_id)) return device;
        throw deviceNotFound();
      },
      list: (input) => devices.list({ ...input, connected_account_ids: seen(input.connected_account_ids) }),
    },
    locks: {
      ...locks,
      lockDoor: (input) => locks.lockDoor(own(input)),
      unlockDoor: (input) => locks.unlockDoor(own(input)),
    },
    events: {
      get: (input) => {
        const event = events.get(input);
        if (sees(event["connected_account_id"])) return event;
        throw new RequestError("event_not_found", "Event not found");
      },
      list: (input) => events.list({ ...input, connected_account_ids: accountIds }),
    },
    connectedAccounts: {
      ...connectedAccounts,
      get: (input) => {
        const account = connectedAccounts.get(input);
        if (sees(account["connected_account_id"])) return account;
        throw new RequestError("connected_account_not_found", "Connected account not found");
      },
      list: (input) => connectedAccounts.list({ ...input, connected_account_ids: accountIds }),
    },
  };
}
