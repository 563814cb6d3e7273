import type { Appearance, DeviceContext, Operation, Signal } from "../../src/driver/lock-driver.ts";
import type { SlotContent, SlotReading, Window } from "../../src/lock/slot-value.ts";
import { secondAfter, secondBefore, timeIn } from "./times.ts";
import type {
  IgloohomeAccess,
  IgloohomeCommand,
  IgloohomeEvent,
  IgloohomeJob,
  IgloohomeReply,
  IgloohomeState,
} from "./wire.ts";

/** How operations are said in igloohome's words, and what its answers mean. */

/** An access takes any name: no rule is published. */
export const appearance = (name: string): Appearance => ({ name });

const post = (job: IgloohomeJob): IgloohomeCommand => ({ type: "jobs.post", job });

/** A start that lies in the past is refused, so one that has passed becomes now. */
function creation({ name, pin, window }: SlotContent, { zone, now }: DeviceContext): IgloohomeJob {
  const startDate = timeIn(zone, secondBefore(Math.max(window?.startsAt ?? now, now)));
  return {
    jobType: 4,
    jobData: {
      accessName: name,
      pin,
      ...(window
        ? { pinType: 4, startDate, endDate: timeIn(zone, secondAfter(window.endsAt)) }
        : { pinType: 2, startDate }),
    },
  };
}

export function encode(operation: Operation, device: DeviceContext): IgloohomeCommand {
  switch (operation.type) {
    case "slot":
      return operation.step === "clear"
        ? post({ jobType: 5, jobData: { pin: operation.slot.pin } })
        : post(creation(operation.slot, device));
    // The list is the only thing that can be read.
    case "readEntry":
    case "readTable":
      return { type: "access.get" };
    case "lockDoor":
      return post({ jobType: 1 });
    case "unlockDoor":
      return post({ jobType: 2 });
  }
}

export const encodeJobQuestion = (jobId: string): IgloohomeCommand => ({ type: "jobs.get", jobId });

/** To the second; and a start that has passed is as good as any other that has. */
export function isSameWindow(
  wanted: Window | undefined,
  read: Window | undefined,
  { now }: DeviceContext,
): boolean {
  if (!wanted || !read) return wanted === read;
  const hasBegun = wanted.startsAt <= now && read.startsAt <= now;
  return (
    secondAfter(wanted.endsAt) === read.endsAt &&
    (hasBegun || secondBefore(wanted.startsAt) === read.startsAt)
  );
}

const windowOf = ({ startDate, endDate }: IgloohomeAccess): Window | undefined =>
  endDate === undefined ? undefined : { startsAt: Date.parse(startDate), endsAt: Date.parse(endDate) };

const reading = (access: IgloohomeAccess): SlotReading => ({
  entry: access.accessId,
  value: { kind: "known", pin: access.pin },
  onKeypad: true,
  name: access.accessName,
  window: windowOf(access),
});

const methods = { pin: "keycode", manual: "manual", bridge: "remote" } as const;

export function decode(body: IgloohomeReply | IgloohomeEvent | IgloohomeState): readonly Signal[] {
  switch (body.type) {
    case "job":
    case "job.ended": {
      const { jobId: job, jobResponse } = body;
      if (!jobResponse) return [{ type: "pending", job }];
      const { jobStatus } = jobResponse;
      return [{ type: "jobEnded", job, vendorCode: jobStatus === 0 ? undefined : String(jobStatus) }];
    }
    case "accesses":
      return [{ type: "read", complete: true, readings: body.payload.map(reading) }];
    case "algopin":
      return [{ type: "accepted", entry: body.pinId, pin: body.pin }];
    case "error":
      return [{ type: "refused", vendorCode: body.reason ?? String(body.status) }];
    case "access.changed":
      return [{ type: "tableChanged", entry: undefined }];
    case "activity":
      return [{ type: "doorMoved", locked: body.lockStatus === "locked", method: methods[body.method] }];
    case "device":
      return [{ type: "device", facts: factsOf(body) }];
  }
}

/** Who speaks of the bridge says all there is to say: behind one that is away nobody knows about the lock. */
const factsOf = ({ deviceId, deviceName, lockStatus, batteryLevel, bridge, keypad }: IgloohomeState) => ({
  reachable: bridge?.isOnline === true && bridge.hearsLock,
  locked: lockStatus === "locked",
  battery: batteryLevel / 100,
  hasBridge: bridge !== null,
  hasKeypad: keypad.isLinkedToBridge,
  errors: errorsOf(bridge),
  details: {
    device_id: deviceId,
    device_name: deviceName,
    ...(bridge && { bridge_id: bridge.bridgeId }),
    keypad_id: keypad.keypadId,
    is_keypad_linked_to_bridge: keypad.isLinkedToBridge,
  },
});

function errorsOf(bridge: IgloohomeState["bridge"]): ("hub_disconnected" | "device_disconnected")[] {
  if (!bridge) return [];
  if (!bridge.isOnline) return ["hub_disconnected"];
  return bridge.hearsLock ? [] : ["device_disconnected"];
}
