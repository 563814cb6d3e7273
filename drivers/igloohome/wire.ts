import { z } from "zod";
import { Pin } from "../../src/lock/pin.ts";
import type { VendorWire } from "../../src/wire/vendor-wire.ts";

/**
 * igloohome's cloud, as public clients of api.igloodeveloper.co know it: jobs for a bridge, algoPINs without one, and a list
 * of accesses. Its official reference is not public. What those clients do not show is marked assumed.
 */

/** `2026-01-05T16:00:00-08:00`: seconds, and always an offset. */
const Time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);

/** The same on the hour: what algoPINs are made for. */
const Hour = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:00:00[+-]\d\d:\d\d$/);

/** 4: for a time, as all public clients send it. Assumed: 2 is the one without an end. */
const PinType = z.union([z.literal(2), z.literal(4)]);

const Job = z.discriminatedUnion("jobType", [
  /** Assumed: the doors' job types. */
  z.strictObject({ jobType: z.literal(1) }),
  z.strictObject({ jobType: z.literal(2) }),
  z.strictObject({
    jobType: z.literal(4),
    jobData: z.strictObject({
      accessName: z.string(),
      pin: Pin,
      pinType: PinType,
      startDate: Time,
      endDate: Time.optional(),
    }),
  }),
  /** A PIN is deleted by its digits, not by an id. */
  z.strictObject({ jobType: z.literal(5), jobData: z.strictObject({ pin: Pin }) }),
]);

const Command = z.discriminatedUnion("type", [
  /** `POST /devices/{lock}/jobs/bridges/{bridge}`. */
  z.strictObject({ type: z.literal("jobs.post"), job: Job }),
  /** `GET /bridge/jobs/{jobId}`. */
  z.strictObject({ type: z.literal("jobs.get"), jobId: z.uuid() }),
  /** `GET /devices/{lock}/access`. */
  z.strictObject({ type: z.literal("access.get") }),
  /** `POST /devices/{lock}/algopin/{kind}`. `variance`: which of the PINs that there are for the times, from 1. */
  z.strictObject({
    type: z.literal("algopin.post"),
    kind: z.enum(["hourly", "daily", "onetime", "permanent"]),
    variance: z.int().min(1),
    accessName: z.string(),
    startDate: Hour,
    /** Only `hourly` and `daily` have one. */
    endDate: Hour.optional(),
  }),
]);

/** 0: done. 2: the lock did not do it, and says no more. */
const JobResponse = z.strictObject({ jobStatus: z.union([z.literal(0), z.literal(2)]) });

const Access = z.strictObject({
  accessId: z.string().min(1),
  accessName: z.string(),
  /** Assumed: the list shows the digits. */
  pin: Pin,
  pinType: PinType,
  startDate: Time,
  endDate: Time.optional(),
});

const Reply = z.discriminatedUnion("type", [
  /**
   * `GET /bridge/jobs/{jobId}`, which a new job looks like too. `completed` says that the bridge is done with it, not that
   * the lock took it: that is `jobStatus` 0. A job that the bridge never carries out stays as it is.
   */
  z.strictObject({
    type: z.literal("job"),
    jobId: z.uuid(),
    completed: z.boolean(),
    jobResponse: JobResponse.optional(),
  }),
  z.strictObject({ type: z.literal("accesses"), payload: z.array(Access) }),
  z.strictObject({ type: z.literal("algopin"), pin: Pin, pinId: z.string().min(1) }),
  /**
   * 406: "unable to contact bridge", also where the lock is linked to none. Assumed: 400 with a reason for what the cloud
   * itself knows to be impossible.
   */
  z.strictObject({
    type: z.literal("error"),
    status: z.int().min(400).max(599),
    reason: z
      .enum([
        "too_many_pending_jobs",
        "pin_exists",
        "pin_limit_reached",
        "no_variance_available",
        "invalid_pin",
        "invalid_dates",
      ])
      .optional(),
  }),
]);

const Event = z.discriminatedUnion("type", [
  /**
   * What a client that polls `GET /bridge/jobs/{jobId}` every 2.5 s sees in the end. Over MQTT it is told once, and asked for only where
   * that has not come. QoS 1 may deliver it twice, so readers match on `jobId`.
   */
  z.strictObject({
    type: z.literal("job.ended"),
    jobId: z.uuid(),
    completed: z.literal(true),
    jobResponse: JobResponse,
  }),
  /** Assumed: the cloud tells that a lock's list changed, not how. */
  z.strictObject({ type: z.literal("access.changed") }),
  z.strictObject({
    type: z.literal("activity"),
    lockStatus: z.enum(["locked", "unlocked"]),
    method: z.enum(["pin", "manual", "bridge"]),
  }),
]);

/** `GET /devices/{lock}`, the parts that matter here. */
const State = z.strictObject({
  type: z.literal("device"),
  deviceId: z.string().min(1),
  deviceName: z.string(),
  lockStatus: z.enum(["locked", "unlocked"]),
  /** 0 to 100. */
  batteryLevel: z.int().min(0).max(100),
  /** `null`: the lock is linked to no bridge, and has offline codes only. `hearsLock`: assumed. */
  bridge: z
    .strictObject({ bridgeId: z.string().min(1), isOnline: z.boolean(), hearsLock: z.boolean() })
    .nullable(),
  /** An accessory that has to be linked to the bridge by itself. */
  keypad: z.strictObject({ keypadId: z.string().min(1), isLinkedToBridge: z.boolean() }),
});

export type IgloohomeCommand = z.infer<typeof Command>;
export type IgloohomeReply = z.infer<typeof Reply>;
export type IgloohomeEvent = z.infer<typeof Event>;
export type IgloohomeState = z.infer<typeof State>;
export type IgloohomeJob = z.infer<typeof Job>;
export type IgloohomeAccess = z.infer<typeof Access>;

export const wire = {
  vendor: "igloohome",
  command: Command,
  reply: Reply,
  event: Event,
  state: State,
  secretFields: ["pin"],
} as const satisfies VendorWire;
