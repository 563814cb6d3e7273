import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { realGlobals } from "../kernel/real-globals.ts";
import { packageVersion } from "../lab/package-version.ts";
import { vendorsWith } from "../lab/vendors.ts";
import { counted } from "../scenarios/verdict-text.ts";
import { writeFailure } from "../swarm/failure-file.ts";
import { playPlan, type WorldEnd } from "../swarm/play-plan.ts";
import { runSwarm } from "../swarm/run-swarm.ts";
import { shrink, shrinkTriesMax } from "../swarm/shrink.ts";
import { drawWorld, type WorldKind } from "../swarm/world-job.ts";
import { CommandFailure } from "./command-failure.ts";
import { loadPlugin, pluginUrls } from "./plugin.ts";
import { Progress } from "./progress.ts";
import { replayLine } from "./replay.ts";

export interface SwarmCommandOptions {
  readonly seeds: { readonly from: number; readonly to: number };
  readonly days: number;
  readonly locks: number;
  readonly jobs?: number;
  readonly checkDeterminism?: boolean;
  readonly vendor: readonly string[];
  readonly plugin: readonly string[];
  readonly out: string;
}

/** Worlds whose failures are made small and written down. The others are only named. */
const filesMax = 3;

/**
 * `lockstep swarm`: says how each world ends, and writes down those that do not hold. Throws a CommandFailure: 1 if any does not, 2 for a
 * vendor or a module that is not there.
 */
export async function swarm(options: SwarmCommandOptions): Promise<void> {
  const { seeds, days, locks, jobs, checkDeterminism = false } = options;
  const kind = await kindOf(options);
  const all = Array.from({ length: seeds.to - seeds.from + 1 }, (_, place) => seeds.from + place);
  const began = realGlobals.Date.now();
  let count = 0;
  const ends = await runSwarm({
    ...{ ...kind, seeds: all, twice: checkDeterminism },
    ...(jobs !== undefined && { jobs }),
    onEnd: (seed, end) => {
      count++;
      process.stderr.write(`${count}/${all.length} seed ${seed}: ${wordsOf(end)}\n`);
    },
  });
  const seconds = Math.max(1, Math.round((realGlobals.Date.now() - began) / 1000));
  const failed = [...ends].filter(([, { failure }]) => failure !== undefined);
  for (const [seed, end] of failed.slice(0, filesMax)) await writeDown(seed, end, kind, options);
  const sum = `${counted(ends.size, "world")} of ${counted(days, "day")} and ${counted(locks, "lock")} in ${seconds} s`;
  if (failed.length === 0) {
    process.stdout.write(`${sum}: all held\n`);
    return;
  }
  throw new CommandFailure(
    1,
    `${sum}: ${failed.length} did not hold (${failed.map(([seed]) => seed).join(", ")})`,
  );
}

const wordsOf = ({ failure, faults, requests, events }: WorldEnd): string =>
  failure
    ? `${failure.kind}: ${failure.words.split("\n")[0]}`
    : `held (${counted(faults.taken, "fault")}, ${counted(requests, "request")}, ${events} events)`;

/** Throws a CommandFailure (2) that names the option and what exists. */
async function kindOf({ days, locks, vendor, plugin }: SwarmCommandOptions): Promise<WorldKind> {
  const plugins = await Promise.all(plugin.map((path) => loadPlugin("--plugin", path)));
  const known = vendorsWith(plugins);
  const unknown = vendor.find((name) => !(name in known));
  if (unknown !== undefined) {
    throw new CommandFailure(
      2,
      `--vendor: there is no "${unknown}". There are ${Object.keys(known).join(", ")}.`,
    );
  }
  return {
    ...{ days, locks, modules: pluginUrls(plugin) },
    ...(vendor.length > 0 && { vendors: vendor }),
  };
}

/** Makes the world small, writes it to a file and says how to see it again. */
async function writeDown(
  seed: number,
  end: WorldEnd,
  kind: WorldKind,
  { plugin, out }: SwarmCommandOptions,
): Promise<void> {
  const { failure } = end;
  if (!failure) return;
  const { plan, plugins } = await drawWorld(seed, kind);
  process.stderr.write(`seed ${seed}: making it small\n`);
  const progress = new Progress(process.stderr, `seed ${seed}`);
  let tries = 0;
  const small = await shrink(plan, failure, async (candidate) => {
    tries++;
    progress.at(`${counted(tries, "world")} of at most ${shrinkTriesMax} tried to make it small`);
    return (await playPlan(candidate, { plugins })).failure;
  });
  progress.end();
  const again = await playPlan(small, { plugins });
  mkdirSync(out, { recursive: true });
  const file = join(out, `seed-${seed}.json`);
  writeFileSync(
    file,
    writeFailure({
      lockstep: packageVersion(),
      failure: { ...(again.failure ?? failure), trace: [...(again.failure ?? failure).trace] },
      digest: again.digest,
      before: { steps: plan.steps.length, faults: plan.faults.length },
      plan: small,
    }),
  );
  const left = `${counted(small.steps.length, "step")} and ${counted(small.faults.length, "fault")}`;
  process.stdout.write(`seed ${seed}: ${failure.kind}, with ${left} left: ${replayLine(file, plugin)}\n`);
}
