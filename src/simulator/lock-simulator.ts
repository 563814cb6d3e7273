import type { Clock, Ids, Random } from "../kernel/ports.ts";
import type { ExternalEdit, LockInspection, PressResult } from "../lock/door.ts";
import type { AccountErrorCode, DeviceMatter } from "../wire/account-report.ts";
import type { Link } from "../wire/link.ts";
import type { Topics } from "../wire/topics.ts";
import type { VendorWire } from "../wire/vendor-wire.ts";
import type { DeviceClock } from "./device-clock.ts";
import type { FaultPoint } from "./fault-point.ts";
import type { Frailties } from "./frailties.ts";
import type { KeypadLock } from "./keypad-lock.ts";
import type { Radio } from "./radio.ts";
import type { ReadHistory } from "./read-history.ts";

/**
 * A vendor's simulated locks. Two layers: the device truth, which alone decides whether a PIN opens the door, and the way
 * there - hub, bridge, radio, the cloud's view of the lock.
 */
export interface LockSimulator {
  readonly vendor: string;
  readonly wire: VendorWire;
  /** How many locks one gateway serves unless the fleet says otherwise. */
  readonly locksPerGateway: number;
  /** Other locks of the family, as options of a fleet: what a swarm draws beside the ordinary lock. */
  readonly variants?: readonly Readonly<Record<string, unknown>>[];
  /** What can go wrong with its locks. */
  readonly frailties: Frailties;
  /** Builds one gateway with its locks, restores what they remember, and connects it to the broker. */
  readonly createGateway: (setting: GatewaySetting) => SimulatedGateway;
}

/** What a gateway needs of its {@link Link}; a bench has one of its own. */
export type GatewayLink = Pick<Link, "open" | "close" | "publish" | "subscribe" | "onMessage" | "onUp">;

export interface GatewaySetting {
  readonly gateway: string;
  readonly locks: readonly LockSetting[];
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly topics: Topics;
  /** Makes the gateway's link; `will` is what the broker publishes when the gateway is lost. */
  readonly openLink: (options: {
    readonly clientId: string;
    readonly will: { readonly topic: string; readonly payload: string };
  }) => GatewayLink;
  /** Takes the gateway's way to the broker away, without a goodbye, or gives it back. */
  readonly setUplink: (up: boolean) => void;
  readonly faults: FaultPoint;
  /** The simulator's own. */
  readonly frailties: Frailties;
  readonly memory: LockMemory;
  /** Multiplies every latency; 0 for benchmarks. */
  readonly latencyScale: number;
}

/** One lock of a fleet. `options` are the vendor's own (a narrower keypad, an unreported capacity); its schema checks them. */
export interface LockSetting {
  readonly deviceId: string;
  /** IANA zone in which the lock keeps its local time. */
  readonly zone: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Where simulated locks keep what a power cut does not take from them. */
export interface LockMemory {
  load(deviceId: string): unknown;
  save(deviceId: string, memory: unknown): void;
}

/** What stands between a gateway and one of its locks, for those who disturb it. */
export interface Station {
  readonly keypad: KeypadLock;
  readonly radio: Radio;
  readonly history: ReadHistory;
  /** Commands that are not decided yet are gone, as in a restart of the hub, and none is known again. */
  forgetCommands(): void;
  /** Carries out once more what was last carried out on the lock. */
  replayLastCommand(): void;
  /** Whether the lock, or whoever speaks for it, has words for a refusal of the driver's table: some are never said. */
  canSay(vendorCode: string): boolean;
  /** Tells the service how the lock is now. */
  publishState(): void;
}

export interface SimulatedGateway {
  readonly gateway: string;
  readonly locks: readonly SimulatedLock[];
  /** The hub's own clock: commands expire by it. */
  readonly clock: DeviceClock;
  /** Throws a RangeError for a lock that is not served here. */
  station(deviceId: string): Station;
  /** Cuts the way to the service as this vendor's hub loses it, or restores it. The keypads go on working. */
  setOnline(online: boolean): void;
  readonly online: boolean;
  /** What stands behind the gateway is down, or up again: it hears and says nothing meanwhile, though it is connected. */
  setSilent(silent: boolean): void;
  /** Puts the account through which the locks are reached into trouble, or takes it out of it again. */
  setAccountError(error: AccountErrorCode, active: boolean): void;
  /** Takes a lock out of the account, or puts it back. Its keypad goes on working. */
  setListed(deviceId: string, listed: boolean): void;
  /** Puts one device of the account into a condition that the account's API tells of, or takes it out again. */
  setMatter(deviceId: string, matter: DeviceMatter, active: boolean): void;
  /** Leaves the broker for good, with a goodbye. */
  close(): void;
}

export interface SimulatedLock {
  readonly deviceId: string;
  readonly gateway: string;
  /** Whether the PIN would open the door now. Asks without touching: the oracle. */
  opensWith(pin: string): boolean;
  /** A hand on the keypad, with all that follows: wrong-code counts, lock-out, events. */
  press(pin: string): PressResult;
  /** The owner's app, or whoever else has hands on the lock. Throws a RequestError (`invalid_input`) when it cannot be done. */
  edit(edit: ExternalEdit): void;
  /** The lasting conditions that this vendor's lock can be put in, by fault kind: `keypad.missing`, `lock.offline` ... */
  readonly conditions: readonly string[];
  /** Puts the lock into a condition or takes it out again. Throws a RangeError for one that {@link conditions} lacks. */
  setCondition(condition: string, active: boolean): void;
  /** The device's truth and the cloud's view of it. The one answer that shows PINs. */
  inspect(): LockInspection;
}
