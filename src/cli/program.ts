import { Command, CommanderError, Option } from "commander";
import { packageVersion } from "../lab/package-version.ts";
import { CommandFailure, type ExitCode } from "./command-failure.ts";
import type { NewKey } from "./keys.ts";
import {
  countNumber,
  paceNumber,
  portNumber,
  positiveNumber,
  seedRange,
  shareOf,
  wholeNumber,
} from "./options.ts";
import type { RunCommandOptions } from "./run.ts";
import type { ServeOptions } from "./serve.ts";
import type { SimulateOptions } from "./simulate.ts";
import type { SwarmCommandOptions } from "./swarm.ts";

/** Runs `lockstep` with these arguments. Resolves, when the command has ended, to the exit code; never rejects for what a person can mend. */
export async function runProgram(args: readonly string[]): Promise<ExitCode> {
  try {
    await buildProgram().parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    // Commander has said what it had to say. Help and version end with 0; everything else is bad usage.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof CommandFailure)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
}

/** The values of an option that may be given again and again. */
const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
const sinceHelp =
  "when time was the wall clock's, for a pace that several processes share; nobody can move or pace it then";

function buildProgram(): Command {
  const program = new Command("lockstep")
    .description("A lab of simulated keypad locks behind the Seam Access Code API.")
    .version(packageVersion(), "--version")
    .exitOverride()
    .showHelpAfterError('(see "lockstep --help")')
    .helpCommand(false);

  // What a command is made of is loaded when it runs, so that the others start at once.
  program
    .command("serve")
    .description("start a lab that follows the wall clock, with its API over HTTP and its broker over MQTT")
    .addOption(
      new Option("--port <number>", "port of the API").env("PORT").default(3900).argParser(portNumber),
    )
    .addOption(
      new Option("--mqtt-port <number>", "port of the MQTT broker")
        .env("LOCKSTEP_MQTT_PORT")
        .default(18_830)
        .argParser(portNumber),
    )
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--data <file>", "SQLite file that keeps everything; without it a lab forgets when it ends")
    .option("--fleet <file>", "JSON file with the locks; two of each vendor without it")
    .addOption(
      new Option("--seed <number>", "decides everything that is left to chance")
        .default(1)
        .argParser(wholeNumber),
    )
    .addOption(
      new Option("--pace <number>", "virtual seconds in a real one; 0 stands still")
        .default(1)
        .argParser(paceNumber),
    )
    .option("--plugin <module>", "a vendor of your own beside the others; may be given again", collect, [])
    .option(
      "--broker <url>",
      "mqtt://user:password@host:port, or mqtts://: a broker in place of the lab's own; locks live elsewhere, time is the wall clock's",
    )
    .option("--broker-ca <file>", "PEM file with what the broker's certificate goes back to")
    .option("--since <instant>", sinceHelp)
    .addOption(
      new Option("--compat <server>", "stand in for another server, with its seed and its routes").choices([
        "fake-seam-connect",
      ]),
    )
    .option("--rate-limits", "hold clients to Seam's limits per device and minute")
    .option("--no-control-api", "leave out what is under /_lockstep")
    .action(async (options: ServeOptions) => {
      const { serve } = await import("./serve.ts");
      await serve(options);
    });

  program
    .command("run")
    .description("run scenario files: what happens when, and whether it holds")
    .argument("[file...]", "scenario files (docs/scenarios.md)")
    .option("--schema", "print the JSON Schema of a scenario file, and run nothing")
    .option("--junit <file>", "write the verdicts as JUnit XML too")
    .option("--quiet", "only the verdict of those that hold")
    .addOption(
      new Option("--seed <number>", "in place of the seed that each file names").argParser(wholeNumber),
    )
    .action(async (files: string[], { schema, ...options }: RunCommandOptions & { schema?: boolean }) => {
      const { run, schemaText } = await import("./run.ts");
      if (schema) process.stdout.write(`${schemaText()}\n`);
      else await run(files, options);
    });

  const keys = program
    .command("keys")
    .description("the API keys in the data file of a lab that is not running")
    .helpCommand(false);
  const dataFile = () => new Option("--data <file>", "the lab's data file").makeOptionMandatory();
  keys
    .command("list")
    .description("the keys there are; none is shown itself")
    .addOption(dataFile())
    .action(async ({ data }: { readonly data: string }) => {
      const { listKeys } = await import("./keys.ts");
      process.stdout.write(`${listKeys(data)}\n`);
    });
  keys
    .command("create")
    .description("make a key and print it: only its digest is kept")
    .addOption(dataFile())
    .option("--name <name>", "what people call it", "API key")
    .option("--workspace <name>", "the workspace that it opens; the first without it")
    .option("--personal", "a personal access token, which opens every workspace")
    .action(async (options: NewKey) => {
      const { createKey } = await import("./keys.ts");
      process.stdout.write(`${createKey(options)}\n`);
    });
  keys
    .command("revoke")
    .description("from now on the key opens nothing")
    .argument("<key>", "its key_id, or the characters that it begins with")
    .addOption(dataFile())
    .action(async (key: string, { data }: { readonly data: string }) => {
      const { revokeKey } = await import("./keys.ts");
      process.stdout.write(`${revokeKey(data, key)}\n`);
    });

  program
    .command("simulate")
    .description("simulate locks in a process of their own, for a service elsewhere, by the wall clock")
    .requiredOption(
      "--broker <url>",
      "mqtt://host:port, or mqtts://; with user:password@ they are every hub's",
    )
    .option("--broker-ca <file>", "PEM file with what the broker's certificate goes back to")
    .option("--vendor <name>", "whose locks")
    .addOption(new Option("--count <number>", "how many of them").argParser(countNumber))
    .option(
      "--fleet <file>",
      "JSON file with the locks, as the service has it; those with simulated: false, or all",
    )
    .addOption(new Option("--share <part/of>", "only this part of the hubs: 1/2, 2/2").argParser(shareOf))
    .option("--without <hub...>", "hubs that somebody else stands for")
    .option("--data <file>", "SQLite file in which the locks keep what they know")
    .addOption(
      new Option("--seed <number>", "the service's seed: it decides the device ids")
        .default(1)
        .argParser(wholeNumber),
    )
    .addOption(
      new Option("--pace <number>", "the service's pace, if it is not 1: then --since is needed too")
        .default(1)
        .argParser(paceNumber),
    )
    .option("--since <instant>", sinceHelp)
    .action(async (options: SimulateOptions) => {
      const { simulate } = await import("./simulate.ts");
      await simulate(options);
    });

  program
    .command("broker-users")
    .description("who may connect to the broker, as lines of a Mosquitto password file before it is hashed")
    .argument("[names...]", "gateways, such as august-hub-1; service, onlooker")
    .option("--fleet <file>", "JSON file with the locks: the service, an onlooker and all gateways")
    .action(async (names: readonly string[], { fleet }: { readonly fleet?: string }) => {
      const { brokerUsers } = await import("./broker-users.ts");
      process.stdout.write(brokerUsers(names, fleet));
    });

  program
    .command("swarm")
    .description(
      "worlds drawn by chance: things go wrong for days, then everything heals and must come to rest",
    )
    .addOption(
      new Option("--seeds <number or a..b>", "how many worlds, from seed 1 on, or which")
        .default({ from: 1, to: 20 }, "20")
        .argParser(seedRange),
    )
    .addOption(
      new Option("--days <number>", "how long things go wrong in each").default(7).argParser(positiveNumber),
    )
    .addOption(
      new Option("--locks <number>", "how many locks each has, of all vendors in turn")
        .default(10)
        .argParser(countNumber),
    )
    .addOption(
      new Option("--jobs <number>", "how many worlds live at once; one for each core without it").argParser(
        countNumber,
      ),
    )
    .option("--vendor <name>", "only locks of this vendor; may be given again", collect, [])
    .option("--plugin <module>", "a vendor of your own beside the others; may be given again", collect, [])
    .option("--check-determinism", "live through each world twice, and compare the digests")
    .option("--out <folder>", "where worlds that do not hold are written", "lockstep-failures")
    .action(async (options: SwarmCommandOptions) => {
      const { swarm } = await import("./swarm.ts");
      await swarm(options);
    });

  program
    .command("replay")
    .description("live once more through a world that did not hold")
    .argument("<file>", "a file that lockstep swarm has written")
    .option("--plugin <module>", "a vendor of your own that it has locks of; may be given again", collect, [])
    .action(async (file: string, { plugin }: { readonly plugin: readonly string[] }) => {
      const { replay } = await import("./replay.ts");
      await replay(file, plugin);
    });

  program
    .command("vendors")
    .description(
      "the vendors' locks side by side; with a name, what is known of one, from where, and what is only assumed",
    )
    .argument("[vendor]", "its name in the table")
    .action(async (vendor?: string) => {
      const { vendorPage, vendorTable } = await import("./vendors.ts");
      const { ownVendors } = await import("../lab/vendors.ts");
      const { columns } = process.stdout;
      const text =
        vendor === undefined ? vendorTable(ownVendors, columns) : vendorPage(ownVendors, vendor, columns);
      process.stdout.write(`${text}\n`);
    });

  program
    .command("check")
    .description("hold a driver and a simulated lock of your own to what every vendor promises")
    .argument("<module>", "file that exports driver, simulator and subject, and deviations if there are any")
    .action(async (path: string) => {
      const { check } = await import("./check.ts");
      await check(path, (text) => process.stdout.write(text));
    });

  program
    .command("asyncapi")
    .description("the wire contracts of all vendors, as an AsyncAPI 3 document in JSON")
    .action(async () => {
      const { asyncApiDocument } = await import("../wire/async-api.ts");
      const { ownVendors } = await import("../lab/vendors.ts");
      const wires = Object.values(ownVendors).map(({ driver }) => driver.wire);
      process.stdout.write(`${JSON.stringify(asyncApiDocument(wires, packageVersion()), null, 2)}\n`);
    });

  program
    .command("faults")
    .description("the kinds of fault that a lab can inject")
    .option("--json", "everything that is known of each, as JSON")
    .action(async ({ json }: { readonly json?: boolean }) => {
      const { faultJson, faultTable } = await import("./faults.ts");
      process.stdout.write(`${json ? faultJson() : faultTable(process.stdout.columns)}\n`);
    });

  return program;
}
