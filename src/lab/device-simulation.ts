import type { DeviceSimulation } from "../api/lab-control.ts";
import type { FaultEngine } from "../faults/fault-engine.ts";
import type { Frailties } from "../simulator/frailties.ts";
import type { LockHandle } from "./lock-handle.ts";

/** What a simulation does lasts until another takes it back: for as long as any lab will run. */
const forGood = "36500d";

/**
 * What Seam's sandbox lets clients do to a device, as faults: they show in the list of faults and can be healed there too.
 * A lock that cannot be in the trouble by itself, or is not told to be, has it through its hub, together with the others
 * behind it.
 */
export function simulateDevice(
  faults: Pick<FaultEngine, "inject" | "list" | "heal">,
  lock: Pick<LockHandle, "target" | "hub" | "conditions">,
  { tellsLostLocks }: Pick<Frailties, "tellsLostLocks">,
  simulation: DeviceSimulation,
): void {
  const ofHub = { kind: "hub.offline", target: lock.hub };
  const conditionOrHub = (kind: string) =>
    lock.conditions.includes(kind) ? { kind, target: lock.target } : ofHub;
  const offline = tellsLostLocks ? conditionOrHub("lock.offline") : ofHub;
  const withoutHub = conditionOrHub("bridge.missing");
  const removed = { kind: "cloud.deviceGone", target: lock.target };

  const begin = (trouble: { kind: string; target: string }): void => {
    if (idsOf(faults, trouble).length === 0) faults.inject({ ...trouble, for: forGood });
  };
  const end = (...troubles: { kind: string; target: string }[]): void => {
    for (const trouble of troubles) for (const faultId of idsOf(faults, trouble)) faults.heal(faultId);
  };
  switch (simulation) {
    case "disconnect":
      begin(offline);
      break;
    case "disconnectFromHub":
      begin(withoutHub);
      break;
    case "remove":
      begin(removed);
      break;
    case "connectToHub":
      end(withoutHub);
      break;
    case "connect":
      end(offline, withoutHub, removed);
      break;
  }
}

const idsOf = (
  faults: Pick<FaultEngine, "list">,
  { kind, target }: { kind: string; target: string },
): readonly string[] =>
  faults
    .list()
    .filter((fault) => fault["kind"] === kind && fault["target"] === target)
    .map(({ fault_id }) => fault_id);
