/**
 * `npm run mutants`: does the swarm find bugs? Each of a list of planted ones is loaded into a process of its own and lived with, until
 * a world fails or the seeds are spent. A seed at which the product fails as it is proves nothing: the search goes on after it.
 * Ends with 1 when a mutant survives, or the product itself has failed.
 *
 * LOCKSTEP_MUTANT_SEEDS (60), LOCKSTEP_MUTANT_DAYS (3), LOCKSTEP_MUTANT_LOCKS (11); as arguments: parts of the names of the mutants that
 * are to be tried.
 */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { mutants } from "./mutants/mutants.ts";

/** How a world has ended: `kind` and `words` where it failed. */
interface End {
  readonly seed: number;
  readonly kind?: string;
  readonly words?: string;
}

const numberOf = (name: string, ordinary: number): number => Number(process.env[name] ?? ordinary);
const seedCount = numberOf("LOCKSTEP_MUTANT_SEEDS", 60);
const days = numberOf("LOCKSTEP_MUTANT_DAYS", 3);
const locks = numberOf("LOCKSTEP_MUTANT_LOCKS", 11);

const liveFile = fileURLToPath(new URL("./mutants/live.ts", import.meta.url));
const parts = process.argv.slice(2);
const chosen = mutants.filter(({ name }) => parts.length === 0 || parts.some((part) => name.includes(part)));
const began = performance.now();

const all = Array.from({ length: seedCount }, (_, place) => place + 1);
const cores = availableParallelism();
/** How worlds end with the product as it is, each lived through once. */
const asItIs = new Map<number, Promise<End | undefined>>();
const failing: End[] = [];

const rows = await onAllCores(chosen, async ({ name }) => {
  const found = await find(name, all);
  process.stderr.write(`${name}: ${found ? `seed ${found.seed}, ${found.words}` : "SURVIVED"}\n`);
  return { name, found };
});
const survivors = rows.filter(({ found }) => !found);

say("| mutant | found by | at seed |\n| --- | --- | --- |");
for (const { name, found } of rows) say(`| ${name} | ${found?.kind ?? "SURVIVED"} | ${found?.seed ?? ""} |`);
const seconds = Math.round((performance.now() - began) / 1000);
say(
  `\n${rows.length - survivors.length} of ${rows.length} found, with ${all.length} seeds, ${days} days and ${locks} locks, in ${seconds} s.`,
);
process.exitCode = survivors.length === 0 && failing.length === 0 ? 0 : 1;

/** The first world that fails with the mutant and not without it. */
async function find(name: string, seeds: readonly number[]): Promise<End | undefined> {
  const failed = (await live(name, seeds)).find(({ kind }) => kind !== undefined);
  if (!failed || (await holdsAsItIs(failed.seed))) return failed;
  return find(
    name,
    seeds.filter((seed) => seed > failed.seed),
  );
}

async function holdsAsItIs(seed: number): Promise<boolean> {
  if (!asItIs.has(seed)) {
    asItIs.set(
      seed,
      live("", [seed]).then(([end]) => {
        if (end?.kind === undefined) return undefined;
        failing.push(end);
        say(`the product itself fails at seed ${seed}: ${end.kind}: ${end.words}`);
        return end;
      }),
    );
  }
  return (await asItIs.get(seed)) === undefined;
}

/** Lives through worlds with a mutant. Rejects when its process fails: a patch that does not fit, a bug that cannot be loaded. */
function live(name: string, seeds: readonly number[]): Promise<End[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [liveFile, name, String(days), String(locks), ...seeds.map(String)],
      {
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    // What a product says that has a bug in it is of interest only when it could not be loaded.
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = `${said}${text}`.slice(-4000);
    });
    const ends: End[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => ends.push(JSON.parse(line)));
    child.once("close", (code) =>
      code === 0 ? resolve(ends) : reject(new Error(`"${name}" ended with ${code}: ${said}`)),
    );
  });
}

/** One after the other, as many at once as there are cores. The answers are in the order of the work. */
async function onAllCores<Work, Answer>(
  work: readonly Work[],
  act: (one: Work) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const waiting = [...work.entries()];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) answers[next[0]] = await act(next[1]);
  };
  await Promise.all(Array.from({ length: cores }, lane));
  return answers;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
