import type { ForeignEntry, ForeignEntryListener } from "../driver/foreign-entry.ts";
import type { Placement } from "../driver/programmer.ts";
import type { UnmanagedCodeEventType } from "../lock/catalogue.ts";
import { invalidInput, RequestError } from "../lock/errors.ts";
import type { LockProfile } from "../lock/profile.ts";
import { isManaged, isOnline } from "./device-state.ts";
import type { Life } from "./life.ts";
import { pageOf } from "./pagination.ts";
import type { Records } from "./records.ts";
import { accessCodeNotFound, externalModificationAllowed } from "./requests.ts";
import type { AccessCodeRow, DeviceRow, ForeignWishRow } from "./rows.ts";
import type { ActionAttemptObject, UnmanagedAccessCodeObject } from "./seam-objects.ts";
import type { ConvertToManaged, SeamService } from "./service.ts";

/** How many codes a page has unless the request says otherwise (@seamapi/types@1.490.0, access_codes/unmanaged/list). */
const pageLimit = 300_000;

/**
 * The codes that stand on our locks and are not ours: the owner's, another service's, left over from before. They can be
 * looked at, taken over and taken off, and nothing else is done to them. The lock is looked at anew before either, so that
 * what is taken is what is there.
 */
export class UnmanagedCodes implements ForeignEntryListener {
  readonly #records: Records;
  readonly #life: Life;

  constructor(records: Records, life: Life) {
    this.#records = records;
    this.#life = life;
  }

  /** Takes up what a restart interrupted: nobody remembers that we wanted to look. */
  resume(): void {
    for (const wish of [...this.#records.foreignWishes.all()]) {
      const entry = this.#records.options.journal.foreignEntries.get(wish.accessCodeId);
      if (entry && entry.clearedBy === undefined) this.#records.programmer.lookAtForeign(entry);
    }
  }

  get: SeamService["unmanagedCodes"]["get"] = ({ access_code_id, device_id, code }) => {
    if (access_code_id !== undefined) {
      const entry = this.#entry(access_code_id);
      if (device_id !== undefined && entry.deviceId !== device_id) throw accessCodeNotFound();
      return this.#object(entry);
    }
    const device = this.#records.managedDevice(device_id ?? "");
    const found = this.#listed(device)
      .map((entry) => this.#object(entry))
      .find((object) => object.code === code);
    if (!found) throw accessCodeNotFound();
    return found;
  };

  list: SeamService["unmanagedCodes"]["list"] = (input) => {
    const device = this.#records.managedDevice(input.device_id);
    const { foreignEntries } = this.#records.options.journal;
    const user = this.#records.accounts.get(device.connectedAccountId)?.userIdentifierKey;
    const isOfUser = input.user_identifier_key === undefined || input.user_identifier_key === user;
    const positionOf = ({ foreignId }: ForeignEntry) => foreignEntries.positionOf(foreignId) ?? 0;
    return pageOf({
      rows: isOfUser
        ? [...this.#listed(device)].sort((one, other) => positionOf(one) - positionOf(other))
        : [],
      positionOf,
      show: (entry) => this.#object(entry),
      limit: input.limit ?? pageLimit,
      parameters: { ...input },
    });
  };

  convertToManaged: SeamService["unmanagedCodes"]["convertToManaged"] = (input) =>
    this.#life.unit(() => {
      const entry = this.#entry(input.access_code_id);
      const { profile } = this.#records.driverOf(this.#records.device(entry.deviceId));
      if (profile.unmanagedCodes.value !== "convertible") {
        throw new RequestError("unsupported_device", "Codes of this kind of device cannot be converted");
      }
      const known = this.#records.foreignWishes.get(entry.foreignId);
      if (known?.wish.type === "remove") throw beingRemoved();
      this.#wish(entry, { type: "convert", isExternalModificationAllowed: allowed(input) });
    });

  delete: SeamService["unmanagedCodes"]["delete"] = ({ access_code_id }): ActionAttemptObject =>
    this.#life.unit(() => {
      const entry = this.#entry(access_code_id);
      this.#records.limits.spend("delete", entry.deviceId);
      const attemptId = this.#records.attempts.open("DELETE_ACCESS_CODE", entry.foreignId);
      const known = this.#records.foreignWishes.get(entry.foreignId)?.wish;
      const others = known?.type === "remove" ? known.openAttempts : [];
      // Whoever wants it gone does not want it converted any more.
      this.#wish(entry, { type: "remove", openAttempts: [...others, attemptId] });
      return this.#records.attempts.get(attemptId);
    });

  requireVisible: SeamService["unmanagedCodes"]["requireVisible"] = ({ device_id }) => {
    const device = this.#records.managedDevice(device_id);
    if (this.#profileOf(device).unmanagedCodes.value === "none") {
      throw new RequestError("unsupported_device", "Codes of others on this kind of device cannot be seen");
    }
    if (!isOnline(device)) throw invalidInput("device_id", "must be a device that is online");
    if (device.unlistedSince !== undefined) {
      throw invalidInput("device_id", "must be a device that its account still lists");
    }
  };

  /** Gives a code of ours up as it stands on its lock. Throws a RequestError while it does not stand there. */
  giveUp(row: AccessCodeRow): void {
    const [placement, ...others] = this.#records.placementsOf(row.accessCodeId);
    const stands = placement?.intent === "present" && placement.evidence === "confirmed";
    if (row.offline || row.removal || !placement || !stands || others.length > 0) {
      throw invalidInput(
        "is_managed",
        "must be true while the code does not stand on the device as it is wanted",
      );
    }
    const { profile } = this.#records.driverOf(this.#records.device(row.deviceId));
    if (profile.unmanagedCodes.value === "none") {
      throw new RequestError("unsupported_device", "Unmanaged codes of this kind of device cannot be seen");
    }
    this.#records.programmer.release(placement.placementId);
    this.#records.codes.delete(row.accessCodeId);
    this.#emit(row, "access_code.unmanaged.created");
  }

  foreignEntrySeen(entry: ForeignEntry): void {
    this.#life.unit(() => {
      if (this.#isShown(entry)) this.#emit(entry, "access_code.unmanaged.created");
    });
  }

  foreignEntryRead(entry: ForeignEntry): void {
    this.#life.unit(() => {
      const row = this.#records.foreignWishes.get(entry.foreignId);
      if (row?.wish.type === "convert") this.#convert(entry, row.wish);
      else if (row?.wish.type === "remove") this.#records.programmer.clearForeign(entry);
    });
  }

  foreignEntryGone(entry: ForeignEntry): void {
    this.#life.unit(() => {
      const row = this.#records.foreignWishes.get(entry.foreignId);
      if (row) {
        this.#records.foreignWishes.delete(row.accessCodeId);
        if (row.wish.type === "convert")
          this.#emit(entry, "access_code.unmanaged.failed_to_convert_to_managed");
        else for (const attemptId of row.wish.openAttempts) this.#records.attempts.succeed(attemptId);
      }
      if (this.#isShown(entry)) this.#emit(entry, "access_code.unmanaged.removed");
    });
  }

  /** Whoever waits for a code to be gone learns when the attempts are spent. It is gone on trying all the same. */
  placementMoved({ accessCodeId, failingSince, refusal }: Placement): void {
    const row = this.#records.foreignWishes.get(accessCodeId);
    if (row?.wish.type !== "remove" || failingSince === undefined || row.wish.openAttempts.length === 0)
      return;
    this.#life.unit(() => {
      const { type, openAttempts } = row.wish as ForeignWishRow["wish"] & { type: "remove" };
      for (const attemptId of openAttempts) {
        this.#records.attempts.fail(attemptId, {
          type: "failed_to_remove_from_device",
          message:
            refusal?.message ?? "The code could not be removed from the device. Removing it is tried again.",
        });
      }
      this.#records.foreignWishes.save({ ...row, wish: { type, openAttempts: [] } });
    });
  }

  #wish(entry: ForeignEntry, wish: ForeignWishRow["wish"]): void {
    const { foreignId: accessCodeId, deviceId } = entry;
    this.#records.foreignWishes.save({ accessCodeId, deviceId, wish });
    if (entry.clearedBy === undefined) this.#records.programmer.lookAtForeign(entry);
  }

  #convert(
    entry: ForeignEntry,
    { isExternalModificationAllowed }: ForeignWishRow["wish"] & { type: "convert" },
  ): void {
    const { foreignId: accessCodeId, deviceId, value, name, window } = entry;
    this.#records.foreignWishes.delete(accessCodeId);
    if (value.kind !== "known" || this.#isOfOurs(deviceId, value.pin)) {
      this.#emit(entry, "access_code.unmanaged.failed_to_convert_to_managed");
      return;
    }
    const now = this.#records.now();
    const startsAt = window?.startsAt ?? null;
    this.#records.programmer.adoptForeign(entry, {
      accessCodeId,
      acceptsExternalChange: isExternalModificationAllowed,
    });
    this.#records.codes.save({
      accessCodeId,
      deviceId,
      name: name ?? null,
      nameOnLock: name ?? "",
      pin: value.pin,
      commonCodeKey: null,
      startsAt,
      endsAt: window?.endsAt ?? null,
      createdAt: entry.seenAt,
      isExternalModificationAllowed,
      prefersNativeScheduling: true,
      settingSince: now,
      wasEverOnLock: true,
      // The event of the conversion says that it stands there.
      announced: startsAt !== null && now < startsAt ? "scheduled" : "set",
      troubles: {},
      openAttempts: [],
    });
    this.#emit(entry, "access_code.unmanaged.converted_to_managed");
    this.#life.touch(accessCodeId);
  }

  #isOfOurs(deviceId: string, pin: string): boolean {
    return this.#records.codes.where("device", deviceId).some((row) => row.pin === pin);
  }

  #emit(
    subject: { readonly deviceId: string } & (
      | { readonly foreignId: string }
      | { readonly accessCodeId: string }
    ),
    type: UnmanagedCodeEventType,
  ): void {
    const access_code_id = "foreignId" in subject ? subject.foreignId : subject.accessCodeId;
    this.#records.emitOfDevice(subject.deviceId, type, { access_code_id });
  }

  #listed({ deviceId }: DeviceRow): readonly ForeignEntry[] {
    return this.#records.options.journal.foreignEntries
      .where("device", deviceId)
      .filter((entry) => this.#isShown(entry));
  }

  /** Throws a RequestError (`access_code_not_found`), also for an entry on a lock of another workspace. */
  #entry(accessCodeId: string): ForeignEntry {
    const entry = this.#records.options.journal.foreignEntries.get(accessCodeId);
    if (!entry || !this.#isShown(entry)) throw accessCodeNotFound();
    return entry;
  }

  #isShown({ deviceId }: ForeignEntry): boolean {
    const device = this.#records.deviceIfHere(deviceId);
    return (
      device !== undefined && isManaged(device) && this.#profileOf(device).unmanagedCodes.value !== "none"
    );
  }

  #profileOf(device: DeviceRow): LockProfile {
    return this.#records.driverOf(device).profile;
  }

  #object({ foreignId, deviceId, value, name, window, seenAt }: ForeignEntry): UnmanagedAccessCodeObject {
    const device = this.#records.device(deviceId);
    const showsPins = this.#profileOf(device).unmanagedCodes.value !== "withoutPins";
    return {
      access_code_id: foreignId,
      workspace_id: this.#records.options.workspaceId,
      device_id: deviceId,
      name: name ?? null,
      code: showsPins && value.kind === "known" ? value.pin : null,
      type: window ? "time_bound" : "ongoing",
      status: "set",
      starts_at: window ? new Date(window.startsAt).toISOString() : null,
      ends_at: window ? new Date(window.endsAt).toISOString() : null,
      created_at: new Date(seenAt).toISOString(),
      errors: [],
      warnings: [],
      is_managed: false,
    };
  }
}

const allowed = (input: ConvertToManaged): boolean => externalModificationAllowed(input) ?? false;

const beingRemoved = (): RequestError =>
  invalidInput("access_code_id", "must be a code that is not being removed");
