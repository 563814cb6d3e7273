import { existsSync } from "node:fs";
import { onlookerAccount } from "../broker/access.ts";
import { createLab } from "../lab/create-lab.ts";
import type { FleetInput } from "../lab/fleet.ts";
import type { Lab } from "../lab/lab.ts";
import { packageVersion } from "../lab/package-version.ts";
import { RequestError } from "../lock/errors.ts";
import { StoreFileError } from "../store/store-file.ts";
import { banner } from "./banner.ts";
import { CommandFailure } from "./command-failure.ts";
import { brokerKeyOf, codeOf, readCertificates, readFleet } from "./options.ts";
import { loadPlugin } from "./plugin.ts";
import { untilTold } from "./until-told.ts";

export interface ServeOptions {
  readonly port: number;
  readonly mqttPort: number;
  readonly host: string;
  readonly data?: string;
  readonly fleet?: string;
  readonly seed: number;
  readonly pace: number;
  readonly plugin: readonly string[];
  readonly since?: string;
  readonly broker?: string;
  readonly brokerCa?: string;
  readonly compat?: "fake-seam-connect";
  readonly rateLimits?: boolean;
  readonly controlApi: boolean;
}

/**
 * Serves a lab until the process is told to end. Throws a CommandFailure when the lab cannot start or its world has
 * failed.
 */
export async function serve(options: ServeOptions): Promise<void> {
  await untilTold(async (fail) => {
    const lab = await startLab(options, fail);
    try {
      process.stdout.write(await opened(lab, options));
    } catch (error) {
      await lab.close();
      throw error;
    }
    return () => lab.close();
  });
}

/** Lets others reach the lab, and tells what there is to know. */
async function opened(lab: Lab, options: ServeOptions): Promise<string> {
  const apiUrl = await listening("--port", "PORT", options.port, (port) =>
    lab.listen({ port, host: options.host }),
  );
  const mqttUrl =
    lab.outsideBroker ??
    (await listening("--mqtt-port", "LOCKSTEP_MQTT_PORT", options.mqttPort, (port) =>
      lab.listenMqtt({ port, host: options.host }),
    ));
  return banner({
    version: packageVersion(),
    apiUrl,
    mqttUrl,
    onlooker: lab.outsideBroker === undefined ? lab.brokerCredentials(onlookerAccount) : undefined,
    apiKey: lab.apiKey,
    now: lab.now,
    pace: options.pace,
    locks: lab.fleet,
  });
}

async function startLab(options: ServeOptions, onFailure: (error: Error) => void): Promise<Lab> {
  const { data, seed, pace, since, broker, brokerCa } = options;
  const plugins = await Promise.all(options.plugin.map((path) => loadPlugin("--plugin", path)));
  if (options.fleet !== undefined && data !== undefined && existsSync(data)) {
    process.stderr.write(`${data} keeps the fleet that it has: --fleet changes nothing.\n`);
  }
  const fleet = options.fleet === undefined ? undefined : (readFleet(options.fleet) as FleetInput);
  const isLive = broker !== undefined || since !== undefined;
  const where = {
    mode: isLive ? "live" : "paced",
    pace,
    ...(since !== undefined && { since }),
    ...(broker !== undefined && {
      broker: { url: broker, ...(brokerCa !== undefined && { certificates: readCertificates(brokerCa) }) },
      simulators: "elsewhere" as const,
    }),
  } as const;
  const brokerKey = brokerKeyOf(process.env);
  try {
    return await createLab({
      ...where,
      ...(brokerKey !== undefined && { brokerKey }),
      seed,
      pace,
      ...(options.compat && { compat: options.compat }),
      rateLimits: options.rateLimits ?? false,
      controlApi: options.controlApi,
      ...(data !== undefined && { data }),
      ...(fleet !== undefined && { fleet }),
      plugins,
      onFailure: (cause) =>
        onFailure(
          new CommandFailure(
            1,
            `The lab has failed and stands still: ${cause instanceof Error ? cause.message : cause}`,
            { cause },
          ),
        ),
    });
  } catch (cause) {
    if (cause instanceof RequestError) throw new CommandFailure(2, optionsOf(cause), { cause });
    if (cause instanceof StoreFileError) throw new CommandFailure(1, `--data: ${cause.message}`, { cause });
    if (codeOf(cause) === "ERR_SQLITE_ERROR") {
      const words = cause instanceof Error ? cause.message : "";
      throw new CommandFailure(1, `--data: ${data} cannot be used: ${words}.`, { cause });
    }
    throw cause;
  }
}

/** The lab names its options in a message's first word; the command's have dashes. */
const optionsOf = ({ message }: RequestError): string =>
  message.startsWith('"fleet') ? `--fleet: ${message}` : message.replace(/^"(\w+)"/, "--$1");

const listenProblems: Readonly<Record<string, string>> = {
  EADDRINUSE: "is taken",
  EACCES: "may not be used by this user",
};

async function listening(
  option: string,
  variable: string,
  port: number,
  listen: (port: number) => Promise<string>,
): Promise<string> {
  try {
    return await listen(port);
  } catch (cause) {
    const code = codeOf(cause);
    const problem = listenProblems[code];
    throw new CommandFailure(
      1,
      problem === undefined
        ? `Cannot listen on port ${port} (${code}).`
        : `Port ${port} ${problem}. Choose another one with ${option} or ${variable}; 0 takes any that is free.`,
      { cause },
    );
  }
}
