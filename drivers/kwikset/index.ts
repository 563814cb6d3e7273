import type { LockDriver } from "../../src/driver/lock-driver.ts";
import { appearance, decode, encode, fingerprint } from "./dialect.ts";
import { slotMachine } from "./machine.ts";
import { profile } from "./profile.ts";
import { refusals } from "./refusals.ts";
import { wire } from "./wire.ts";

export const kwikset = {
  profile,
  refusals,
  fullTable: "no_free_slot",
  unconfirmed: { set: "unconfirmed_code", removal: "unconfirmed_deletion" },
  wire,
  slotMachine,
  encode,
  decode,
  appearance,
  fingerprint,
} satisfies LockDriver;
