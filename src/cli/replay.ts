import { packageVersion } from "../lab/package-version.ts";
import { type FailureFile, readFailure } from "../swarm/failure-file.ts";
import { playPlan } from "../swarm/play-plan.ts";
import { CommandFailure } from "./command-failure.ts";
import { readText } from "./options.ts";
import { Progress } from "./progress.ts";

/**
 * `lockstep replay`: lives through the world of a file once more. Throws a CommandFailure: 1 when it does not hold, 2 for a
 * file that is none.
 */
export async function replay(path: string): Promise<void> {
  const file = readFile(path);
  const version = packageVersion();
  if (file.lockstep !== version) {
    process.stderr.write(`${path} was written by lockstep ${file.lockstep}, and this is ${version}.\n`);
  }
  const progress = new Progress(process.stderr, path);
  const { failure, digest } = await playPlan(file.plan, {
    replay: `lockstep replay ${path}`,
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
