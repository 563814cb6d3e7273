import type { Clock } from "../kernel/ports.ts";
import type { DeviceAddress } from "../wire/topics.ts";
import type { DeviceContext, DeviceFacts, LockDriver } from "./lock-driver.ts";

/** A device that the service looks after, how to reach it, and where it stands. */
export interface KnownDevice {
  readonly address: DeviceAddress;
  readonly driver: LockDriver;
  /** IANA zone. */
  readonly zone: string;
}

/** What is known of a device itself: whether it can be reached, and what it has told of itself. */
export class DeviceState {
  readonly driver: LockDriver;
  readonly deviceId: string;
  readonly #zone: string;
  readonly #clock: Clock;
  isOnline: boolean;
  /** `undefined` until it has told. */
  facts: DeviceFacts | undefined;

  constructor({ address, driver, zone }: KnownDevice, clock: Clock, isOnline: boolean) {
    this.driver = driver;
    this.deviceId = address.device;
    this.#zone = zone;
    this.#clock = clock;
    this.isOnline = isOnline;
  }

  get context(): DeviceContext {
    return { zone: this.#zone, now: this.#clock.now(), facts: this.facts };
  }

  /** A door that has only codes by its own rules is asked for none before it has told these. */
  get isReady(): boolean {
    return this.isOnline && (this.facts !== undefined || this.driver.profile.onlineCodes?.value !== false);
  }
}
