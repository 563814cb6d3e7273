import type { LockDriver } from "../../src/driver/lock-driver.ts";
import { appearance, decode, encode } from "./dialect.ts";
import { slotMachine } from "./machine.ts";
import { offline } from "./offline.ts";
import { profile } from "./profile.ts";
import { refusals } from "./refusals.ts";
import { wire } from "./wire.ts";

export const lockly = {
  profile,
  refusals,
  fullTable: "memory_full",
  wire,
  slotMachine,
  offline,
  encode,
  decode,
  appearance,
} satisfies LockDriver;
