import type { Deviations } from "../../src/conformance/deviations.ts";

/** What a vendor's simulated lock cannot promise, and why, in that vendor's nature. */
export const simulatorDeviations: Readonly<Record<string, Deviations>> = {};

/** The same for drivers. */
export const driverDeviations: Readonly<Record<string, Deviations>> = {};
