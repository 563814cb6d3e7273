/**
 * How long a test waits for its lab: the first in a process, imports included, and the hundredth. Argument: the entry of the
 * package.
 */
import { pathToFileURL } from "node:url";

const [entry = ""] = process.argv.slice(2);
const begun = process.hrtime.bigint();
const elapsedMs = (): number => Number(process.hrtime.bigint() - begun) / 1e6;

// Loaded after the clock has started: imports are part of what the first lab costs.
const { createLab }: typeof import("../src/index.ts") = await import(pathToFileURL(entry).href);
const importedMs = elapsedMs();

const sandbox = [
  { vendor: "august", count: 2 },
  { vendor: "smartthings", count: 2 },
];
const first = await createLab({ fleet: sandbox });
const firstMs = elapsedMs();
await first.close();

const later: number[] = [];
for (let world = 2; world <= 104; world++) {
  const start = elapsedMs();
  const lab = await createLab({ seed: world, fleet: sandbox });
  await lab.close();
  later.push(elapsedMs() - start);
}

const { hand, median } = await import("./measurement.ts");
hand([
  { what: "imports", value: importedMs, unit: "ms" },
  { what: "first lab, with imports", value: firstMs, unit: "ms", aim: { atMost: 200 } },
  // The median of nine around it: one may meet a garbage collection.
  { what: "hundredth lab, start and close", value: median(later.slice(-9)), unit: "ms", aim: { atMost: 10 } },
]);
