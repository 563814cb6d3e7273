import type { FleetInput } from "../lab/fleet.ts";
import { SimulatedFleet } from "../lab/simulated-fleet.ts";
import { RequestError } from "../lock/errors.ts";
import { StoreFileError } from "../store/store-file.ts";
import { CommandFailure } from "./command-failure.ts";
import { brokerKeyOf, readCertificates, readFleet } from "./options.ts";
import { untilTold } from "./until-told.ts";

export interface SimulateOptions {
  readonly broker: string;
  readonly brokerCa?: string;
  readonly vendor?: string;
  readonly count?: number;
  readonly fleet?: string;
  readonly share?: Share;
  readonly without?: readonly string[];
  readonly data?: string;
  readonly seed: number;
  readonly pace: number;
  readonly since?: string;
}

/** The `part`th of so many equal parts of a fleet, counted from 1. */
export interface Share {
  readonly part: number;
  readonly of: number;
}

/** Simulates locks for a service elsewhere until the process is told to end. Throws a CommandFailure. */
export async function simulate(options: SimulateOptions): Promise<void> {
  await untilTold(async (fail) => {
    const fleet = start(options, (cause) =>
      fail(new CommandFailure(1, `The simulation has failed: ${wordsOf(cause)}`, { cause })),
    );
    const { locks, gatewayCount, brokerUrl } = fleet;
    process.stdout.write(
      `Simulating ${locks.length} locks at ${gatewayCount} hubs, which connect to ${brokerUrl}.\n`,
    );
    void fleet.untilConnected().then(
      () =>
        process.stdout.write(
          `${fleet.connectedCount} of ${gatewayCount} hubs are connected. Ctrl-C ends it.\n`,
        ),
      // It has been closed, or has failed, which is told elsewhere.
      () => {},
    );
    return () => fleet.close();
  });
}

function start(options: SimulateOptions, onFailure: (error: unknown) => void): SimulatedFleet {
  const { broker, brokerCa, share, without = [], data, seed, pace, since } = options;
  const brokerKey = brokerKeyOf(process.env);
  try {
    const gateways = new Map<string, number>();
    const placeOf = (gateway: string): number => {
      const place = gateways.get(gateway) ?? gateways.size;
      gateways.set(gateway, place);
      return place;
    };
    return new SimulatedFleet({
      broker: { url: broker, ...(brokerCa !== undefined && { certificates: readCertificates(brokerCa) }) },
      ...(brokerKey !== undefined && { brokerKey }),
      fleet: fleetOf(options),
      seed,
      pace,
      since,
      runs: (gateway) =>
        !without.includes(gateway) && (!share || placeOf(gateway) % share.of === share.part - 1),
      ...(data !== undefined && { data }),
      onFailure,
    });
  } catch (cause) {
    if (cause instanceof RequestError) throw new CommandFailure(2, cause.message, { cause });
    if (cause instanceof StoreFileError) throw new CommandFailure(1, `--data: ${cause.message}`, { cause });
    throw cause;
  }
}

function fleetOf({ vendor, count, fleet }: SimulateOptions): FleetInput {
  if ((vendor === undefined) === (fleet === undefined)) {
    throw new CommandFailure(2, "Which locks? Give --vendor NAME [--count N], or --fleet FILE.");
  }
  if (fleet !== undefined) return readFleet(fleet) as FleetInput;
  return [{ vendor: vendor ?? "", ...(count !== undefined && { count }) }];
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
