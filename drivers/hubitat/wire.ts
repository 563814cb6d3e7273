import { z } from "zod";
import { Pin } from "../../src/lock/pin.ts";
import type { VendorWire } from "../../src/wire/vendor-wire.ts";

/**
 * A lock behind a Hubitat hub, through the hub's Maker API: the commands, attributes and events of the capability "Lock
 * Codes" as Hubitat's own virtual lock shows them (hubitat/HubitatPublic, examples/drivers/virtualLock.groovy).
 */

/** Position 0 is ignored by the hub's driver, so it is not on the wire. */
const CodeNumber = z.int().min(1);

/** The attribute `lockCodes`: a map of the positions that are taken. A hub may hold it as JSON in a string. */
const LockCodes = z.record(z.string().regex(/^[1-9]\d*$/), z.strictObject({ name: z.string(), code: Pin }));

const Command = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("setCode"), codeNumber: CodeNumber, code: Pin, name: z.string() }),
  z.strictObject({ type: z.literal("deleteCode"), codeNumber: CodeNumber }),
  /** `/devices/{id}/attribute/lockCodes`: what the hub knows. It asks no lock. */
  z.strictObject({ type: z.literal("attribute"), attribute: z.literal("lockCodes") }),
  z.strictObject({ type: z.literal("lock") }),
  z.strictObject({ type: z.literal("unlock") }),
]);

const Reply = z.discriminatedUnion("type", [
  /** The hub has handed the command to the lock's driver. Nothing more. */
  z.strictObject({ type: z.literal("ok") }),
  z.strictObject({ type: z.literal("attribute"), attribute: z.literal("lockCodes"), value: LockCodes }),
  /** The Maker API itself says no. That the lock's driver does, it never says. */
  z.strictObject({ type: z.literal("error"), status: z.enum(["401", "404", "500"]) }),
]);

const Event = z.discriminatedUnion("type", [
  /** `data`: the position and what stands there now, or stood there until now. */
  z.strictObject({
    type: z.literal("codeChanged"),
    value: z.enum(["added", "changed", "deleted"]),
    data: LockCodes,
    isStateChange: z.literal(true),
  }),
  z.strictObject({
    type: z.literal("lock"),
    value: z.enum(["locked", "unlocked"]),
    /** By a command, or by a hand at the lock. */
    origin: z.enum(["digital", "physical"]),
    /** The code that was entered, when one was. */
    data: LockCodes.optional(),
  }),
]);

/** `/devices/{id}`, as far as it is of interest. Hubitat's lock drivers report no health. */
const State = z.strictObject({
  type: z.literal("device"),
  id: z.string(),
  name: z.string(),
  label: z.string(),
  attributes: z.strictObject({
    lock: z.enum(["locked", "unlocked"]),
    /** 0 to 100. */
    battery: z.int().min(0).max(100),
    maxCodes: z.int().positive().optional(),
    /** The longest code that the lock takes. */
    codeLength: z.int().min(4).max(20).optional(),
  }),
});

export type HubitatCommand = z.infer<typeof Command>;
export type HubitatReply = z.infer<typeof Reply>;
export type HubitatEvent = z.infer<typeof Event>;
export type HubitatState = z.infer<typeof State>;

export const wire = {
  vendor: "hubitat",
  command: Command,
  reply: Reply,
  event: Event,
  state: State,
  secretFields: ["code"],
} as const satisfies VendorWire;
