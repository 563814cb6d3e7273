import { writeFileSync } from "node:fs";
import { junitXml, type Timed } from "../scenarios/junit.ts";
import { readScenario } from "../scenarios/read-scenario.ts";
import { runScenario } from "../scenarios/run-scenario.ts";
import { scenarioSchema } from "../scenarios/schema.ts";
import { ScenarioFileError } from "../scenarios/source.ts";
import { clockText, counted, timelineText, verdictText } from "../scenarios/verdict-text.ts";
import { CommandFailure } from "./command-failure.ts";
import { codeOf } from "./options.ts";
import { Progress } from "./progress.ts";

export interface RunCommandOptions {
  readonly seed?: number;
  readonly quiet?: boolean;
  /** The file into which the verdicts are written as JUnit's XML. */
  readonly junit?: string;
}

/** The JSON Schema of a scenario file, as text. */
export const schemaText = (): string => JSON.stringify(scenarioSchema(), null, 2);

/**
 * Runs scenario files and prints what happened and whether it held. Throws a CommandFailure: 2 for a file that cannot be
 * read, 1 when a scenario did not hold.
 */
export async function run(
  files: readonly string[],
  { seed, quiet, junit }: RunCommandOptions,
): Promise<void> {
  if (files.length === 0)
    throw new CommandFailure(2, "Name at least one scenario file: lockstep run FILE...");
  const read = await mended(async () => files.map(readScenario));
  const runs: Timed[] = [];
  for (const file of read) {
    const progress = new Progress(process.stderr, file.source.file);
    const begun = performance.now();
    const verdict = await mended(() =>
      runScenario(file, { seed, onProgress: (elapsedMs) => progress.at(clockText(elapsedMs).trim()) }),
    ).finally(() => progress.end());
    runs.push({ verdict, tookMs: performance.now() - begun });
    process.stdout.write(`${quiet && verdict.held ? verdictText(verdict) : timelineText(verdict)}\n\n`);
  }
  if (junit !== undefined) writeReport(junit, junitXml(runs));
  const total = counted(runs.length, "scenario");
  const failed = runs.filter(({ verdict }) => !verdict.held).length;
  if (failed > 0) throw new CommandFailure(1, `${failed} of ${total} failed.`);
  process.stdout.write(`${total} held.\n`);
}

function writeReport(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new CommandFailure(2, `--junit: ${path} cannot be written (${codeOf(cause)}).`, { cause });
  }
}

/** What is wrong with a file is bad usage. */
async function mended<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof ScenarioFileError) throw new CommandFailure(2, cause.message, { cause });
    throw cause;
  }
}
