import { z } from "zod";

/** What can be wrong with the account through which a gateway's locks are reached, in Seam's words. */
export const accountErrorCodes = [
  "account_disconnected",
  "invalid_credentials",
  "bridge_disconnected",
  "salto_ks_subscription_limit_exceeded",
] as const;

export type AccountErrorCode = (typeof accountErrorCodes)[number];

/** With one of these an account is of no use: nothing can be asked through it, and nothing is heard. */
const barring: readonly AccountErrorCode[] = [
  "account_disconnected",
  "invalid_credentials",
  "bridge_disconnected",
];

/** What can be the matter with one device of an account, as its vendor's account API tells it. */
export const deviceMatters = [
  /** The vendor asks for a subscription for the device that nobody pays. */
  "subscriptionLapsed",
  /** What the device itself wants to be addressed with is not there: a key, a password. */
  "credentialsMissing",
  /** The heating that shares the device's power runs. */
  "auxiliaryHeat",
  /** Another workspace has taken over the management of the device's codes. */
  "managedElsewhere",
] as const;

export type DeviceMatter = (typeof deviceMatters)[number];

/** With one of these the device can neither be asked nor heard. */
export const isAddressable = (matters: readonly DeviceMatter[]): boolean =>
  !matters.includes("subscriptionLapsed") && !matters.includes("credentialsMissing");

/**
 * What a vendor's account API tells, whatever the vendor: whether the account can be used, and which devices it lists. It
 * is retained, so that a service that starts later knows it too.
 */
export const AccountReport = z.strictObject({
  errors: z.array(z.enum(accountErrorCodes)),
  /** The ids of the gateway's devices that the account lists. One that is missing has been taken out of the account. */
  devices: z.array(z.string().min(1)),
  /** What is the matter with some of them, by their ids. */
  matters: z.record(z.string().min(1), z.array(z.enum(deviceMatters)).min(1)).optional(),
});

export type AccountReport = z.infer<typeof AccountReport>;

/** The ids of the devices that the account lists, and that can be asked and heard. */
export const addressableDevices = ({ devices, matters = {} }: AccountReport): readonly string[] =>
  devices.filter((id) => isAddressable(matters[id] ?? []));

/** Whether anything can be asked and heard through an account with these errors. */
export const isUsable = (errors: readonly AccountErrorCode[]): boolean =>
  !errors.some((error) => barring.includes(error));

/** Reads a message of the `account` topic; `undefined` for one that breaks the contract. */
export function parseAccountReport(payload: string): AccountReport | undefined {
  try {
    return AccountReport.safeParse(JSON.parse(payload)).data;
  } catch {
    return undefined;
  }
}
