import { drivers } from "../../drivers/index.ts";
import { simulators } from "../../simulators/index.ts";
import { kindsOf } from "../faults/catalogue.ts";
import type { FaultKind } from "../faults/kind.ts";
import { type JsonSchema, schemaOfFaults } from "../faults/schema.ts";
import type { VendorPlugin } from "./fleet.ts";

type Vendors = Readonly<Record<string, VendorPlugin>>;

/** Vendors by name, and by no other word: whoever asks for what every object has, such as `constructor`, finds nothing. */
export const vendorsByName = (vendors: Vendors): Vendors =>
  Object.assign(Object.create(null) as Record<string, VendorPlugin>, vendors);

/** The vendors that come with Lockstep, by name. */
export const ownVendors: Vendors = vendorsByName(
  Object.fromEntries(
    Object.entries(drivers).flatMap(([vendor, driver]) => {
      const simulator = simulators[vendor];
      return simulator ? [[vendor, { driver, simulator }] as const] : [];
    }),
  ),
);

/** The same, and those that were plugged in: beside them, or in the place of one with the same name. */
export const vendorsWith = (guests: readonly VendorPlugin[]): Vendors =>
  vendorsByName({
    ...ownVendors,
    ...Object.fromEntries(guests.map((plugin) => [plugin.driver.profile.vendor, plugin])),
  });

/** The kinds of fault that can be injected where these vendors are. */
export const faultKindsOf = (
  plugins: Readonly<Record<string, VendorPlugin>>,
): Readonly<Record<string, FaultKind>> =>
  kindsOf(
    Object.fromEntries(
      Object.entries(plugins).map(([vendor, { simulator }]) => [vendor, simulator.frailties] as const),
    ),
  );

/** Those of them that need no broker of the lab's own. */
export const faultKindsBesideBroker = (
  plugins: Readonly<Record<string, VendorPlugin>>,
): Readonly<Record<string, FaultKind>> =>
  Object.fromEntries(
    Object.entries(faultKindsOf(plugins)).filter(([, { on }]) => on === "service" || on === "link"),
  );

/**
 * The JSON Schema (draft 2020-12) of the fault object: for these vendors, or those that come with Lockstep. Made from the
 * definitions by which a fault is checked when it is injected; what depends on a lab is only checked then.
 */
export const faultSchema = (plugins: Readonly<Record<string, VendorPlugin>> = ownVendors): JsonSchema =>
  schemaOfFaults(faultKindsOf(plugins));
