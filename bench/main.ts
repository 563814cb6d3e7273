/**
 * `npm run bench`: what a lab costs, as a table for people and as JSON for machines.
 *
 *     node bench/main.ts [--only throughput,year] [--json]
 *
 * Every part runs in a process of its own. The JSON goes to `bench/results.json`, or with `--json` to the output in place of
 * the table.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Measurement, meetsAim } from "./measurement.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

interface Part {
  readonly title: string;
  readonly run: () => Measurement[];
}

/** Runs a script in a process of its own and returns what it printed. Its progress goes where ours goes. */
function output(script: string, args: readonly string[] = [], nodeOptions: readonly string[] = []): string {
  return execFileSync(process.execPath, [...nodeOptions, here(script), ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}

const measured = (script: string, args: readonly string[] = []): Measurement[] =>
  JSON.parse(output(script, args)) as Measurement[];

const say = (progress: string): void => void process.stderr.write(`${progress}\n`);

const parts: Readonly<Record<string, Part>> = {
  throughput: {
    title: "Cycles: request, programming, read-back, `set`, event",
    run: () => [...measured("throughput.ts", ["memory"]), ...measured("throughput.ts", ["tcp"])],
  },
  api: { title: "The API over HTTP, beside fake-seam-connect", run: () => measured("api.ts") },
  year: { title: "A virtual year", run: () => measured("year.ts") },
  worlds: { title: "Worlds of the swarm", run: () => measured("worlds.ts") },
  "year-of-faults": {
    title: "A virtual year in which things go wrong",
    run: () => measured("year-of-faults.ts"),
  },
  digests: { title: "One seed on several Nodes and in several zones", run: () => measured("digests.ts") },
  start: {
    title: "Start of a lab of four locks",
    run: () => [...startOf("as built", buildPackage()), ...startOf("from source", here("../src/index.ts"))],
  },
  memory: { title: "Memory of an idle lock", run: () => fleets.flatMap(memoryOf) },
};

/** The package as it is published, in a place of its own. Returns its entry. */
function buildPackage(): string {
  say("  building the package");
  const place = here("../node_modules/.cache/lockstep-bench/");
  mkdirSync(place, { recursive: true });
  execFileSync(
    process.execPath,
    [here("../node_modules/typescript/bin/tsc"), "-p", here("../tsconfig.build.json"), "--outDir", place],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  writeFileSync(`${place}package.json`, JSON.stringify({ type: "module" }));
  return `${place}src/index.js`;
}

const freshProcesses = 5;

/** The best of some fresh processes: whatever else the machine does only makes it longer. */
function startOf(how: string, entry: string): Measurement[] {
  const runs = Array.from({ length: freshProcesses }, (_, run) => {
    say(`  labs ${how}, process ${run + 1} of ${freshProcesses}`);
    return measured("start.ts", [entry]);
  });
  const [first = []] = runs;
  return first.map((measurement, index) => ({
    ...measurement,
    what: `${measurement.what}, ${how}`,
    value: Math.min(...runs.map((run) => run[index]?.value ?? Number.NaN)),
  }));
}

const fleets = [
  { vendor: "smartthings", locksPerHub: 20, counts: [1000, 10_000] },
  { vendor: "august", locksPerHub: 50, counts: [1000, 10_000] },
  // Ten thousand bridges take two minutes to connect: aedes looks at every retained message for each that subscribes.
  { vendor: "august", locksPerHub: 1, counts: [1000] },
] as const;

function memoryOf({ vendor, locksPerHub, counts }: (typeof fleets)[number]): Measurement[] {
  const usedBytes = (count: number): number => {
    say(`  memory of ${count} locks of ${vendor}, ${locksPerHub} to a hub`);
    return Number(output("memory.ts", [vendor, String(count), String(locksPerHub)], ["--expose-gc"]));
  };
  // A lab has one lock at least.
  const one = usedBytes(1);
  return counts.map((count) => ({
    what: `${vendor}, ${locksPerHub} to a hub, ${count} locks`,
    value: (usedBytes(count) - one) / (count - 1) / 1024,
    unit: "KB",
    aim: { atMost: 8 },
  }));
}

function lineOf(measurement: Measurement): string {
  const { what, value, unit, aim } = measurement;
  const aimed = aim && ("atLeast" in aim ? `at least ${aim.atLeast}` : `at most ${aim.atMost}`);
  const verdict = aim ? `${aimed} ${unit}`.trimEnd() + (meetsAim(measurement) ? "" : "  MISSED") : "";
  return `  ${what.padEnd(52)}${shown(value).padStart(11)} ${unit.padEnd(4)} ${verdict}`.trimEnd();
}

const shown = (value: number): string =>
  value.toLocaleString("en", { maximumFractionDigits: value < 1 ? 3 : value < 100 ? 1 : 0 });

function chosenParts(only: string | undefined): string[] {
  if (only === undefined) return Object.keys(parts);
  const names = only.split(",");
  const unknown = names.find((name) => !parts[name]);
  if (unknown === undefined) return names;
  say(`There is no part "${unknown}": the parts are ${Object.keys(parts).join(", ")}.`);
  process.exit(2);
}

const { values } = parseArgs({ options: { only: { type: "string" }, json: { type: "boolean" } } });
const results = chosenParts(values.only).map((name) => {
  const { title, run } = parts[name] as Part;
  say(title);
  const measurements = run();
  return { part: name, title, load: loadavg()[0], measurements };
});
const json = JSON.stringify(
  { node: process.version, processor: cpus()[0]?.model, processors: cpus().length, results },
  null,
  2,
);
if (values.json) {
  process.stdout.write(`${json}\n`);
} else {
  writeFileSync(here("results.json"), `${json}\n`);
  const busy = results.some(({ load }) => load !== undefined && load > cpus().length);
  if (busy)
    process.stdout.write(
      "\nThe machine had more to do than it has processors: times by the clock are too long.\n",
    );
  for (const { title, measurements } of results) {
    process.stdout.write(`\n${title}\n${measurements.map(lineOf).join("\n")}\n`);
  }
}
