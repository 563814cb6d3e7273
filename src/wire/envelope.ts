import { z } from "zod";

/**
 * What every message carries, whatever the vendor. MQTT 3.1.1 has no correlation, expiry or sequence, so they travel in
 * the payload. The body is the vendor's own vocabulary.
 */
export const Envelope = z.strictObject({
  /** Unique per message. A message delivered twice (QoS 1) has the same id both times. */
  id: z.uuid(),
  /** Counts the sender's messages, so that a reader can tell order from arrival. */
  seq: z.int().nonnegative(),
  sentAt: z.iso.datetime({ precision: 3 }),
  /** A command that arrives later than this is dropped, not executed. */
  expiresAt: z.iso.datetime({ precision: 3 }).optional(),
  /** On replies: the id of the command that this answers. */
  inReplyTo: z.uuid().optional(),
  body: z.looseObject({ type: z.string().min(1) }),
});

export type Envelope = z.infer<typeof Envelope>;

/** A body before its vendor's schema has looked at it. */
export type Body = Envelope["body"];
