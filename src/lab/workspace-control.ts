import type { LabControl } from "../api/lab-control.ts";
import type { FaultEngine } from "../faults/fault-engine.ts";
import type { World } from "../kernel/world.ts";
import { invalidInput } from "../lock/errors.ts";
import type { Frailties } from "../simulator/frailties.ts";
import { simulateDevice } from "./device-simulation.ts";
import type { FleetLock } from "./fleet.ts";
import { instantField, type LabTime } from "./lab-time.ts";
import { environmentNode, type LockHandle, type LockHandles } from "./lock-handle.ts";
import type { Simulation } from "./simulation.ts";
import type { WireLog } from "./wire-log.ts";

export interface ControlParts {
  readonly world: World;
  readonly time: LabTime;
  readonly fleet: readonly FleetLock[];
  readonly locks: LockHandles;
  readonly simulation: Simulation;
  readonly faults: FaultEngine;
  readonly wireLog: WireLog;
  /** What the locks of a vendor can suffer from. */
  readonly frailtiesOf: (vendor: string) => Frailties;
}

/** The lab as one workspace may control it: its own locks, and what all workspaces have in common. */
export function workspaceControl(parts: ControlParts, workspaceId: string): LabControl {
  const { world, time, faults } = parts;
  // Made for every request, of which few ask for it.
  const ownLocks = () => parts.fleet.filter((lock) => lock.workspaceId === workspaceId);
  const inEnvironment = <T>(work: () => T) => world.enter(environmentNode, work);
  const lock = (deviceId: string): LockHandle => {
    if (ownLocks().some((own) => own.deviceId === deviceId && !own.isSimulated)) {
      throw invalidInput("device_id", "is that of a lock that is not simulated here");
    }
    const handle = parts.locks.get(deviceId, workspaceId);
    if (!parts.simulation.isAside(handle.gateway)) return handle;
    throw invalidInput("device_id", "is that of a lock that is not simulated here: a guest answers for it");
  };
  const timeNow = () => ({ now: time.now, mode: time.mode, pace: time.pace });
  return {
    time: timeNow,
    advance: async (target) => {
      await time.advance(target);
      return { now: time.now };
    },
    setPace: (pace) => {
      time.setPace(pace);
      return timeNow();
    },
    inspectLock: (deviceId) => inEnvironment(() => lock(deviceId).inspect()),
    wouldOpen: (deviceId, code) => inEnvironment(() => lock(deviceId).opensWith(code)),
    enterCode: (deviceId, code) => lock(deviceId).press(code),
    editLock: (deviceId, edit) => lock(deviceId).edit(edit),
    simulate: (deviceId, simulation) =>
      inEnvironment(() => {
        const handle = lock(deviceId);
        simulateDevice(faults, handle, parts.frailtiesOf(handle.vendor), simulation);
      }),
    injectFault: (fault) => inEnvironment(() => ({ faultId: faults.inject(fault) })),
    listFaults: () => faults.list(),
    healFaults: (faultId) => inEnvironment(() => ({ healed: faults.heal(faultId) })),
    trace: ({ deviceId, since }) => {
      const gateways = new Set(ownLocks().map(({ vendor, gateway }) => `${vendor}/${gateway}`));
      return parts.wireLog.read({
        deviceId,
        since: since === undefined ? 0 : instantField("since", since),
        sees: (vendor, gateway) => gateways.has(`${vendor}/${gateway}`),
      });
    },
    runUntil: (condition, limitMs) => time.runWhile(() => !condition(), limitMs),
  };
}
