/**
 * `npm run transitions`: which transitions of the vendors' machines are taken by locks that live: in the scenario files, and in worlds that
 * a swarm draws. What the conformance suite's walk takes, which feeds a machine everything that it can hear, its own test counts.
 * Ends with 1 when a transition is taken that is listed as never taken (test/conformance/transitions-not-taken.ts), or a world fails.
 *
 * LOCKSTEP_TRANSITION_SEEDS (10), LOCKSTEP_TRANSITION_DAYS (7), LOCKSTEP_TRANSITION_LOCKS (11). With parts of machines' names as
 * arguments, the transitions of these that nobody has taken.
 */
import { subscribe } from "node:diagnostics_channel";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AnyTransitionDefinition } from "xstate";
import { drivers } from "../drivers/index.ts";
import { textTable } from "../src/cli/text-table.ts";
import { offlineMachine } from "../src/driver/offline-machine.ts";
import { nameOf, takenTransitions, transitionsOf } from "../src/driver/transitions.ts";
import { ownVendors } from "../src/lab/vendors.ts";
import { readScenario } from "../src/scenarios/read-scenario.ts";
import { runScenario } from "../src/scenarios/run-scenario.ts";
import { drawPlan } from "../src/swarm/draw-plan.ts";
import { playPlan } from "../src/swarm/play-plan.ts";
import { transitionsNotTaken } from "../test/conformance/transitions-not-taken.ts";

const numberOf = (name: string, ordinary: number): number => Number(process.env[name] ?? ordinary);
const seeds = numberOf("LOCKSTEP_TRANSITION_SEEDS", 10);
const days = numberOf("LOCKSTEP_TRANSITION_DAYS", 7);
const locks = numberOf("LOCKSTEP_TRANSITION_LOCKS", 11);

const inScenarios = new Set<AnyTransitionDefinition>();
const inWorlds = new Set<AnyTransitionDefinition>();
let taken = inScenarios;
subscribe(takenTransitions.name, (transition) => {
  taken.add(transition as AnyTransitionDefinition);
});

const folder = fileURLToPath(new URL("../fixtures/scenarios/", import.meta.url));
for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
  if (file.endsWith(".yaml")) await runScenario(readScenario(folder + file));
}
taken = inWorlds;
let failures = 0;
for (let seed = 1; seed <= seeds; seed++) {
  const { failure } = await playPlan(drawPlan({ seed, days, locks, plugins: ownVendors }));
  if (!failure) continue;
  failures++;
  say(`seed ${seed}: ${failure.kind}: ${failure.words}`);
}

const machines = [...Object.values(drivers).map(({ slotMachine }) => slotMachine), offlineMachine];
const count = (all: readonly AnyTransitionDefinition[], among: ReadonlySet<AnyTransitionDefinition>) =>
  String(all.filter((transition) => among.has(transition)).length);
const inEither = new Set([...inScenarios, ...inWorlds]);
say(
  textTable(
    ["machine", "transitions", "in scenarios", `in ${seeds} worlds`, "in either"],
    machines.map((machine) => {
      const all = transitionsOf(machine);
      return [
        machine.id,
        String(all.length),
        ...[inScenarios, inWorlds, inEither].map((each) => count(all, each)),
      ];
    }),
  ),
);

const parts = process.argv.slice(2);
for (const machine of machines.filter(({ id }) => parts.some((part) => id.includes(part)))) {
  const untaken = transitionsOf(machine).filter((transition) => !inEither.has(transition));
  say([`\n${machine.id}`, ...untaken.map((transition) => `  ${nameOf(transition)}`)].join("\n"));
}

const impossible = Object.values(drivers).flatMap((driver) =>
  transitionsOf(driver.slotMachine)
    .filter((transition) => inEither.has(transition))
    .map(nameOf)
    .filter((name) => transitionsNotTaken.some(({ transitions, of }) => of(driver) && transitions.test(name)))
    .map((name) => `${driver.profile.vendor} has taken "${name}", which is listed as never taken`),
);
for (const each of impossible) say(each);
process.exitCode = impossible.length === 0 && failures === 0 ? 0 : 1;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
