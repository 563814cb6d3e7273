import type { LockDriver } from "../../src/driver/lock-driver.ts";
import { isSameWindow } from "./daylight-saving.ts";
import { appearance, decode, encode } from "./dialect.ts";
import { slotMachine } from "./machine.ts";
import { profile } from "./profile.ts";
import { refusals } from "./refusals.ts";
import { wire } from "./wire.ts";

export const schlage = {
  profile,
  refusals,
  fullTable: "storage_full",
  wire,
  slotMachine,
  encode,
  decode,
  appearance,
  isSameWindow,
} satisfies LockDriver;
