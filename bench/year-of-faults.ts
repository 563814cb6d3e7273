/**
 * A virtual year of a hundred locks of all vendors, things going wrong all the time: one world of the swarm, as long as its owner
 * may want one. It counts only if it holds.
 *
 * Seeds are as different as a quiet house and a busy one in bad weather. Of this one a lock has a guest every three days on average, and
 * something breaks at it every other day, of nearly all kinds that there are. Seed 1 has ten times as many of both.
 */
import { ownVendors } from "../src/lab/vendors.ts";
import { drawPlan } from "../src/swarm/draw-plan.ts";
import { playPlan } from "../src/swarm/play-plan.ts";
import { hand } from "./measurement.ts";

const locks = 100;
const seed = 20;
const plan = drawPlan({ seed, days: 365, locks, plugins: ownVendors });
const begun = performance.now();
let tenths = 0;
const end = await playPlan(plan, {
  onProgress: (share) => {
    if (share * 10 < tenths + 1) return;
    tenths++;
    process.stderr.write(`  a year of ${locks} locks: ${tenths} tenths are over\n`);
  },
});
const wallS = (performance.now() - begun) / 1000;
if (end.failure)
  throw new Error(`It did not hold at ${end.failure.at}. ${end.failure.kind}: ${end.failure.words}`);
const cpu = process.cpuUsage();

hand([
  { what: `a virtual year of ${locks} locks, with faults`, value: wallS, unit: "s" },
  { what: "its processor time", value: (cpu.user + cpu.system) / 1e6, unit: "s" },
  { what: "its requests", value: end.requests, unit: "" },
  { what: "faults injected", value: end.faults.taken, unit: "" },
  { what: "kernel events", value: end.events, unit: "" },
  { what: "kernel events per second", value: end.events / wallS, unit: "/s" },
  { what: "peak memory (RSS)", value: process.resourceUsage().maxRSS / 1024, unit: "MB" },
]);
