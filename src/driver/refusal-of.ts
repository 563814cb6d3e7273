import type { Refusal } from "../lock/refusal.ts";
import type { LockDriver } from "./lock-driver.ts";

/** The vendor's refusal with this key. One that its driver does not know may pass, and leaves open what was done. */
export function refusalOf(driver: LockDriver, vendorCode: string): Refusal {
  const row = driver.refusals[vendorCode] ?? {
    code: "failed_to_set_on_device" as const,
    retry: "later" as const,
    outcome: "unknown" as const,
    message: `The lock refused with "${vendorCode}", which is not a known refusal.`,
  };
  return { ...row, vendorCode };
}
