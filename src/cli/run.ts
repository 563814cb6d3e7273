import { readScenario } from "../scenarios/read-scenario.ts";
import { runScenario } from "../scenarios/run-scenario.ts";
import { scenarioSchema } from "../scenarios/schema.ts";
import { ScenarioFileError } from "../scenarios/source.ts";
import { counted, timelineText, verdictText } from "../scenarios/verdict-text.ts";
import { CommandFailure } from "./command-failure.ts";

export interface RunCommandOptions {
  readonly seed?: number;
  readonly quiet?: boolean;
}

/** The JSON Schema of a scenario file, as text. */
export const schemaText = (): string => JSON.stringify(scenarioSchema(), null, 2);

/**
 * Runs scenario files and prints what happened and whether it held. Throws a CommandFailure: 2 for a file that cannot be
 * read, 1 when a scenario did not hold.
 */
export async function run(files: readonly string[], { seed, quiet }: RunCommandOptions): Promise<void> {
  if (files.length === 0)
    throw new CommandFailure(2, "Name at least one scenario file: lockstep run FILE...");
  const read = await mended(async () => files.map(readScenario));
  let failed = 0;
  for (const file of read) {
    const verdict = await mended(() => runScenario(file, { seed }));
    if (!verdict.held) failed++;
    process.stdout.write(`${quiet && verdict.held ? verdictText(verdict) : timelineText(verdict)}\n\n`);
  }
  const total = counted(read.length, "scenario");
  if (failed > 0) throw new CommandFailure(1, `${failed} of ${total} failed.`);
  process.stdout.write(`${total} held.\n`);
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
