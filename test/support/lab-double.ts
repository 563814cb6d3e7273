import type { DeviceSimulation, LabControl } from "../../src/api/lab-control.ts";
import type { RecordedCall } from "./service-double.ts";

export interface LabDouble {
  readonly lab: LabControl;
  readonly calls: RecordedCall[];
}

const now = "2026-03-08T10:00:00.000Z";

/**
 * A lab that records what it is asked. `onRun` stands for what a world does while it runs; a condition that does not hold
 * after it is an error of the test.
 */
export function labDouble(
  onRun: () => void,
  onSimulate: (simulation: DeviceSimulation) => void = () => {},
): LabDouble {
  const calls: RecordedCall[] = [];
  const record = (name: string, input?: unknown) => calls.push({ name, input });
  return {
    calls,
    lab: {
      time: () => {
        record("time");
        return { now, mode: "virtual", pace: 0 };
      },
      advance: async (target) => {
        record("advance", target);
        return { now };
      },
      setPace: (pace) => {
        record("setPace", pace);
        return { now, mode: "paced", pace };
      },
      inspectLock: async (deviceId) => {
        record("inspectLock", deviceId);
        return {
          vendor: "august",
          gateway: "august-bridge-1",
          online: true,
          locked: true,
          capacity: 100,
          slots: [{ slot: 1, pin: "4821", name: "Ada", startsAt: now, endsAt: null }],
          cloudView: { loaded: [] },
        };
      },
      wouldOpen: async (deviceId, code) => {
        record("wouldOpen", { deviceId, code });
        return true;
      },
      enterCode: async (deviceId, code) => {
        record("enterCode", { deviceId, code });
        return { opened: false, reason: "wrong_code" };
      },
      editLock: async (deviceId, edit) => {
        record("editLock", { deviceId, edit });
      },
      simulate: async (deviceId, simulation) => {
        record("simulate", { deviceId, simulation });
        onSimulate(simulation);
      },
      injectFault: async (fault) => {
        record("injectFault", fault);
        return { faultId: "fault-1" };
      },
      listFaults: () => {
        record("listFaults");
        return [{ fault_id: "fault-1", kind: "hub.offline" }];
      },
      healFaults: async (faultId) => {
        record("healFaults", faultId);
        return { healed: 1 };
      },
      trace: (query) => {
        record("trace", query);
        return [
          {
            at: now,
            topic: "lockstep/august/august-bridge-1/lock-1/command",
            device_id: "lock-1",
            message: {},
          },
        ];
      },
      runUntil: async (condition, limitMs) => {
        record("runUntil", limitMs);
        onRun();
        if (!condition()) throw new Error("the condition does not hold after the world has run");
      },
    },
  };
}
