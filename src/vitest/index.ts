import { test as base, type TestAPI, type TestContext } from "vitest";
import { createLab } from "../lab/create-lab.ts";
import type { Lab } from "../lab/lab.ts";
import type { LabOptions } from "../lab/lab-options.ts";

/** What a test gets beside what vitest gives it. */
export interface LabFixtures {
  /** How the lab of the test is made; `test.extend({ labOptions: { fleet: [...] } })` sets it for a file. */
  readonly labOptions: LabOptions;
  /** A fresh lab, closed after the test. Its seed is 1, or what `LOCKSTEP_SEED` says. */
  readonly lab: Lab;
}

const seedVariable = "LOCKSTEP_SEED";

/** Each seed has as long as vitest gives a test, in milliseconds. */
const seedTimeoutMs = 5000;

/** The seed that whoever replays has asked for. Throws a RangeError for one that is no whole number. */
function wantedSeed(): number | undefined {
  const text = process.env[seedVariable];
  if (text === undefined) return undefined;
  const seed = Number(text);
  if (!Number.isSafeInteger(seed)) throw new RangeError(`${seedVariable} must be a whole number`);
  return seed;
}

interface Told {
  readonly name: string;
  readonly file: { readonly filepath: string };
  readonly meta: object;
}

/** What is typed to see a test again with its seed, in any shell of POSIX. */
const replayLine = ({ name, file }: Told, seed: number): string =>
  `${seedVariable}=${seed} npx vitest run ${quoted(file.filepath)} -t ${quoted(patternOf(name))}`;

/** Vitest takes a name for a regular expression: what means something there stands for any character. */
const patternOf = (name: string): string => name.replace(/[\\^$.*+?()[\]{}|]/g, ".");

/** As it is where a shell sees nothing in it, otherwise in quotes in which it sees nothing either. */
const quoted = (text: string): string =>
  /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** Makes a lab, hands it to `use`, and says in the report which seed it had and which digest came of it. */
async function inLab(
  task: Told,
  options: LabOptions,
  seed: number,
  use: (lab: Lab) => Promise<void>,
): Promise<void> {
  const replay = replayLine(task, seed);
  const lab = await createLab({ ...options, seed, replay });
  try {
    await use(lab);
    // A promise that was broken while nobody waited for the world is broken all the same.
    if (lab.violation) throw lab.violation;
  } finally {
    Object.assign(task.meta, { lockstep: { seed, digest: lab.digest, replay } });
    await lab.close();
  }
}

/** Adds the line that replays it to an error that does not have it. */
function withReplay(error: unknown, replay: string): unknown {
  if (error instanceof Error && !error.message.includes(replay)) {
    error.message += `\nTo see it again: ${replay}`;
  }
  return error;
}

const extended = base.extend<LabFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads a fixture's needs from this pattern.
  labOptions: async ({}, use) => use({}),
  lab: async ({ labOptions, task, onTestFailed }, use) => {
    const seed = wantedSeed() ?? labOptions.seed ?? 1;
    const replay = replayLine(task, seed);
    onTestFailed(({ task: failed }) => {
      for (const error of failed.result?.errors ?? []) {
        if (!error.message.includes(replay)) error.message += `\nTo see it again: ${replay}`;
      }
    });
    await inLab(task, labOptions, seed, use);
  },
});

/**
 * The same test in a lab for each of so many seeds, from 1 on; only that of `LOCKSTEP_SEED` where it is set. Ends at the first
 * seed that fails, with the line that replays it. Its time limit is five seconds for each seed.
 */
function forSeeds(
  count: number,
  name: string,
  body: (context: { readonly lab: Lab; readonly seed: number }) => Promise<void> | void,
  options: LabOptions = {},
): void {
  base(name, { timeout: count * seedTimeoutMs }, async ({ task }: TestContext) => {
    const wanted = wantedSeed();
    const seeds = wanted === undefined ? Array.from({ length: count }, (_, index) => index + 1) : [wanted];
    for (const seed of seeds) {
      try {
        await inLab(task, options, seed, async (lab) => body({ lab, seed }));
      } catch (error) {
        throw withReplay(error, replayLine(task, seed));
      }
    }
  });
}

/** Vitest's `test`, each with a fresh `lab`; `test.forSeeds` tries one with many seeds. */
export const test: TestAPI<LabFixtures> & { readonly forSeeds: typeof forSeeds } = Object.assign(extended, {
  forSeeds,
});
