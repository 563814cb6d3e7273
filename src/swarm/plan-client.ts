import { hashText } from "../kernel/random.ts";
import type { Lab } from "../lab/lab.ts";
import { LabRequestError } from "../lab/lab-request-error.ts";
import type { LockHandle } from "../lab/lock-handle.ts";
import { RequestError } from "../lock/errors.ts";
import type { PlannedChange, PlannedWindow, SwarmStep } from "./plan.ts";

const minuteMs = 60_000;

/** Steps name other numbers. */
const nobodysPin = 10;

/** An access code that a plan has asked for and got. */
export interface AskedCode {
  readonly key: string;
  readonly accessCodeId: string;
  readonly lock: LockHandle;
  /** The client was told that it is deleted, and the service has not lost that since. */
  isDeleted: boolean;
  /** When the service was last set back, and may have forgotten what it had sent of it: milliseconds since 1970. `undefined`: never. */
  setBackAt: number | undefined;
  /** The PINs that were asked for it, whatever the service said to that: as far as anybody knows it may be on the lock with any of them. */
  readonly pins: Set<string>;
}

// biome-ignore lint/suspicious/noExplicitAny: Seam's object; the tests of the API check its shape.
type Answer = any;

/** Does what the steps of a plan say, as a client of the API, an owner, or a hand at the door. What is refused is given up. */
export class PlanClient {
  readonly codes = new Map<string, AskedCode>();
  /** How many requests were sent. */
  requests = 0;
  readonly #lab: Lab;
  readonly #seed: number;
  readonly #devices = new Map<string, Answer>();
  readonly #owners = new Set<string>();

  constructor(lab: Lab, seed: number) {
    this.#lab = lab;
    this.#seed = seed;
  }

  async take(step: SwarmStep): Promise<void> {
    switch (step.do) {
      case "create":
        return this.#create(step);
      case "update":
        return this.#update(step.key, step.change);
      case "delete":
        return this.#delete(step.key);
      case "pullBackup":
        return this.#pullBackup(step);
      case "letGo":
        return this.#letGo(step.key);
      case "takeOver":
        return this.#takeOver(step);
      case "takeOff":
        return this.#takeOff(step);
      case "ownerAdds":
        return this.#edit(this.#lab.lock(step.lock), (lock) => ({
          action: "add_code",
          code: this.#pin(lock, step.pin),
        }));
      case "ownerChanges":
        return this.#edit(this.#lab.lock(step.lock), (lock) => {
          const code = entryAt(lock, step.place);
          return code === undefined
            ? undefined
            : { action: "change_code", code, newCode: this.#pin(lock, step.pin) };
        });
      case "ownerRemoves":
        return this.#edit(this.#lab.lock(step.lock), (lock) => {
          const code = entryAt(lock, step.place);
          return code === undefined ? undefined : { action: "remove_code", code };
        });
      case "press":
        return this.#press(this.#lab.lock(step.lock), step.key);
      case "operate":
        await this.ask(`/locks/${step.action}_door`, { device_id: this.#lab.lock(step.lock).deviceId });
    }
  }

  /** `undefined` when the request was refused, or the service is down. Another failure of the service is one of the lab's. */
  async ask(path: string, body: Readonly<Record<string, unknown>>): Promise<Answer> {
    this.requests++;
    try {
      return await this.#lab.request(path, body);
    } catch (error) {
      if (error instanceof LabRequestError && (error.status < 500 || error.status === 503)) return undefined;
      throw error;
    }
  }

  /** The service has forgotten what it was told, and what it did. */
  setBack(): void {
    for (const code of this.codes.values()) {
      code.isDeleted = false;
      code.setBackAt = Date.parse(this.#lab.now);
    }
  }

  /** Whether the owner has put this PIN into the lock's table. */
  isOwners(lock: LockHandle, pin: string): boolean {
    return this.#owners.has(`${lock.name}/${pin}`);
  }

  async #create(step: Extract<SwarmStep, { do: "create" }>): Promise<void> {
    const lock = this.#lab.lock(step.lock);
    const device = await this.#device(lock);
    const wanted = {
      device_id: lock.deviceId,
      ...(step.window && this.#times(step.window)),
      prefer_native_scheduling: step.prefersNative,
      is_external_modification_allowed: step.acceptsExternalChange,
      ...(step.hasBackups && { use_backup_access_code_pool: true }),
      // Where there are no other codes, these are what a client asks for.
      ...((step.isOffline || device?.can_program_online_access_codes === false) &&
        device?.can_program_offline_access_codes && {
          is_offline_access_code: true,
          max_time_rounding: "1day",
        }),
    };
    const chosen = step.pin === undefined ? undefined : { code: this.#pin(lock, step.pin) };
    const answer =
      (chosen && (await this.ask("/access_codes/create", { ...wanted, ...chosen }))) ??
      (await this.ask("/access_codes/create", wanted));
    if (answer) this.#note(step.key, answer.access_code, lock);
  }

  #note(key: string, { access_code_id: accessCodeId, code: pin }: Answer, lock: LockHandle): void {
    const pins = new Set<string>(pin ? [pin] : []);
    this.codes.set(key, { key, accessCodeId, lock, isDeleted: false, setBackAt: undefined, pins });
  }

  async #pullBackup({ key, backup }: Extract<SwarmStep, { do: "pullBackup" }>): Promise<void> {
    const code = this.codes.get(key);
    const answer =
      code &&
      (await this.ask("/access_codes/pull_backup_access_code", { access_code_id: code.accessCodeId }));
    if (answer) this.#note(backup, answer.access_code, code.lock);
  }

  /** From now on it is one of those that others have made. */
  async #letGo(key: string): Promise<void> {
    const code = this.codes.get(key);
    if (!code) return;
    const which = { access_code_id: code.accessCodeId };
    const answer = await this.ask("/access_codes/get", which);
    if (!answer || !(await this.ask("/access_codes/update", { ...which, is_managed: false }))) return;
    this.codes.delete(key);
    this.#owners.add(`${code.lock.name}/${answer.access_code.code}`);
  }

  async #takeOver({ lock: name, place, key }: Extract<SwarmStep, { do: "takeOver" }>): Promise<void> {
    const lock = this.#lab.lock(name);
    const which = await this.#unmanagedAt(lock, place);
    if (which && (await this.ask("/access_codes/unmanaged/convert_to_managed", which)))
      this.#note(key, which, lock);
  }

  async #takeOff({ lock, place }: Extract<SwarmStep, { do: "takeOff" }>): Promise<void> {
    const which = await this.#unmanagedAt(this.#lab.lock(lock), place);
    if (which) await this.ask("/access_codes/unmanaged/delete", which);
  }

  /** One of the codes that others have made, as the service shows them; `undefined` where it shows none. */
  async #unmanagedAt(
    { deviceId }: LockHandle,
    place: number,
  ): Promise<{ readonly access_code_id: string } | undefined> {
    const answer = await this.ask("/access_codes/unmanaged/list", { device_id: deviceId });
    const shown: readonly Answer[] = answer?.access_codes ?? [];
    const code = shown[place % Math.max(1, shown.length)];
    return code && { access_code_id: code.access_code_id };
  }

  async #update(key: string, change: PlannedChange): Promise<void> {
    const code = this.codes.get(key);
    if (!code) return;
    if (change.field === "pin") code.pins.add(this.#pin(code.lock, change.pin));
    await this.ask("/access_codes/update", {
      access_code_id: code.accessCodeId,
      ...this.#wanted(code, change),
    });
  }

  #wanted({ lock }: AskedCode, change: PlannedChange): Readonly<Record<string, unknown>> {
    switch (change.field) {
      case "pin":
        return { code: this.#pin(lock, change.pin) };
      case "name":
        return { name: change.name };
      case "window":
        return { type: "time_bound", ...this.#times(change.window) };
      case "ongoing":
        return { type: "ongoing" };
    }
  }

  /** A guest presses what the API says. */
  async #press(lock: LockHandle, key: string): Promise<void> {
    const code = this.codes.get(key);
    const answer = code && (await this.ask("/access_codes/get", { access_code_id: code.accessCodeId }));
    await lock.press(answer?.access_code.code ?? this.#pin(lock, nobodysPin));
  }

  async #delete(key: string): Promise<void> {
    const code = this.codes.get(key);
    if (!code) return;
    const answer = await this.ask("/access_codes/delete", { access_code_id: code.accessCodeId });
    if (answer) code.isDeleted = true;
  }

  async #edit(
    lock: LockHandle,
    edit: (lock: LockHandle) => Parameters<LockHandle["edit"]>[0] | undefined,
  ): Promise<void> {
    const wanted = edit(lock);
    if (!wanted) return;
    try {
      await lock.edit(wanted);
      if (wanted.action === "add_code") this.#owners.add(`${lock.name}/${wanted.code}`);
      if (wanted.action === "change_code") this.#owners.add(`${lock.name}/${wanted.newCode}`);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
    }
  }

  async #device(lock: LockHandle): Promise<Answer> {
    const known = this.#devices.get(lock.deviceId);
    if (known) return known;
    const answer = await this.ask("/devices/get", { device_id: lock.deviceId });
    if (answer) this.#devices.set(lock.deviceId, answer.device);
    return answer?.device;
  }

  #times({ startsIn, lasts }: PlannedWindow): { starts_at: string; ends_at: string } {
    const startsAt = Date.parse(this.#lab.now) + startsIn * minuteMs;
    return {
      starts_at: new Date(startsAt).toISOString(),
      ends_at: new Date(startsAt + lasts * minuteMs).toISOString(),
    };
  }

  /** Every second one begins with a zero, and they have the lengths that the lock takes. */
  #pin(lock: LockHandle, number: number): string {
    const lengths: readonly number[] = this.#devices.get(lock.deviceId)?.properties
      .supported_code_lengths ?? [4, 5, 6];
    const length = lengths[number % lengths.length] ?? 4;
    const digits = String(hashText(`${this.#seed}/${lock.name}/${number}`, 0)).padStart(10, "7");
    return `${number % 2 === 0 ? "0" : ""}${digits.slice(-8)}${digits}`.slice(0, length);
  }
}

/** The PIN of one entry of the lock's table, when no other entry has the same. */
function entryAt(lock: LockHandle, place: number): string | undefined {
  const pins = lock.inspect().slots.map((slot) => slot.pin);
  const pin = pins[place % Math.max(1, pins.length)];
  return pins.filter((one) => one === pin).length === 1 ? pin : undefined;
}
