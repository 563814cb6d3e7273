import { strict as assert } from "node:assert";
import { z } from "zod";
import type { AugustCommand, AugustPinEntry, AugustState } from "../../drivers/august/wire.ts";
import { invalidInput } from "../../src/lock/errors.ts";
import { settledBy, type Verdict } from "../../src/simulator/behaviour.ts";
import { requireEntry, requireLength, requireRoom } from "../../src/simulator/external-edit.ts";
import { type DoorMove, KeypadMemory } from "../../src/simulator/keypad-lock.ts";
import { parseOptions } from "../../src/simulator/options.ts";
import type { Frame } from "../../src/simulator/radio.ts";
import type { LockPorts } from "../../src/simulator/served-lock.ts";
import { VendorLock } from "../../src/simulator/vendor-lock.ts";
import { behaviours, refusals } from "./behaviours.ts";
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
export class AugustLock extends VendorLock<AugustCommand, Condition> {
  override readonly refusals = refusals;
  readonly options: Options;
  readonly cloud: CloudList;
  /** Codes on their way from the bridge to the keypad, by user. */
  readonly #loads = new Map<string, Frame>();
  #bridgeOnline = true;

  constructor(ports: LockPorts) {
    const options = parseOptions(Options, ports.setting.options);
    const memory = Memory.optional().parse(ports.loadMemory());
    super(ports, "august", conditionNames, {
      firmware: { ...firmware, capacity: options.capacity },
      clockSkewMs: options.clockSkewMs,
      battery: options.battery,
      memory: memory?.keypad,
    });
    this.options = options;
    this.cloud = new CloudList(memory?.cloud, () => this.save());
    this.#armLoads();
  }

  get bridgeOnline(): boolean {
    return this.#bridgeOnline;
  }

  setBridgeOnline(online: boolean): void {
    if (this.#bridgeOnline === online) return;
    this.#bridgeOnline = online;
    this.#armLoads();
    this.ports.publishState();
  }

  receive(command: AugustCommand, decide: (judge: () => Verdict) => void): void {
    this.ports.pacer.after(latencies.cloud, () => decide(() => settledBy(behaviours, command, this)));
  }

  drawUnanswered(): number {
    return this.ports.pacer.draw(latencies.unanswered);
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

  protected override get isReachable(): boolean {
    return this.#bridgeOnline && !this.isIn("bridge.missing") && !this.isIn("lock.offline");
  }

  protected override cloudView() {
    return { created: this.cloud.inPhase("created"), loaded: this.cloud.inPhase("loaded") };
  }

  protected override memory(): z.input<typeof Memory> {
    return { keypad: this.keypad.memory(), cloud: this.cloud.memory() };
  }

  protected override conditionChanged(condition: Condition, active: boolean): void {
    this.keypad.hasKeypad = !this.isIn("keypad.missing");
    if (condition === "code.fallsBack" && active) this.#fallBack();
    this.#armLoads(condition === "load.slow");
    this.ports.publishState();
  }

  // The owner's app stands at the door and is on the internet: it reaches the lock and the cloud, whatever the bridge does.

  /** The app asks nobody whether the PIN is taken (seamapi/public-tracker#83). */
  protected override addByHand(pin: string, name = "Guest"): void {
    if (this.isIn("keypad.missing")) throw invalidInput("device_id", "is a lock without a keypad");
    requireLength(this.options.pinLengths, "code", pin);
    const slot = requireRoom(this.keypad, this.cloud.slots);
    const [firstName = "", ...rest] = name.trim().split(/\s+/);
    const userID = this.ports.ids.uuid();
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

  protected override changeByHand(pin: string, newPin: string): void {
    requireLength(this.options.pinLengths, "new_code", newPin);
    const changed = { ...this.#entryOf(pin), pin: newPin };
    this.#writeToKeypad(changed);
    this.cloud.put(changed, "loaded");
    this.#armLoads();
    this.#announceList();
  }

  protected override removeByHand(pin: string): void {
    this.deletePin(this.#entryOf(pin).userID);
  }

  protected override doorMoved({ locked, method, slot }: DoorMove): void {
    const known = slot === undefined ? undefined : this.cloud.atSlot(slot);
    this.ports.publishState();
    this.ports.publishEvent({
      type: "lock.operated",
      lockStatus: locked ? "locked" : "unlocked",
      method,
      ...(known && { userID: known.entry.userID }),
    });
  }

  get #canLoad(): boolean {
    return this.isReachable && !this.isIn("keypad.missing") && !this.isIn("code.fallsBack");
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
      const load = this.ports.radio.toLock(
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

  #entryOf(pin: string): AugustPinEntry {
    const code = requireEntry(this.keypad, pin);
    const known = this.cloud.atSlot(code.slot);
    assert(known, `slot ${code.slot} is on the keypad and not on the cloud's list`);
    return known.entry;
  }

  #announceList(): void {
    this.ports.pacer.after(latencies.feed, () => this.ports.publishEvent({ type: "pins.changed" }));
  }
}
