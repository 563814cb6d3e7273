import { invalidInput } from "../lock/errors.ts";
import { deviceObject } from "./device-object.ts";
import { deviceProviders } from "./device-providers.ts";
import { isManaged, nameOf } from "./device-state.ts";
import type { Forgetting } from "./forgetting.ts";
import type { Life } from "./life.ts";
import { changedMetadata, hasMetadata } from "./metadata.ts";
import { pageOf } from "./pagination.ts";
import type { Records } from "./records.ts";
import { deviceNotFound } from "./requests.ts";
import type { DeviceRow } from "./rows.ts";
import type { DeviceObject, Page } from "./seam-objects.ts";
import type { ListDevices, SeamService } from "./service.ts";

/** How many devices a page has unless the request says otherwise (@seamapi/types@1.490.0, devices/list). */
const pageLimit = 500;

/** What API clients ask about devices. */
export class DeviceDesk {
  readonly #records: Records;
  readonly #life: Life;
  readonly #forgetting: Forgetting;

  constructor(records: Records, life: Life, forgetting: Forgetting) {
    this.#records = records;
    this.#life = life;
    this.#forgetting = forgetting;
  }

  get: SeamService["devices"]["get"] = (input) => this.#get(input, true);

  isListed: SeamService["devices"]["isListed"] = ({ device_id }) =>
    this.#records.device(device_id).unlistedSince === undefined;

  list: SeamService["devices"]["list"] = (input) => this.#list(input, true);

  getUnmanaged: SeamService["devices"]["getUnmanaged"] = (input) => this.#get(input, false);

  listUnmanaged: SeamService["devices"]["listUnmanaged"] = (input) => this.#list(input, false);

  update: SeamService["devices"]["update"] = (input) =>
    this.#life.unit(() => {
      const before = this.#records.device(input.device_id);
      if (input.is_managed === false) this.#requireNoCodes(before);
      const name = input.name === undefined ? input.properties?.name : input.name;
      const after: DeviceRow = {
        // Its backup codes have gone meanwhile, and its pool with them.
        ...this.#records.device(input.device_id),
        nickname: name === undefined ? before.nickname : (name ?? undefined),
        customMetadata: changedMetadata(before.customMetadata, input.custom_metadata),
        isUnmanaged: (input.is_managed ?? isManaged(before)) ? undefined : true,
      };
      this.#records.devices.save(after);
      const { deviceId } = after;
      if (nameOf(after) !== nameOf(before)) {
        this.#records.emitOfDevice(deviceId, "device.name_changed", { device_name: nameOf(after) });
      }
      if (isManaged(after) === isManaged(before)) return;
      this.#records.emitOfDevice(
        deviceId,
        isManaged(after) ? "device.unmanaged.converted_to_managed" : "device.converted_to_unmanaged",
      );
    });

  delete: SeamService["devices"]["delete"] = ({ device_id }) =>
    this.#life.unit(() => this.#forgetting.device(this.#records.device(device_id)));

  listProviders: SeamService["devices"]["listProviders"] = ({ provider_category }) =>
    deviceProviders(this.#records.options.drivers, provider_category);

  /** Nobody would take the codes of a device that is left alone off again. Its backup codes go with the pool. */
  #requireNoCodes(device: DeviceRow): void {
    const codes = this.#records.codes.where("device", device.deviceId);
    if (codes.some(({ backup, removal }) => backup === undefined || (backup.pulledFor && !removal))) {
      throw invalidInput("is_managed", "must be true while the device has access codes: delete them first");
    }
    this.#records.devices.save({ ...device, backupPool: undefined });
    for (const row of codes) {
      if (row.removal) continue;
      this.#records.codes.save({ ...row, removal: { reason: "deleted", since: this.#records.now() } });
      this.#life.touch(row.accessCodeId);
    }
  }

  #get({ device_id, name }: { device_id?: string; name?: string }, managed: boolean): DeviceObject {
    const device =
      device_id === undefined
        ? this.#all(managed).find((row) => nameOf(row) === name)
        : this.#records.device(device_id);
    const isMeant =
      device && isManaged(device) === managed && (name === undefined || nameOf(device) === name);
    if (!isMeant) throw deviceNotFound();
    return this.#object(device);
  }

  #list(input: ListDevices, managed: boolean): Page<DeviceObject> {
    const { devices } = this.#records;
    return pageOf({
      rows: this.#all(managed).filter((device) => this.#matches(device, input)),
      positionOf: ({ deviceId }) => devices.positionOf(deviceId) ?? 0,
      show: (device) => this.#object(device),
      limit: input.limit ?? pageLimit,
      parameters: { ...input },
    });
  }

  #all(managed: boolean): DeviceRow[] {
    return [...this.#records.devices.all()].filter(
      (device) => device.deletedAt === undefined && isManaged(device) === managed,
    );
  }

  #matches(device: DeviceRow, input: ListDevices): boolean {
    // Nobody in a lab is a customer, so no device is a customer's.
    if (input.customer_ids) return false;
    const { profile } = this.#records.driverOf(device);
    const user = this.#records.accounts.get(device.connectedAccountId)?.userIdentifierKey;
    return (
      isAmong(device.deviceId, undefined, input.device_ids) &&
      isAmong(device.connectedAccountId, input.connected_account_id, input.connected_account_ids) &&
      isAmong(profile.deviceType, input.device_type, input.device_types) &&
      isAmong(profile.manufacturer, input.manufacturer, undefined) &&
      (input.search === undefined || isFoundBy(input.search, device)) &&
      (input.created_before === undefined || device.createdAt < Date.parse(input.created_before)) &&
      (input.user_identifier_key === undefined || input.user_identifier_key === user) &&
      hasMetadata(device.customMetadata, input.custom_metadata_has) &&
      this.#isAble(device, input)
    );
  }

  /** All of `include_if` and none of `exclude_if`: flags of the device object. */
  #isAble(device: DeviceRow, { include_if = [], exclude_if = [] }: ListDevices): boolean {
    if (include_if.length + exclude_if.length === 0) return true;
    const object = this.#object(device);
    return (
      include_if.every((flag) => object[flag] === true) && !exclude_if.some((flag) => object[flag] === true)
    );
  }

  #object(device: DeviceRow): DeviceObject {
    const known = {
      device,
      driver: this.#records.driverOf(device),
      placements: this.#records.placementsAt(device.deviceId),
      now: this.#records.now(),
    };
    const account = this.#records.accounts.get(device.connectedAccountId);
    return deviceObject(known, account, this.#records.options.workspaceId);
  }
}

const isAmong = (value: string, one: string | undefined, many: readonly string[] | undefined): boolean =>
  (one === undefined || one === value) && (many === undefined || many.includes(value));

/** Seam's docs, devices/list: a part of the name or of the id. */
const isFoundBy = (search: string, device: DeviceRow): boolean =>
  [nameOf(device), device.deviceId].some((text) => text.toLowerCase().includes(search.toLowerCase()));
