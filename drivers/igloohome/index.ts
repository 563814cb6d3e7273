import type { LockDriver } from "../../src/driver/lock-driver.ts";
import { appearance, decode, encode, encodeJobQuestion, isSameWindow } from "./dialect.ts";
import { slotMachine } from "./machine.ts";
import { offline } from "./offline.ts";
import { profile } from "./profile.ts";
import { refusals } from "./refusals.ts";
import { wire } from "./wire.ts";

export const igloohome = {
  profile,
  refusals,
  fullTable: "pin_limit_reached",
  clearsByPin: true,
  unconfirmed: { set: "unfinished", removal: "unfinished" },
  wire,
  slotMachine,
  offline,
  encode,
  encodeJobQuestion,
  decode,
  appearance,
  isSameWindow,
} satisfies LockDriver;
