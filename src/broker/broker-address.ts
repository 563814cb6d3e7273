import type { BrokerCredentials } from "../wire/link.ts";

/** Where a broker that is not the lab's own listens. */
export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
  readonly isEncrypted: boolean;
  /** What everybody of this process connects with. Without it each has credentials of its own. */
  readonly credentials: BrokerCredentials | undefined;
  /** Certificates, PEM, that the broker's must go back to; without them those that Node knows. */
  readonly certificates: string | undefined;
}

const ordinaryPorts: Readonly<Record<string, number>> = { "mqtt:": 1883, "mqtts:": 8883 };

/**
 * Reads `mqtt://user:password@host:port`, or `mqtts://` for TLS; user and port may be missing. Throws a RangeError whose
 * message never repeats the URL: it may hold a password.
 */
export function parseBrokerUrl(text: string, certificates?: string): BrokerAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const ordinaryPort = url && ordinaryPorts[url.protocol];
  const hasMore = url && (!["", "/"].includes(url.pathname) || url.search !== "" || url.hash !== "");
  if (!url || ordinaryPort === undefined || url.hostname === "" || hasMore) {
    throw new RangeError("must be of the form mqtt://user:password@host:port, or mqtts:// for TLS");
  }
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? ordinaryPort : Number(url.port),
    isEncrypted: url.protocol === "mqtts:",
    credentials:
      url.username === ""
        ? undefined
        : { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) },
    certificates,
  };
}

/** The address as it may be shown: without what opens it. */
export const shownAddress = ({ host, port, isEncrypted }: BrokerAddress): string =>
  `${isEncrypted ? "mqtts" : "mqtt"}://${host.includes(":") ? `[${host}]` : host}:${port}`;
