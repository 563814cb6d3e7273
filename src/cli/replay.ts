import type { VendorPlugin } from "../lab/fleet.ts";
import { packageVersion } from "../lab/package-version.ts";
import { vendorsWith } from "../lab/vendors.ts";
import { type FailureFile, readFailure } from "../swarm/failure-file.ts";
import { playPlan } from "../swarm/play-plan.ts";
import { CommandFailure } from "./command-failure.ts";
import { readText } from "./options.ts";
import { loadPlugin } from "./plugin.ts";
import { Progress } from "./progress.ts";

/**
 * `lockstep replay`: lives through the world of a file once more. Throws a CommandFailure: 1 when it does not hold, 2 for a
 * file that is none, or one of locks whose vendor is not there.
 */
export async function replay(path: string, modules: readonly string[] = []): Promise<void> {
  const file = readFile(path);
  const plugins = await Promise.all(modules.map((module) => loadPlugin("--plugin", module)));
  const missing = unknownVendor(file, plugins);
  if (missing !== undefined) {
    throw new CommandFailure(2, `${path}: there is no vendor "${missing}": name its module with --plugin.`);
  }
  const version = packageVersion();
  if (file.lockstep !== version) {
    process.stderr.write(`${path} was written by lockstep ${file.lockstep}, and this is ${version}.\n`);
  }
  const progress = new Progress(process.stderr, path);
  const { failure, digest } = await playPlan(file.plan, {
    plugins,
    replay: replayLine(path, modules),
    onProgress: (share) => progress.at(`${Math.round(share * 100)} % of its time of trouble`),
  });
  progress.end();
  const same = digest === file.digest ? "to the digest" : `with another digest, ${digest}`;
  if (!failure) {
    process.stdout.write(`It holds now, where there was ${file.failure.kind}.\n`);
    return;
  }
  throw new CommandFailure(
    1,
    [
      `${failure.at} ${failure.kind}: ${failure.words}`,
      ...failure.trace.map((line) => `  ${line}`),
      failure.kind === file.failure.kind
        ? `The same as before, ${same}.`
        : `Before it was ${file.failure.kind}.`,
    ].join("\n"),
  );
}

/** What is typed to live through the world of a file. */
export const replayLine = (path: string, modules: readonly string[]): string =>
  ["lockstep replay", path, ...modules.map((module) => `--plugin ${module}`)].join(" ");

const unknownVendor = ({ plan }: FailureFile, plugins: readonly VendorPlugin[]): string | undefined => {
  const known = vendorsWith(plugins);
  return plan.fleet.map(({ vendor }) => vendor).find((vendor) => !(vendor in known));
};

function readFile(path: string): FailureFile {
  const text = readText(path);
  try {
    return readFailure(text);
  } catch (cause) {
    throw new CommandFailure(2, `${path}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
