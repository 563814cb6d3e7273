import { BackupPool } from "./backup-pool.ts";
import { Changing } from "./changing.ts";
import { Creating } from "./creating.ts";
import { reportConstraints } from "./device-constraints.ts";
import type { Life } from "./life.ts";
import { pageOf } from "./pagination.ts";
import { Pins } from "./pins.ts";
import { accessCodeObject } from "./projection.ts";
import type { Records } from "./records.ts";
import { accessCodeNotFound } from "./requests.ts";
import type { AccessCodeRow } from "./rows.ts";
import type { AccessCodeObject } from "./seam-objects.ts";
import type { ListAccessCodes, SeamService } from "./service.ts";
import type { UnmanagedCodes } from "./unmanaged-codes.ts";

/** How many codes a page has unless the request says otherwise (@seamapi/types@1.490.0, access_codes/list). */
const pageLimit = 55_000;

/** What API clients ask of access codes. It writes down what they want; {@link Life} sees to it. */
export class AccessCodes {
  readonly #records: Records;
  readonly #life: Life;
  readonly #creating: Creating;
  readonly #changing: Changing;
  readonly #pool: BackupPool;

  constructor(records: Records, life: Life, unmanaged: UnmanagedCodes) {
    this.#records = records;
    this.#life = life;
    this.#pool = new BackupPool(records, life);
    this.#creating = new Creating(records, life, this.#pool);
    this.#changing = new Changing(records, life, this.#pool, unmanaged);
  }

  create: SeamService["accessCodes"]["create"] = (input) => {
    const { accessCodeId, attemptId } = this.#creating.create(input);
    return {
      accessCode: this.#object(this.#records.code(accessCodeId)),
      actionAttempt: this.#records.attempts.get(attemptId),
    };
  };

  createMultiple: SeamService["accessCodes"]["createMultiple"] = (input) =>
    this.#creating
      .createMultiple(input)
      .map((accessCodeId) => this.#object(this.#records.code(accessCodeId)));

  get: SeamService["accessCodes"]["get"] = ({ access_code_id, device_id, code }) => {
    const row =
      access_code_id === undefined
        ? this.#records.codesWith(device_id ?? "", code ?? "")[0]
        : this.#records.code(access_code_id, device_id);
    if (!row || (code !== undefined && row.pin !== code)) throw accessCodeNotFound();
    return this.#object(row);
  };

  list: SeamService["accessCodes"]["list"] = (input) => {
    const { codes } = this.#records;
    const positionOf = ({ accessCodeId }: AccessCodeRow) => codes.positionOf(accessCodeId) ?? 0;
    return pageOf({
      rows: this.#named(input)
        .filter((row) => this.#matches(row, input))
        .sort((one, other) => positionOf(one) - positionOf(other)),
      positionOf,
      show: (row) => this.#object(row),
      limit: input.limit ?? pageLimit,
      parameters: { ...input },
    });
  };

  update: SeamService["accessCodes"]["update"] = (input) =>
    this.#records.attempts.get(this.#changing.update(input));

  updateMultiple: SeamService["accessCodes"]["updateMultiple"] = (input) =>
    this.#changing.updateMultiple(input);

  delete: SeamService["accessCodes"]["delete"] = (input) =>
    this.#records.attempts.get(this.#changing.delete(input));

  generateCode: SeamService["accessCodes"]["generateCode"] = ({ device_id }) => ({
    device_id,
    code: new Pins(this.#records).draw(this.#records.managedDevice(device_id), undefined),
  });

  pullBackup: SeamService["accessCodes"]["pullBackup"] = ({ access_code_id }) =>
    this.#object(this.#records.code(this.#pool.pull(access_code_id)));

  reportDeviceConstraints: SeamService["accessCodes"]["reportDeviceConstraints"] = (input) =>
    this.#life.unit(() => reportConstraints(this.#records, input));

  /** The rows that a list is about, by the one filter that finds them fastest. */
  #named({ device_id, access_code_ids }: ListAccessCodes): AccessCodeRow[] {
    const { codes } = this.#records;
    if (access_code_ids) {
      return [...new Set(access_code_ids)].flatMap((accessCodeId) => codes.get(accessCodeId) ?? []);
    }
    return device_id === undefined ? [...codes.all()] : [...codes.where("device", device_id)];
  }

  #matches(row: AccessCodeRow, input: ListAccessCodes): boolean {
    const { device_id, user_identifier_key: user, customer_ids, search } = input;
    // Nobody in a lab is a customer, so no code is a customer's.
    if (customer_ids) return false;
    if (device_id !== undefined && row.deviceId !== device_id) return false;
    const accounts = input.connected_account_ids;
    if (accounts && !accounts.includes(this.#records.device(row.deviceId).connectedAccountId)) return false;
    if (user !== undefined && this.#userOf(row) !== user) return false;
    return search === undefined || isFoundBy(search, row);
  }

  #userOf({ deviceId }: AccessCodeRow): string | undefined {
    const { connectedAccountId } = this.#records.device(deviceId);
    return this.#records.accounts.get(connectedAccountId)?.userIdentifierKey;
  }

  #object(row: AccessCodeRow): AccessCodeObject {
    return accessCodeObject(this.#records.view(row));
  }
}

/** Seam's docs, access_codes/list: a part of the name, of the code or of the id. */
function isFoundBy(search: string, { name, pin, accessCodeId }: AccessCodeRow): boolean {
  const wanted = search.toLowerCase();
  return [name ?? "", pin ?? "", accessCodeId].some((text) => text.toLowerCase().includes(wanted));
}
