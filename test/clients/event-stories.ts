import type { Answer, DoorDesk } from "./door-desk.ts";

/** What happens in a lab so that an event of this type follows. */
export interface EventStory {
  /** The one lock's; SmartThings unless told. */
  readonly vendor?: string;
  readonly happens: (desk: DoorDesk) => Promise<unknown>;
}

const pin = "4821";

/** A code that is on the lock. */
async function codeOnLock(desk: DoorDesk, input: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
  const code = await desk.create({ code: pin, ...input });
  await desk.lab.advance("15m");
  return code;
}

const inject = (desk: DoorDesk, kind: string, target = desk.door.target, more = {}): string =>
  desk.lab.inject({ kind, target, for: "12h", ...more });

const remove = (desk: DoorDesk, { access_code_id }: Answer): Promise<Answer> =>
  desk.ask("/access_codes/delete", { access_code_id });

/** A code that the owner has put on the lock. */
async function ownersCode(desk: DoorDesk): Promise<Answer> {
  const input = { device_id: desk.deviceId, name: "Owner", code: "7053" };
  return (await desk.ask("/access_codes/simulate/create_unmanaged_access_code", input)).access_code;
}

const operate = (desk: DoorDesk, operation: "lock" | "unlock"): Promise<Answer> =>
  desk.ask(`/locks/${operation}_door`, { device_id: desk.deviceId, sync: true });

const simulate = (desk: DoorDesk, what: string): Promise<Answer> =>
  desk.ask(`/devices/simulate/${what}`, { device_id: desk.deviceId });

const manage = (desk: DoorDesk, is_managed: boolean): Promise<Answer> =>
  desk.ask(is_managed ? "/devices/unmanaged/update" : "/devices/update", {
    device_id: desk.deviceId,
    is_managed,
  });

/** Something goes wrong with the device or its account, and is over again. */
async function passing(desk: DoorDesk, kind: string, target?: string, more = {}): Promise<void> {
  inject(desk, kind, target, more);
  await desk.lab.advance("1h");
  desk.lab.heal();
  await desk.lab.advance("1h");
}

const lowBattery: EventStory = { happens: (desk) => passing(desk, "lock.lowBattery") };

const keypadAway: EventStory = { vendor: "august", happens: (desk) => passing(desk, "keypad.missing") };

const subscriptionLapses: EventStory = {
  vendor: "august",
  happens: (desk) => passing(desk, "cloud.subscriptionLapsed"),
};

const rival: EventStory = {
  happens: async (desk) => {
    inject(desk, "ext.rival", desk.door.target, { params: { every: "2m" } });
    await desk.create();
    await desk.lab.advance("2h");
    desk.lab.heal();
    await desk.lab.advance("1d");
  },
};

const accountAway: EventStory = {
  happens: (desk) =>
    passing(desk, "cloud.accountError", "vendor:smartthings", { params: { error: "account_disconnected" } }),
};

const unmanagedAway: EventStory = {
  happens: async (desk) => {
    await manage(desk, false);
    await passing(desk, "hub.offline", desk.door.hub);
  },
};

const away: EventStory = {
  happens: async (desk) => {
    await simulate(desk, "disconnect");
    await simulate(desk, "connect");
    await desk.lab.advance("1m");
  },
};

const jammed = (operation: "lock" | "unlock"): EventStory => ({
  happens: async (desk) => {
    await operate(desk, operation === "lock" ? "unlock" : "lock");
    inject(desk, "lock.jam");
    await operate(desk, operation);
  },
});

/** By type: why the event comes. */
export const eventStories: Readonly<Record<string, EventStory>> = {
  "access_code.created": { happens: (desk) => desk.create() },
  "access_code.changed": {
    happens: async (desk) => desk.ask("/access_codes/update", { ...(await codeOnLock(desk)), name: "Ada" }),
  },
  "access_code.scheduled_on_device": {
    vendor: "august",
    happens: (desk) => codeOnLock(desk, { starts_at: desk.inHours(24), ends_at: desk.inHours(48) }),
  },
  "access_code.set_on_device": { happens: (desk) => codeOnLock(desk) },
  "access_code.removed_from_device": {
    happens: async (desk) => {
      await codeOnLock(desk, { ends_at: desk.inHours(2) });
      await desk.lab.advance("3h");
    },
  },
  "access_code.delay_in_setting_on_device": {
    happens: async (desk) => {
      inject(desk, "hub.offline", desk.door.hub);
      await desk.create();
      await desk.lab.advance("16m");
    },
  },
  "access_code.failed_to_set_on_device": {
    happens: async (desk) => {
      inject(desk, "lock.noReply", desk.door.target, { match: { command: "setCode" } });
      await desk.create();
      await desk.lab.advance("6h");
    },
  },
  "access_code.deleted": {
    happens: async (desk) => {
      await remove(desk, await codeOnLock(desk));
      await desk.lab.advance("15m");
    },
  },
  "access_code.delay_in_removing_from_device": {
    happens: async (desk) => {
      const code = await codeOnLock(desk);
      inject(desk, "hub.offline", desk.door.hub);
      await remove(desk, code);
      await desk.lab.advance("16m");
    },
  },
  "access_code.failed_to_remove_from_device": {
    happens: async (desk) => {
      const code = await codeOnLock(desk);
      inject(desk, "lock.noReply");
      await remove(desk, code);
      await desk.lab.advance("6h");
    },
  },
  "access_code.modified_external_to_seam": {
    vendor: "august",
    happens: async (desk) => {
      await codeOnLock(desk, { code: "482913" });
      await desk.door.edit({ action: "change_code", code: "482913", newCode: "482914" });
      await desk.lab.advance("15m");
    },
  },
  "access_code.deleted_external_to_seam": {
    happens: async (desk) => {
      await codeOnLock(desk);
      await desk.door.edit({ action: "remove_code", code: pin });
      await desk.lab.advance("15m");
    },
  },
  "access_code.backup_access_code_pulled": {
    happens: async (desk) => {
      const guest = await codeOnLock(desk, { ends_at: desk.inHours(9), use_backup_access_code_pool: true });
      await desk.lab.advance("15m");
      await desk.ask("/access_codes/pull_backup_access_code", guest);
    },
  },
  "access_code.unmanaged.created": { vendor: "august", happens: ownersCode },
  "access_code.unmanaged.removed": {
    vendor: "august",
    happens: async (desk) => {
      await ownersCode(desk);
      await desk.door.edit({ action: "remove_code", code: "7053" });
      await desk.lab.advance("15m");
    },
  },
  "access_code.unmanaged.converted_to_managed": {
    vendor: "august",
    happens: async (desk) =>
      desk.ask("/access_codes/unmanaged/convert_to_managed", { ...(await ownersCode(desk)), sync: true }),
  },
  "access_code.unmanaged.failed_to_convert_to_managed": {
    vendor: "august",
    happens: async (desk) => {
      const owners = await ownersCode(desk);
      await desk.door.edit({ action: "remove_code", code: "7053" });
      await desk.ask("/access_codes/unmanaged/convert_to_managed", owners);
      await desk.lab.advance("15m");
    },
  },
  "device.connected": away,
  "device.disconnected": away,
  "device.unmanaged.connected": unmanagedAway,
  "device.unmanaged.disconnected": unmanagedAway,
  "device.converted_to_unmanaged": { happens: (desk) => manage(desk, false) },
  "device.unmanaged.converted_to_managed": {
    happens: async (desk) => {
      await manage(desk, false);
      await manage(desk, true);
    },
  },
  "device.removed": {
    happens: async (desk) => {
      await simulate(desk, "remove");
      await desk.lab.advance("20m");
    },
  },
  "device.deleted": { happens: (desk) => desk.ask("/devices/delete", { device_id: desk.deviceId }) },
  "device.name_changed": {
    happens: (desk) => desk.ask("/devices/update", { device_id: desk.deviceId, name: "Back door" }),
  },
  "device.low_battery": lowBattery,
  "device.battery_status_changed": lowBattery,
  "device.accessory_keypad_connected": keypadAway,
  "device.accessory_keypad_disconnected": keypadAway,
  "device.error.subscription_required": subscriptionLapses,
  "device.error.subscription_required.resolved": subscriptionLapses,
  "device.third_party_integration_detected": rival,
  "device.third_party_integration_no_longer_detected": rival,
  "lock.locked": {
    happens: async (desk) => {
      await operate(desk, "unlock");
      await operate(desk, "lock");
    },
  },
  "lock.unlocked": {
    happens: async (desk) => {
      await codeOnLock(desk);
      await desk.door.press(pin);
      await desk.lab.advance("1m");
    },
  },
  "lock.access_denied": {
    vendor: "kwikset",
    happens: async (desk) => {
      desk.lab.inject({ kind: "pad.wrongPin", target: desk.door.target });
      await desk.lab.advance("1m");
    },
  },
  "action_attempt.lock_door.succeeded": { happens: (desk) => operate(desk, "lock") },
  "action_attempt.unlock_door.succeeded": { happens: (desk) => operate(desk, "unlock") },
  "action_attempt.lock_door.failed": jammed("lock"),
  "action_attempt.unlock_door.failed": jammed("unlock"),
  "connected_account.disconnected": accountAway,
  "connected_account.completed_first_sync_after_reconnection": accountAway,
  "connected_account.deleted": {
    happens: async (desk) => {
      const { device } = await desk.ask("/devices/get", { device_id: desk.deviceId });
      await desk.ask("/connected_accounts/delete", device);
    },
  },
};
