import { drivers } from "../../drivers/index.ts";
import { simulators } from "../../simulators/index.ts";
import type { VendorPlugin } from "./fleet.ts";

/** The vendors that come with Lockstep, by name. */
export const ownVendors: Readonly<Record<string, VendorPlugin>> = Object.fromEntries(
  Object.entries(drivers).flatMap(([vendor, driver]) => {
    const simulator = simulators[vendor];
    return simulator ? [[vendor, { driver, simulator }] as const] : [];
  }),
);
