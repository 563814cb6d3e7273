import { z } from "zod";
import { Pin } from "../../src/lock/pin.ts";
import type { VendorWire } from "../../src/wire/vendor-wire.ts";

/**
 * A SmartThings hub's lock capabilities, as the public Edge drivers show them (SmartThingsCommunity/
 * SmartThingsEdgeDrivers 53c74eb): `lockCodes` for the slot table and `commandResult` for how a command ended.
 */

/** Slot 0 is the master code on many locks, so it is not on the wire. */
const CodeSlot = z.int().min(1);

const Command = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("setCode"), codeSlot: CodeSlot, codePIN: Pin, codeName: z.string() }),
  z.strictObject({ type: z.literal("deleteCode"), codeSlot: CodeSlot }),
  /** Asks the lock itself, over the radio, what the slot holds. */
  z.strictObject({ type: z.literal("requestCode"), codeSlot: CodeSlot }),
  /** The hub's table: which slots are taken, and under which names. No PINs, and no radio. */
  z.strictObject({ type: z.literal("getCodes") }),
  z.strictObject({ type: z.literal("lock") }),
  z.strictObject({ type: z.literal("unlock") }),
]);

const Reply = z.discriminatedUnion("type", [
  /** How a command ended, in the words of the Edge drivers' `commandResult`. */
  z.strictObject({
    type: z.literal("commandResult"),
    statusCode: z.enum([
      "success",
      "failure",
      "duplicate",
      "occupied",
      "invalidCommand",
      "resourceExhausted",
      "busy",
    ]),
  }),
  z.strictObject({
    type: z.literal("code"),
    codeSlot: CodeSlot,
    /** `notAvailable`: Z-Wave's user id status 0xFE, for a slot that the lock does not have. */
    status: z.enum(["available", "occupied", "notAvailable"]),
    /** Absent unless the slot is taken. Some locks report asterisks instead of the PIN. */
    codePIN: z.union([Pin, z.string().regex(/^\*+$/)]).optional(),
  }),
  z.strictObject({
    type: z.literal("codes"),
    lockCodes: z.array(z.strictObject({ codeSlot: CodeSlot, codeName: z.string() })),
  }),
]);

const Event = z.discriminatedUnion("type", [
  /** The driver's "3 set", "3 changed", "3 deleted", "3 failed", in two fields. */
  z.strictObject({
    type: z.literal("codeChanged"),
    codeSlot: CodeSlot,
    change: z.enum(["set", "changed", "deleted", "failed"]),
  }),
  z.strictObject({
    type: z.literal("lock"),
    value: z.enum(["locked", "unlocked"]),
    method: z.enum(["keypad", "manual", "command"]),
    codeSlot: CodeSlot.optional(),
  }),
]);

const State = z.strictObject({
  type: z.literal("device"),
  /** The hub's word on whether it hears the lock. */
  healthState: z.enum(["online", "offline"]),
  lock: z.enum(["locked", "unlocked"]),
  /** 0 to 100. */
  battery: z.int().min(0).max(100),
  /** Many locks report none of the three. */
  maxCodes: z.int().positive().optional(),
  minCodeLength: z.int().min(4).max(20).optional(),
  maxCodeLength: z.int().min(4).max(20).optional(),
});

export type SmartThingsCommand = z.infer<typeof Command>;
export type SmartThingsReply = z.infer<typeof Reply>;
export type SmartThingsEvent = z.infer<typeof Event>;
export type SmartThingsState = z.infer<typeof State>;

export const wire = {
  vendor: "smartthings",
  command: Command,
  reply: Reply,
  event: Event,
  state: State,
  secretFields: ["codePIN"],
} as const satisfies VendorWire;
