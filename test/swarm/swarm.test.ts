import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { ownVendors } from "../../src/lab/vendors.ts";
import { drawPlan } from "../../src/swarm/draw-plan.ts";
import { readFailure, writeFailure } from "../../src/swarm/failure-file.ts";
import { SwarmPlan } from "../../src/swarm/plan.ts";
import { playPlan } from "../../src/swarm/play-plan.ts";
import { runSwarm } from "../../src/swarm/run-swarm.ts";
import { shrink } from "../../src/swarm/shrink.ts";
import { drawWorld, type WorldKind } from "../../src/swarm/world-job.ts";
import { projectPath } from "../support/project-path.ts";

const seeds = [3, 5, 6, 7, 8, 13, 16, 17, 18, 19];

test("ten worlds go through two days of trouble and come to rest", { timeout: 240_000 }, async () => {
  const ends = await runSwarm({ seeds, days: 2, locks: 6, twice: false, jobs: 1 });
  expect([...ends.values()].flatMap(({ failure }) => failure ?? [])).toEqual([]);
  const taken = [...ends.values()].reduce((sum, { faults }) => sum + faults.taken, 0);
  expect(taken).toBeGreaterThan(50);
});

test("worlds may be of the locks of one vendor alone, also of one's own", async () => {
  const vendorsIn = async (more: Partial<WorldKind>) => {
    const drawn = await Promise.all(seeds.map((seed) => drawWorld(seed, { days: 1, locks: 3, ...more })));
    return new Set(drawn.flatMap(({ plan }) => plan.fleet.map(({ vendor }) => vendor)));
  };
  const modules = [pathToFileURL(projectPath("examples/acme-lock/index.ts")).href];
  expect(await vendorsIn({ modules, vendors: ["acme"] })).toEqual(new Set(["acme"]));
  expect(await vendorsIn({ vendors: ["wyze", "kwikset"] })).toEqual(new Set(["wyze", "kwikset"]));
  expect(await vendorsIn({ modules })).toContain("acme");
  expect((await vendorsIn({})).size).toBeGreaterThan(8);
});

test("a plan is the same for the same seed, is plain data, and plays to the same digest, watched or not", async () => {
  const draw = () => drawPlan({ seed: 5, days: 0.5, locks: 3, plugins: ownVendors });
  const plan = draw();
  expect(draw()).toEqual(plan);
  const read = SwarmPlan.parse(JSON.parse(JSON.stringify(plan)));
  const [one, other] = [await playPlan(plan), await playPlan(read)];
  expect(other.digest).toBe(one.digest);
  expect((await playPlan(plan, { oracles: false })).digest).toBe(one.digest);
});

const plan: SwarmPlan = {
  seed: 1,
  start: "2026-06-01T00:00:00Z",
  fleet: [{ vendor: "august" }],
  steps: Array.from({ length: 20 }, (_, at) => ({ at, do: "press", lock: "august-1", key: "none" })),
  faults: Array.from({ length: 30 }, (_, at) => ({ at, fault: { kind: `kind-${at}`, target: "service" } })),
  chaosMs: 1000,
  settleMs: 1000,
};
const failure = {
  kind: "invariant 1 (expiry)",
  words: "a door opens",
  at: "2026-06-01T00:00:01Z",
  trace: [],
};

test("a failing world is made small: what it does not take to fail goes", async () => {
  const small = await shrink(plan, failure, async ({ faults, steps }) => {
    const has = (kind: string) => faults.some(({ fault }) => fault.kind === kind);
    return has("kind-7") && has("kind-21") && steps.some(({ at }) => at === 4) ? failure : undefined;
  });
  expect(small.faults.map(({ fault }) => fault.kind)).toEqual(["kind-7", "kind-21"]);
  expect(small.steps.map(({ at }) => at)).toEqual([4]);
});

test("a world that fails in another way is not the same failure", async () => {
  const small = await shrink(plan, failure, async (candidate) =>
    candidate.faults.length === 30 ? failure : { ...failure, kind: "invariant 2 (no early access)" },
  );
  expect(small.faults).toHaveLength(30);
});

test("a failure's file is read as it was written, and says what is wrong with it", () => {
  const file = { lockstep: "0.1.0", failure, digest: "abc", before: { steps: 3, faults: 4 }, plan };
  expect(readFailure(writeFailure(file))).toMatchObject(file);
  expect(() => readFailure("no")).toThrow("is not JSON");
  const broken = { lockstepSwarmFailure: 1, ...file, digest: 7 };
  expect(() => readFailure(JSON.stringify(broken))).toThrow("digest is not valid");
});
