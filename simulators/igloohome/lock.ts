import { DateTime } from "luxon";
import { z } from "zod";
import type {
  IgloohomeAccess,
  IgloohomeCommand,
  IgloohomeJob,
  IgloohomeState,
} from "../../drivers/igloohome/wire.ts";
import { invalidInput } from "../../src/lock/errors.ts";
import { settledBy, type Verdict } from "../../src/simulator/behaviour.ts";
import { requireEntry, requireLength, requireRoom } from "../../src/simulator/external-edit.ts";
import { type DoorMove, KeypadMemory } from "../../src/simulator/keypad-lock.ts";
import { OfflineKeypad, OfflineMemory } from "../../src/simulator/offline-keypad.ts";
import { parseOptions } from "../../src/simulator/options.ts";
import type { Pacer } from "../../src/simulator/pacer.ts";
import type { LockPorts } from "../../src/simulator/served-lock.ts";
import { VendorLock } from "../../src/simulator/vendor-lock.ts";
import { AccessList, AccessMemory, windowOf } from "./access-list.ts";
import { AlgoPins } from "./algo-pins.ts";
import { type Asked, behaviours, refusals } from "./behaviours.ts";
import type { Bridge, BridgedLock, JobStatus } from "./bridge.ts";
import { keypad as firmware, latencies, Options } from "./firmware.ts";

const Memory = z.strictObject({
  keypad: KeypadMemory,
  offline: OfflineMemory,
  cloud: AccessMemory,
  /** The lock's secret: what its algoPINs are worked out with. */
  key: z.string(),
});

const conditionNames = [
  "bridge.missing",
  "lock.offline",
  "cloud.acceptedThenFailed",
  "keypad.unlinked",
  "bridge.crowded",
  "job.dies",
  "job.slow",
] as const;

type Condition = (typeof conditionNames)[number];

/**
 * An igloohome lock and what the cloud believes of it. The cloud answers always; what is to happen at the lock, its bridge
 * has to carry there. PINs that the cloud works out, the keypad knows without having heard of them.
 */
export class IgloohomeLock extends VendorLock<IgloohomeCommand, Condition> implements BridgedLock {
  override readonly refusals = refusals;
  readonly options: Options;
  readonly bridge: Bridge;
  readonly cloud: AccessList;
  readonly algoPins: AlgoPins;
  readonly #offline: OfflineKeypad;
  readonly #key: string;

  constructor(ports: LockPorts, bridge: Bridge) {
    const options = parseOptions(Options, ports.setting.options);
    const memory = Memory.optional().parse(ports.loadMemory());
    const key = memory?.key ?? ports.ids.uuid();
    const algoPins = new AlgoPins(key, ports.setting.zone);
    const offline = new OfflineKeypad((pin, now) => algoPins.termsOf(pin, now), memory?.offline);
    super(ports, "igloohome", conditionNames, {
      firmware: { ...firmware, capacity: options.capacity },
      clockSkewMs: options.clockSkewMs,
      battery: options.battery / 100,
      memory: memory?.keypad,
      offline,
    });
    this.options = options;
    this.bridge = bridge;
    this.algoPins = algoPins;
    this.#offline = offline;
    this.#key = key;
    this.cloud = new AccessList(memory?.cloud, () => this.save());
    bridge.serve(this);
    if (!memory) this.save();
  }

  get now(): number {
    return this.ports.clock.now();
  }

  get pacer(): Pacer {
    return this.ports.pacer;
  }

  /** Whether the cloud can contact the bridge that the lock is linked to. */
  get hasBridge(): boolean {
    return this.bridge.isOnline && !this.isIn("bridge.missing");
  }

  get isCrowded(): boolean {
    return this.isIn("bridge.crowded");
  }

  receive(command: IgloohomeCommand, decide: (judge: () => Verdict) => void): void {
    const asked: Asked = { command, jobId: this.ports.ids.uuid() };
    this.pacer.after(latencies.cloud, () => decide(() => settledBy(behaviours, asked, this)));
  }

  canCarryOut({ jobType }: IgloohomeJob): boolean {
    const isAboutPins = jobType === 4 || jobType === 5;
    return this.isReachable && !this.isIn("job.dies") && !(isAboutPins && this.isIn("keypad.unlinked"));
  }

  carryOut(id: string, job: IgloohomeJob, over: (status: JobStatus) => void, again: () => void): void {
    const latency = this.isIn("job.slow") ? latencies.slowJob : latencies.job;
    const arrived = () => {
      if (!this.bridge.holds(id)) return;
      if (!this.canCarryOut(job)) {
        again();
        return;
      }
      const jobStatus = this.#do(job);
      const heardAfterMs = this.ports.radio.fromLock();
      // The bridge waits in vain, and the job dies as one that was never carried out.
      if (heardAfterMs === "lost") return;
      const tell = () => {
        this.ports.publishEvent({
          type: "job.ended",
          jobId: id,
          completed: true,
          jobResponse: { jobStatus },
        });
        over(jobStatus);
      };
      if (heardAfterMs === 0) tell();
      else this.pacer.wait(heardAfterMs, tell);
    };
    this.ports.radio.toLock(latency, arrived, again);
  }

  state(): IgloohomeState {
    return {
      type: "device",
      deviceId: this.deviceId,
      deviceName: `Lock ${this.ports.position + 1}`,
      lockStatus: this.keypad.locked ? "locked" : "unlocked",
      batteryLevel: Math.round(this.keypad.battery * 100),
      bridge: this.isIn("bridge.missing")
        ? null
        : { bridgeId: this.gateway, isOnline: this.bridge.isOnline, hearsLock: !this.isIn("lock.offline") },
      keypad: { keypadId: `${this.deviceId}-keypad`, isLinkedToBridge: !this.isIn("keypad.unlinked") },
    };
  }

  /** Assumed: the lock tells the cloud what it holds, and the cloud strikes off its list what has gone. */
  reportLoss(): void {
    for (const { slot, access } of this.cloud.all) {
      if (!this.keypad.read(slot)) this.cloud.delete(access.accessId);
    }
    this.#announce();
  }

  slotOf(command: IgloohomeCommand): number | undefined {
    if (command.type !== "jobs.post" || !("jobData" in command.job)) return undefined;
    return this.cloud.ofPin(command.job.jobData.pin)?.slot;
  }

  /** The bridge has come or gone. */
  bridgeChanged(): void {
    this.ports.publishState();
  }

  protected override get isReachable(): boolean {
    return this.hasBridge && !this.isIn("lock.offline");
  }

  protected override cloudView() {
    return { accesses: this.cloud.all.map(({ access }) => access) };
  }

  protected override memory(): z.input<typeof Memory> {
    return {
      keypad: this.keypad.memory(),
      offline: this.#offline.memory(),
      cloud: this.cloud.memory(),
      key: this.#key,
    };
  }

  protected override conditionChanged(): void {
    this.bridge.work();
    this.ports.publishState();
  }

  /** The app stands at the door, speaks to the lock by Bluetooth, and tells the cloud. */
  protected override addByHand(pin: string, name: string | undefined): void {
    this.#requireTakes("code", pin);
    requireRoom(this.keypad);
    const startDate = DateTime.fromMillis(this.now, { zone: "utc" }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
    this.#put({ accessName: name ?? "Guest", pin, pinType: 2, startDate });
  }

  /** Assumed: the app makes another access in place of the old one. */
  protected override changeByHand(pin: string, newPin: string): void {
    requireEntry(this.keypad, pin);
    this.#requireTakes("new_code", newPin);
    const known = this.cloud.ofPin(pin)?.access;
    if (!known) throw invalidInput("code", "is on the lock, and the app does not know it");
    const { accessId: _, ...access } = known;
    this.#take(pin);
    this.#put({ ...access, pin: newPin });
  }

  protected override removeByHand(pin: string): void {
    requireEntry(this.keypad, pin);
    this.#take(pin);
  }

  protected override doorMoved({ locked, method }: DoorMove): void {
    this.ports.publishState();
    this.ports.publishEvent({
      type: "activity",
      lockStatus: locked ? "locked" : "unlocked",
      method: method === "keypad" ? "pin" : method === "remote" ? "bridge" : "manual",
    });
  }

  /** What the lock makes of a job. */
  #do(job: IgloohomeJob): JobStatus {
    if (this.isIn("cloud.acceptedThenFailed")) return 2;
    switch (job.jobType) {
      case 4: {
        const { pin } = job.jobData;
        if (this.keypad.isFull || this.keypad.holderOf(pin)) return 2;
        this.#put(job.jobData);
        return 0;
      }
      case 5:
        return this.#take(job.jobData.pin) ? 0 : 2;
      default: {
        const { jams } = this.keypad;
        this.keypad.moveDoor(job.jobType === 1, "remote");
        return this.keypad.jams === jams ? 0 : 2;
      }
    }
  }

  #put(access: Omit<IgloohomeAccess, "accessId">): void {
    const slot = requireRoom(this.keypad);
    const { pin, accessName: name } = access;
    this.keypad.write({ slot, pin, name, window: windowOf(access) });
    this.cloud.put({ slot, access: { accessId: this.ports.ids.uuid(), ...access } });
    this.#announce();
  }

  /** Takes the PIN out; false if it was not there. */
  #take(pin: string): boolean {
    const listed = this.cloud.ofPin(pin);
    const slot = listed?.slot ?? this.keypad.holderOf(pin)?.slot;
    if (slot === undefined) return false;
    this.keypad.clear(slot);
    if (listed) this.cloud.delete(listed.access.accessId);
    this.#announce();
    return true;
  }

  #requireTakes(field: "code" | "new_code", pin: string): void {
    requireLength([4, 5, 6], field, pin);
    if (this.keypad.holderOf(pin)) throw invalidInput(field, "is on this lock already");
  }

  #announce(): void {
    this.pacer.after(latencies.news, () => this.ports.publishEvent({ type: "access.changed" }));
  }
}
