/**
 * A process of `scripts/mutants.ts`: loads the product with one bug in it and lives through worlds until one fails.
 * Arguments: the mutant's name (empty: the product as it is), days, locks, seeds. Writes each world's end as a line of JSON.
 */
import { registerHooks } from "node:module";
import { projectFile } from "./files.ts";
import { patched } from "./mutant.ts";
import { mutants } from "./mutants.ts";

const [name, days, locks, ...seeds] = process.argv.slice(2);
const patches = name === "" ? [] : mutants.find((mutant) => mutant.name === name)?.patches;
if (!patches) throw new Error(`no mutant "${name}"`);

const waiting = new Set(patches);
registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const mine = patches.filter(({ file }) => projectFile(file).href === url);
    if (mine.length === 0) return loaded;
    let source = String(Buffer.from(loaded.source as Uint8Array));
    for (const patch of mine) {
      source = patched(source, patch);
      waiting.delete(patch);
    }
    return { ...loaded, source };
  },
});

// Only now, so that it is loaded with the bug.
const { liveThrough } = await import("../../src/swarm/world-job.ts");
for (const { file } of waiting) throw new Error(`${file} is patched and never loaded`);

for (const seed of seeds.map(Number)) {
  const { failure } = await liveThrough({ seed, days: Number(days), locks: Number(locks), twice: false });
  process.stdout.write(
    `${JSON.stringify({ seed, kind: failure?.kind, words: failure?.words.split("\n")[0] })}\n`,
  );
  if (failure) break;
}
