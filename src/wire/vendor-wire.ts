import type { z } from "zod";
import type { Body } from "./envelope.ts";

/**
 * A vendor's contract on MQTT: the bodies that may travel on each channel. It is the only file of a driver that a
 * simulator, or an adapter to a real lock, may import.
 */
export interface VendorWire {
  readonly vendor: string;
  readonly command: z.ZodType<Body>;
  readonly reply: z.ZodType<Body>;
  readonly event: z.ZodType<Body>;
  readonly state: z.ZodType<Body>;
  /** Names of the fields that hold a PIN, at any depth. Traces show asterisks in their place. */
  readonly secretFields: readonly string[];
}
