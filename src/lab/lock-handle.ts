import type { World } from "../kernel/world.ts";
import type { ExternalEdit, LockInspection, PressResult } from "../lock/door.ts";
import { RequestError } from "../lock/errors.ts";
import type { Oracles } from "../oracles/oracles.ts";
import type { SimulatedLock } from "../simulator/lock-simulator.ts";
import { editBy } from "./edit-by.ts";
import type { SimulatedFleetLock } from "./fleet.ts";

/** The environment's node: hands at the door, injected faults. It never crashes. */
export const environmentNode = "environment";

/** One simulated lock, as a test holds it. */
export class LockHandle {
  readonly name: string;
  readonly deviceId: string;
  readonly vendor: string;
  /** The gateway's name, as `/_lockstep/locks/get` shows it. */
  readonly gateway: string;
  /** `undefined` where there are no workspaces. */
  readonly workspaceId: string | undefined;
  readonly #world: World;
  readonly #lock: SimulatedLock;
  readonly #oracles: () => Oracles | undefined;

  constructor(
    world: World,
    fleetLock: SimulatedFleetLock & { readonly workspaceId?: string },
    lock: SimulatedLock,
    oracles: () => Oracles | undefined = () => undefined,
  ) {
    this.#world = world;
    this.#lock = lock;
    this.#oracles = oracles;
    this.name = fleetLock.name;
    this.deviceId = fleetLock.deviceId;
    this.vendor = fleetLock.vendor;
    this.gateway = fleetLock.gateway;
    this.workspaceId = fleetLock.workspaceId;
  }

  /** The lock as the target of a fault. */
  get target(): string {
    return `lock:${this.deviceId}`;
  }

  /** Its hub or bridge as the target of a fault. */
  get hub(): string {
    return `hub:${this.gateway}`;
  }

  /** Whether the PIN would open the door now: the door's own answer, nothing touched. */
  opensWith(pin: string): boolean {
    return this.#lock.opensWith(pin);
  }

  /** A hand on the keypad, with all that follows. */
  press(pin: string): Promise<PressResult> {
    return this.#world.enter(environmentNode, () => this.#lock.press(pin));
  }

  /** The owner's app. Rejects with a RequestError when it cannot be done. */
  edit(edit: ExternalEdit): Promise<void> {
    return this.#world.enter(environmentNode, () => editBy(this.#oracles(), this.#lock, edit));
  }

  /** The lasting conditions that this vendor's lock can be put in, by fault kind: `keypad.missing`, `lock.offline` ... */
  get conditions(): readonly string[] {
    return this.#lock.conditions;
  }

  /** Puts the lock into one of its {@link conditions}, or takes it out again. Rejects with a RangeError for another. */
  setCondition(condition: string, active: boolean): Promise<void> {
    return this.#world.enter(environmentNode, () => this.#lock.setCondition(condition, active));
  }

  /** The device's truth beside the cloud's view. Shows PINs. */
  inspect(): LockInspection {
    return this.#lock.inspect();
  }
}

/** Handles by name and by device id. */
export class LockHandles {
  readonly all: readonly LockHandle[];
  readonly #byKey = new Map<string, LockHandle>();

  constructor(handles: readonly LockHandle[]) {
    this.all = handles;
    for (const handle of handles) {
      this.#byKey.set(handle.name, handle);
      this.#byKey.set(handle.deviceId, handle);
    }
  }

  /** With a workspace, only its own. Throws a RequestError (`device_not_found`). */
  get(nameOrDeviceId: string, workspaceId?: string): LockHandle {
    const handle = this.#byKey.get(nameOrDeviceId);
    if (handle && (workspaceId === undefined || handle.workspaceId === workspaceId)) return handle;
    throw new RequestError("device_not_found", `This lab has no lock "${nameOrDeviceId}"`);
  }
}
