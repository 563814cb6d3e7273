import type { LockDriver } from "../src/driver/lock-driver.ts";
import { august } from "./august/index.ts";
import { dormakabaOracode } from "./dormakaba-oracode/index.ts";
import { hubitat } from "./hubitat/index.ts";
import { igloohome } from "./igloohome/index.ts";
import { kwikset } from "./kwikset/index.ts";
import { lockly } from "./lockly/index.ts";
import { saltoKs } from "./salto-ks/index.ts";
import { schlage } from "./schlage/index.ts";
import { smartthings } from "./smartthings/index.ts";
import { ttlock } from "./ttlock/index.ts";
import { wyze } from "./wyze/index.ts";

/** Every driver, by its vendor's name. */
export const drivers: Readonly<Record<string, LockDriver>> = {
  august,
  "dormakaba-oracode": dormakabaOracode,
  hubitat,
  igloohome,
  kwikset,
  lockly,
  "salto-ks": saltoKs,
  schlage,
  smartthings,
  ttlock,
  wyze,
};
