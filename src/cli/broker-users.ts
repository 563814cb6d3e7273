import { developmentBrokerKey, onlookerAccount, passwordOf, serviceAccount } from "../broker/access.ts";
import { gatewaysOf } from "../lab/fleet.ts";
import { ownVendors } from "../lab/vendors.ts";
import { RequestError } from "../lock/errors.ts";
import { CommandFailure } from "./command-failure.ts";
import { brokerKeyOf, readFleet } from "./options.ts";

/**
 * `name:password`, a line each: the form that `mosquitto_passwd -U` hashes. Throws a CommandFailure when nobody is named, or
 * the fleet cannot be.
 */
export function brokerUsers(names: readonly string[], fleetFile: string | undefined): string {
  const users = [...names, ...(fleetFile === undefined ? [] : usersOf(fleetFile))];
  if (users.length === 0) {
    throw new CommandFailure(2, "Whose? Name gateways, such as august-hub-1, or give --fleet FILE.");
  }
  const key = brokerKeyOf(process.env) ?? developmentBrokerKey;
  return users.map((user) => `${user}:${passwordOf(key, user)}\n`).join("");
}

function usersOf(fleetFile: string): string[] {
  try {
    const gateways = gatewaysOf(readFleet(fleetFile), ownVendors);
    return [serviceAccount, onlookerAccount, ...gateways.map(({ gateway }) => gateway)];
  } catch (cause) {
    if (cause instanceof RequestError) throw new CommandFailure(2, `--fleet: ${cause.message}`, { cause });
    throw cause;
  }
}
