import type { LockDriver } from "../../src/driver/lock-driver.ts";
import { appearance, decode, encode } from "./dialect.ts";
import { slotMachine } from "./machine.ts";
import { profile } from "./profile.ts";
import { refusals } from "./refusals.ts";
import { wire } from "./wire.ts";

export const ttlock = {
  profile,
  refusals,
  fullTable: "-3009",
  wire,
  slotMachine,
  encode,
  decode,
  appearance,
} satisfies LockDriver;
