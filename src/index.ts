/** Lockstep as a library: a lab in the process of a test. */
export type { FaultInput } from "./faults/fault.ts";
export { createLab } from "./lab/create-lab.ts";
export type { FleetInput, VendorPlugin } from "./lab/fleet.ts";
export type { Lab } from "./lab/lab.ts";
export type { LabOptions } from "./lab/lab-options.ts";
export { LabRequestError } from "./lab/lab-request-error.ts";
export type { LockHandle } from "./lab/lock-handle.ts";
export { faultSchema } from "./lab/vendors.ts";
export type { ExternalEdit, LockInspection, PressResult } from "./lock/door.ts";
export { RequestError } from "./lock/errors.ts";
export { InvariantViolation } from "./oracles/violation.ts";
export { parseScenario, readScenario } from "./scenarios/read-scenario.ts";
export { runScenario } from "./scenarios/run-scenario.ts";
export { scenarioSchema } from "./scenarios/schema.ts";
export type { Verdict } from "./scenarios/verdict.ts";
