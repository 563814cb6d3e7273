import { strict as assert } from "node:assert";
import { z } from "zod";
import type { AugustCommand, AugustPinEntry, AugustReply, AugustState } from "../../drivers/august/wire.ts";
import type { ExternalEdit, LockInspection, PressResult } from "../../src/lock/door.ts";
import { invalidInput } from "../../src/lock/errors.ts";
import { settledBy, type Verdict } from "../../src/simulator/behaviour.ts";
import { Conditions } from "../../src/simulator/conditions.ts";
import { requireEntry, requireLength, requireRoom } from "../../src/simulator/external-edit.ts";
import { type DoorMove, KeypadLock, KeypadMemory } from "../../src/simulator/keypad-lock.ts";
import { parseOptions } from "../../src/simulator/options.ts";
import type { Frame } from "../../src/simulator/radio.ts";
import type { LockPorts, ServedLock } from "../../src/simulator/served-lock.ts";
import { behaviours, refusal } from "./behaviours.ts";
import { CloudList, CloudMemory, type LoadCommand, windowOf } from "./cloud-list.ts";
import { keypad as firmware, latencies, Options } from "./firmware.ts";

const Memory = z.strictObject({ keypad: KeypadMemory, cloud: CloudMemory });

const conditionNames = [
  "keypad.missing",
  "bridge.missing",
  "bridge.busy",
  "load.slow",
  "code.fallsBack",
  "lock.offline",
  "cloud.acceptedThenFailed",
] as const;

type Condition = (typeof conditionNames)[number];

/**
 * An August lock, the Connect bridge that serves it, and what the cloud believes of both. The cloud answers always; a code
 * moves from its list to the keypad only while the bridge is there and reaches the lock.
 */
export class AugustLock implements ServedLock<AugustCommand> {
  readonly deviceId: string;
  readonly gateway: string;
  readonly options: Options;
  readonly keypad: KeypadLock;
  readonly cloud: CloudList;
  readonly #ports: LockPorts;
  readonly #conditions = new Conditions<Condition>(conditionNames);
  /** Codes on their way from the bridge to the keypad, by user. */
  readonly #loads = new Map<string, Frame>();
  #bridgeOnline = true;

  constructor(ports: LockPorts) {
    this.#ports = ports;
    this.deviceId = ports.setting.deviceId;
    this.gateway = ports.gateway;
    this.options = parseOptions(Options, ports.setting.options);
    const memory = Memory.optional().parse(ports.loadMemory());
    const save = () => this.#save();
    this.keypad = new KeypadLock({
      firmware: { ...firmware, capacity: this.options.capacity },
      clock: ports.clock,
      clockSkewMs: this.options.clockSkewMs,
      battery: this.options.battery,
      memory: memory?.keypad,
      save,
      doorMoved: (move) => this.#doorMoved(move),
    });
    this.cloud = new CloudList(memory?.cloud, save);
    this.#armLoads();
  }

  get conditions(): readonly string[] {
    return conditionNames;
  }

  isIn(condition: Condition): boolean {
    return this.#conditions.has(condition);
  }

  get bridgeOnline(): boolean {
    return this.#bridgeOnline;
  }

  setBridgeOnline(online: boolean): void {
    if (this.#bridgeOnline === online) return;
    this.#bridgeOnline = online;
    this.#armLoads();
    this.#ports.publishState();
  }

  receive(command: AugustCommand, decide: (judge: () => Verdict) => void): void {
    this.#ports.pacer.after(latencies.cloud, () => decide(() => settledBy(behaviours, command, this)));
  }

  refusal(vendorCode: string): AugustReply {
    return refusal(vendorCode);
  }

  drawUnanswered(): number {
    return this.#ports.pacer.draw(latencies.unanswered);
  }

  /** Puts the code on the cloud's list, in a slot of its own, and sends it on its way. */
  startLoad({ userID, firstName, lastName, pin, accessType, accessTimes }: LoadCommand): void {
    const slot = this.keypad.firstFreeSlot(this.cloud.slots);
    assert(slot !== undefined, "a load was taken though the table is full");
    this.cloud.commit(userID);
    this.cloud.put(
      {
        userID,
        firstName,
        lastName,
        pin,
        slot,
        accessType,
        ...(accessTimes !== undefined && { accessTimes }),
      },
      "created",
    );
    this.#armLoads();
  }

  deletePin(userID: string): void {
    const known = this.cloud.of(userID);
    if (known) {
      this.keypad.clear(known.entry.slot);
      this.#announceList();
    }
    this.cloud.delete(userID);
    this.#armLoads();
  }

  opensWith(pin: string): boolean {
    return this.keypad.opensWith(pin);
  }

  press(pin: string): PressResult {
    return this.keypad.press(pin);
  }

  /** The owner's app stands at the door and is on the internet: it reaches the lock and the cloud, whatever the bridge does. */
  edit(edit: ExternalEdit): void {
    if (edit.action === "add_code") this.#addByApp(edit.code, edit.name ?? "Guest");
    else if (edit.action === "change_code") this.#changeByApp(edit.code, edit.newCode);
    else this.deletePin(this.#entryOf(edit.code).userID);
  }

  setCondition(condition: string, active: boolean): void {
    const changed = this.#conditions.set(condition, active);
    if (!changed) return;
    this.keypad.hasKeypad = !this.isIn("keypad.missing");
    if (changed === "code.fallsBack" && active) this.#fallBack();
    this.#armLoads(changed === "load.slow");
    this.#ports.publishState();
  }

  inspect(): LockInspection {
    return {
      vendor: "august",
      gateway: this.gateway,
      online: this.#ports.gatewayOnline() && this.#bridgeReachesLock,
      locked: this.keypad.locked,
      capacity: this.keypad.firmware.capacity,
      slots: this.keypad.inspectSlots(),
      cloudView: { created: this.cloud.inPhase("created"), loaded: this.cloud.inPhase("loaded") },
    };
  }

  state(): AugustState {
    const { battery } = this.keypad;
    return {
      type: "lock.details",
      lockStatus: this.keypad.locked ? "locked" : "unlocked",
      battery,
      bridge: this.isIn("bridge.missing") ? null : { status: this.#bridgeOnline ? "online" : "offline" },
      keypad: this.isIn("keypad.missing") ? null : { battery },
    };
  }

  /** Assumed: the lock tells its cloud what it holds, and the cloud strikes off its list what it has lost. */
  reportLoss(): void {
    for (const entry of this.cloud.inPhase("loaded")) {
      if (!this.keypad.read(entry.slot)) this.cloud.delete(entry.userID);
    }
    this.#announceList();
  }

  slotOf(command: AugustCommand): number | undefined {
    return "userID" in command ? this.cloud.of(command.userID)?.entry.slot : undefined;
  }

  get #bridgeReachesLock(): boolean {
    return this.#bridgeOnline && !this.isIn("bridge.missing") && !this.isIn("lock.offline");
  }

  get #canLoad(): boolean {
    return this.#bridgeReachesLock && !this.isIn("keypad.missing") && !this.isIn("code.fallsBack");
  }

  /** Every code that is on the list and not on the keypad is on its way, as long as there is one. */
  #armLoads(afresh = false): void {
    const waiting = new Map(this.cloud.inPhase("created").map((entry) => [entry.userID, entry]));
    for (const [userID, frame] of this.#loads) {
      if (this.#canLoad && waiting.has(userID) && !afresh) continue;
      frame.cancel();
      this.#loads.delete(userID);
    }
    if (!this.#canLoad) return;
    const latency = this.isIn("load.slow") ? latencies.slowLoad : latencies.load;
    for (const userID of waiting.keys()) {
      if (this.#loads.has(userID)) continue;
      const load = this.#ports.radio.toLock(
        latency,
        () => this.#finishLoad(userID),
        () => this.#loadLost(userID),
      );
      this.#loads.set(userID, load);
    }
  }

  /** Assumed: the bridge sends again what the lock has not acknowledged. */
  #loadLost(userID: string): void {
    this.#loads.delete(userID);
    this.#armLoads();
  }

  #finishLoad(userID: string): void {
    this.#loads.delete(userID);
    const known = this.cloud.of(userID);
    if (!known) return;
    if (this.isIn("cloud.acceptedThenFailed")) {
      this.cloud.delete(userID);
      this.#announceList();
      return;
    }
    this.#writeToKeypad(known.entry);
    this.cloud.put(known.entry, "loaded");
    this.#announceList();
  }

  #writeToKeypad({ slot, pin, firstName, lastName, accessTimes }: AugustPinEntry): void {
    const name = `${firstName} ${lastName}`.trim();
    this.keypad.write({ slot, pin, name, window: windowOf(accessTimes) });
  }

  /** Seen on locks with many codes: what was loaded is `created` again, and no longer opens (seamapi/public-tracker#51). */
  #fallBack(): void {
    for (const entry of this.cloud.inPhase("loaded")) {
      this.keypad.clear(entry.slot);
      this.cloud.put(entry, "created");
    }
    this.#announceList();
  }

  /** The app asks nobody whether the PIN is taken (seamapi/public-tracker#83). */
  #addByApp(pin: string, name: string): void {
    if (this.isIn("keypad.missing")) throw invalidInput("device_id", "is a lock without a keypad");
    requireLength(this.options.pinLengths, "code", pin);
    const slot = requireRoom(this.keypad, this.cloud.slots);
    const [firstName = "", ...rest] = name.trim().split(/\s+/);
    const userID = this.#ports.ids.uuid();
    const entry: AugustPinEntry = {
      userID,
      firstName,
      lastName: rest.join(" "),
      pin,
      slot,
      accessType: "always",
    };
    this.#writeToKeypad(entry);
    this.cloud.put(entry, "loaded");
    this.#announceList();
  }

  #changeByApp(pin: string, newPin: string): void {
    requireLength(this.options.pinLengths, "new_code", newPin);
    const changed = { ...this.#entryOf(pin), pin: newPin };
    this.#writeToKeypad(changed);
    this.cloud.put(changed, "loaded");
    this.#armLoads();
    this.#announceList();
  }

  #entryOf(pin: string): AugustPinEntry {
    const code = requireEntry(this.keypad, pin);
    const known = this.cloud.atSlot(code.slot);
    assert(known, `slot ${code.slot} is on the keypad and not on the cloud's list`);
    return known.entry;
  }

  #announceList(): void {
    this.#ports.pacer.after(latencies.feed, () => this.#ports.publishEvent({ type: "pins.changed" }));
  }

  #doorMoved({ locked, method, slot }: DoorMove): void {
    const known = slot === undefined ? undefined : this.cloud.atSlot(slot);
    this.#ports.publishState();
    this.#ports.publishEvent({
      type: "lock.operated",
      lockStatus: locked ? "locked" : "unlocked",
      method,
      ...(known && { userID: known.entry.userID }),
    });
  }

  #save(): void {
    this.#ports.saveMemory({ keypad: this.keypad.memory(), cloud: this.cloud.memory() });
  }
}
