import type { VendorWire } from "lockstep/driver-kit";
import { Pin } from "lockstep/driver-kit";
import { z } from "zod";

/** The words of an ACME lock: a keypad with Wi-Fi and a numbered table. Invented for this example, so nothing has a source. */

const Place = z.int().min(1);

const Command = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("put"), place: Place, digits: Pin, label: z.string().max(20) }),
  z.strictObject({ type: z.literal("erase"), place: Place }),
  z.strictObject({ type: z.literal("list") }),
  z.strictObject({ type: z.literal("bolt"), thrown: z.boolean() }),
]);

const Entry = z.strictObject({ place: Place, digits: Pin, label: z.string() });

const Reply = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("done") }),
  z.strictObject({ type: z.literal("denied"), why: z.enum(["full", "twice", "length", "asleep"]) }),
  z.strictObject({ type: z.literal("entries"), entries: z.array(Entry) }),
]);

const Event = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("tableChanged"), place: Place }),
  z.strictObject({
    type: z.literal("moved"),
    thrown: z.boolean(),
    by: z.enum(["keypad", "hand", "command"]),
    place: Place.optional(),
  }),
]);

const State = z.strictObject({
  type: z.literal("status"),
  thrown: z.boolean(),
  /** 0 to 1. */
  battery: z.number().min(0).max(1),
});

export type AcmeCommand = z.infer<typeof Command>;
export type AcmeReply = z.infer<typeof Reply>;
export type AcmeEvent = z.infer<typeof Event>;
export type AcmeState = z.infer<typeof State>;

export const wire = {
  vendor: "acme",
  command: Command,
  reply: Reply,
  event: Event,
  state: State,
  secretFields: ["digits"],
} as const satisfies VendorWire;
