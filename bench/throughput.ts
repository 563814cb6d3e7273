/**
 * Complete cycles beside bare round trips, in one run, because only their ratio means the same on every machine. It is taken
 * of processor time, so that a busy machine does not change it. Argument: the transport.
 */
import assert from "node:assert/strict";
import { rateOfCycles } from "./cycles.ts";
import { hand, type Measurement, median } from "./measurement.ts";
import { rateOfRoundTrips } from "./round-trips.ts";
import type { Transport } from "./transport.ts";

const [transport] = process.argv.slice(2);
assert(transport === "memory" || transport === "tcp", "the argument must be memory or tcp");

const locks = 200;
const locksPerHub = 20;
/** The first only warms the engine up. */
const passes = 4;
const rounds = 3;

const fleets = {
  smartthings: [{ vendor: "smartthings", count: locks, locksPerHub }],
  august: [{ vendor: "august", count: locks, locksPerHub }],
  mixed: [
    { vendor: "smartthings", count: locks / 2, locksPerHub },
    { vendor: "august", count: locks / 2, locksPerHub },
  ],
} as const;
type FleetName = keyof typeof fleets;
const names = Object.keys(fleets) as FleetName[];

const bare: number[] = [];
const cycles: Record<FleetName, number[]> = { smartthings: [], august: [], mixed: [] };
const ratios: Record<FleetName, number[]> = { smartthings: [], august: [], mixed: [] };

const measureBare = () =>
  rateOfRoundTrips({ transport, devices: locks, devicesPerGateway: locksPerHub, count: 5000 });

for (let pass = 0; pass < passes; pass++) {
  for (const name of names) {
    process.stderr.write(`  cycles over ${transport}, ${name}, pass ${pass + 1} of ${passes}\n`);
    const before = await measureBare();
    const rate = await rateOfCycles({ transport, fleet: [...fleets[name]], rounds });
    if (pass === 0) continue;
    bare.push(before.perSecond);
    cycles[name].push(rate.perSecond);
    ratios[name].push(rate.perProcessorSecond / before.perProcessorSecond);
  }
}

const inWords = (transport satisfies Transport) === "tcp" ? "over TCP" : "over memory links";
const measurements: Measurement[] = [
  { what: `bare round trips ${inWords}`, value: median(bare), unit: "/s" },
  ...names.flatMap((name): Measurement[] => [
    { what: `cycles ${inWords}, ${name}`, value: median(cycles[name]), unit: "/s" },
    {
      what: "  to bare round trips, of processor time",
      value: median(ratios[name]),
      unit: "",
      aim: { atLeast: 0.25 },
    },
  ]),
];
hand(measurements);
