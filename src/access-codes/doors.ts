import type { DoorResult, ProgrammerListener } from "../driver/programmer.ts";
import { RequestError } from "../lock/errors.ts";
import type { Life } from "./life.ts";
import type { Records } from "./records.ts";
import type { DeviceRow } from "./rows.ts";
import type { ActionAttemptObject } from "./seam-objects.ts";
import type { SeamService } from "./service.ts";
import { doorEchoMs } from "./timing.ts";

type DoorMove = Parameters<ProgrammerListener["doorMoved"]>[1];

/** How many messages about movements are remembered for each device: more than can be on their way at once. */
const heardMax = 16;

/** Bolts that move: by our order, by a PIN, by hand. */
export class Doors {
  readonly #records: Records;
  readonly #life: Life;

  constructor(records: Records, life: Life) {
    this.#records = records;
    this.#life = life;
  }

  lockDoor: SeamService["locks"]["lockDoor"] = ({ device_id }) => this.#operate(device_id, "lock");

  unlockDoor: SeamService["locks"]["unlockDoor"] = ({ device_id }) => this.#operate(device_id, "unlock");

  enterCode: SeamService["locks"]["enterCode"] = ({ device_id, code }) =>
    this.#life.unit(() => {
      const { deviceId } = this.#records.managedDevice(device_id);
      const attemptId = this.#records.attempts.open("SIMULATE_KEYPAD_CODE_ENTRY", deviceId);
      const { opened, reason } = this.#records.options.pressKeypad(deviceId, code);
      // The keys were pressed, which is all that was asked for, whatever the door made of it.
      this.#records.attempts.succeed(attemptId, { opened, reason });
      return this.#records.attempts.get(attemptId);
    });

  lockViaKeypad: SeamService["locks"]["lockViaKeypad"] = ({ device_id }) =>
    this.#life.unit(() => {
      const { deviceId } = this.#records.managedDevice(device_id);
      const attemptId = this.#records.attempts.open("SIMULATE_MANUAL_LOCK_VIA_KEYPAD", deviceId);
      this.#records.options.lockByHand(deviceId);
      this.#records.attempts.succeed(attemptId);
      return this.#records.attempts.get(attemptId);
    });

  /** A lock says that its bolt has moved. */
  moved(deviceId: string, move: DoorMove): void {
    this.#life.unit(() => {
      const device = this.#hearing(deviceId, move.messageId);
      if (!device) return;
      const operation = this.#operationBehind(device, move);
      if (operation?.announcedAt !== undefined) {
        // The answer came first and has been announced; this is its echo.
        this.#remember(device, move.locked, undefined);
        return;
      }
      if (operation) {
        this.#announceOrdered(deviceId, operation);
        this.#remember(device, move.locked, { ...operation, announcedAt: this.#records.now() });
        return;
      }
      this.#announce(deviceId, move.locked, {
        // What others do from afar, Seam has no word for.
        method: move.method === "remote" ? "unknown" : move.method,
        ...(move.accessCodeId !== undefined && { access_code_id: move.accessCodeId }),
      });
      this.#remember(device, move.locked, device.doorOperation);
    });
  }

  /** A keypad says that it has turned somebody away. */
  denied(deviceId: string, messageId: string): void {
    this.#life.unit(() => {
      const device = this.#hearing(deviceId, messageId);
      if (!device) return;
      this.#records.devices.save(device);
      this.#records.emitOfDevice(deviceId, "lock.access_denied");
    });
  }

  /** The device as one that has heard the message; `undefined` if it has heard it before, or is not here. */
  #hearing(deviceId: string, messageId: string): DeviceRow | undefined {
    const device = this.#records.deviceIfHere(deviceId);
    if (!device || device.heardMoves.includes(messageId)) return undefined;
    return { ...device, heardMoves: [...device.heardMoves, messageId].slice(-heardMax) };
  }

  /** After a restart nobody hears the answer to an order given before it. */
  resume(): void {
    this.#life.unit(() => {
      for (const attemptId of this.#records.attempts.openOnDoors()) {
        this.#ended(this.#records.attempts.subjectOf(attemptId), attemptId, {
          moved: false,
          type: "interrupted",
          message:
            "The service was restarted before the lock had answered. Whether the door moved is not known.",
        });
      }
    });
  }

  #operate(deviceId: string, action: "lock" | "unlock"): ActionAttemptObject {
    return this.#life.unit(() => {
      const device = this.#records.managedDevice(deviceId);
      if (this.#records.driverOf(device).profile.onlineCodes?.value === false) {
        throw new RequestError("unsupported_device", "This device cannot be locked or unlocked from afar");
      }
      this.#records.limits.spend(action, deviceId);
      const attemptId = this.#records.attempts.open(
        action === "lock" ? "LOCK_DOOR" : "UNLOCK_DOOR",
        deviceId,
      );
      const pending = this.#records.attempts.get(attemptId);
      this.#records.devices.save({ ...device, doorOperation: { attemptId, locked: action === "lock" } });
      this.#records.programmer.operateDoor(deviceId, action, (result) =>
        this.#answered(deviceId, attemptId, result),
      );
      return pending;
    });
  }

  #answered(deviceId: string, attemptId: string, result: DoorResult): void {
    this.#life.unit(() => {
      const device = this.#records.deviceIfHere(deviceId);
      // Deleted meanwhile, and with it what was under way, though it may have come back since.
      if (!device || !this.#records.attempts.isOpen(attemptId)) return;
      const operation = device.doorOperation?.attemptId === attemptId ? device.doorOperation : undefined;
      this.#ended(deviceId, attemptId, result);
      if (!result.moved) {
        if (operation) this.#records.devices.save({ ...device, doorOperation: undefined });
        return;
      }
      if (operation?.announcedAt !== undefined) {
        this.#remember(device, result.locked, undefined);
        return;
      }
      this.#announceOrdered(deviceId, { attemptId, locked: result.locked });
      this.#remember(
        device,
        result.locked,
        operation ? { ...operation, announcedAt: this.#records.now() } : device.doorOperation,
      );
    });
  }

  #ended(deviceId: string, attemptId: string, result: DoorResult): void {
    const { attempts } = this.#records;
    if (result.moved) attempts.succeed(attemptId);
    else attempts.fail(attemptId, result);
    const { action_type } = attempts.get(attemptId);
    this.#records.emitOfDevice(
      deviceId,
      `action_attempt.${action_type.toLowerCase()}.${result.moved ? "succeeded" : "failed"}`,
      { action_attempt_id: attemptId, action_type, status: result.moved ? "success" : "error" },
    );
  }

  /** The order of ours that the movement carries out, if it is one. */
  #operationBehind({ doorOperation }: DeviceRow, move: DoorMove): DeviceRow["doorOperation"] {
    if (move.method !== "remote" || doorOperation?.locked !== move.locked) return undefined;
    const { announcedAt } = doorOperation;
    const isTooLate = announcedAt !== undefined && this.#records.now() > announcedAt + doorEchoMs;
    return isTooLate ? undefined : doorOperation;
  }

  #announceOrdered(
    deviceId: string,
    operation: { readonly attemptId: string; readonly locked: boolean },
  ): void {
    this.#announce(deviceId, operation.locked, {
      method: "seamapi",
      action_attempt_id: operation.attemptId,
    });
  }

  #announce(deviceId: string, locked: boolean, details: Readonly<Record<string, unknown>>): void {
    this.#records.emitOfDevice(deviceId, locked ? "lock.locked" : "lock.unlocked", details);
  }

  #remember(device: DeviceRow, locked: boolean, doorOperation: DeviceRow["doorOperation"]): void {
    this.#records.devices.save({
      ...device,
      doorOperation,
      facts: device.facts && { ...device.facts, locked },
    });
  }
}
