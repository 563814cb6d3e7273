import type { BrokerAccess } from "../broker/access.ts";
import { type BrokerAddress, parseBrokerUrl } from "../broker/broker-address.ts";
import type { LinkConditions } from "../kernel/memory-way.ts";
import { invalidInput } from "../lock/errors.ts";
import type { BrokerCredentials } from "../wire/link.ts";

/** A broker that is not the lab's own. */
export interface OutsideBroker {
  /** `mqtt://user:password@host:port`, or `mqtts://` for TLS. The user, if there is one, is everybody's of this process. */
  readonly url: string;
  /** Certificates, PEM, that the broker's must go back to; those that Node knows unless told. */
  readonly certificates?: string;
}

/** How a client of this process gets in at the broker. */
export interface BrokerEntrance {
  credentialsOf(username: string): BrokerCredentials;
  /** Seconds between pings of an idle link; 0 for none. */
  readonly keepaliveS: number;
}

/** Between nodes of one process whose broker is outside there is no way to speak of. */
export const outsideLinks: LinkConditions = { minMs: 0, meanMs: 0 };

/** Half-open connections are noticed after one and a half times this. */
const outsideKeepaliveS = 30;

/** MQTT 3.1.1 has two bytes for it. */
const keepaliveSMax = 65_535;

/** Throws a RequestError (`invalid_input`) that says how a broker's URL looks. */
export function addressOf({ url, certificates }: OutsideBroker): BrokerAddress {
  try {
    return parseBrokerUrl(url, certificates);
  } catch (error) {
    throw invalidInput("broker", error instanceof Error ? error.message : "is no URL of a broker");
  }
}

/** `address`: where the broker is, if it is outside, which counts real seconds whatever the pace. */
export const entranceTo = (
  access: BrokerAccess,
  address: BrokerAddress | undefined,
  pace = 1,
): BrokerEntrance => ({
  credentialsOf: (username) => address?.credentials ?? access.credentialsOf(username),
  keepaliveS: address ? Math.min(keepaliveSMax, Math.ceil(outsideKeepaliveS * pace)) : 0,
});
