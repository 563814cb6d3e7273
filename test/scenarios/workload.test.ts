import { describe, expect, test } from "vitest";
import { parseDuration } from "../../src/kernel/duration.ts";
import { seededRandom } from "../../src/kernel/random.ts";
import { parseScenario } from "../../src/scenarios/read-scenario.ts";
import { runScenario } from "../../src/scenarios/run-scenario.ts";
import { drawDeeds, Workload } from "../../src/scenarios/workload.ts";

const draw = (workload: unknown, seed = 7) =>
  drawDeeds(Workload.parse(workload), ["august-1", "august-2"], seededRandom(seed));

describe("the guests of a workload", () => {
  const plan = { guests: 200, over: "30d", cancel: 0.3, extend: 0.3, presses: 3 };

  test("are drawn from the seed, each from a stream of its own", () => {
    expect(draw(plan)).toEqual(draw(plan));
    expect(draw(plan, 8)).not.toEqual(draw(plan));
    const some = new Set(draw({ ...plan, guests: 3 }).map((deed) => JSON.stringify(deed)));
    const first = draw(plan).filter(({ guest }) => ["guest-1", "guest-2", "guest-3"].includes(guest));
    expect(new Set(first.map((deed) => JSON.stringify(deed)))).toEqual(some);
  });

  test("are booked before they arrive, open the door within their stay, and try once more after it", () => {
    for (const deeds of Map.groupBy(draw(plan), ({ guest }) => guest).values()) {
      const [booked, ...others] = deeds;
      if (booked?.does.verb !== "book") throw new Error("a guest is booked first");
      const { startsAtMs, endsAtMs } = booked.does;
      const extended = others.find(({ does }) => does.verb === "extend")?.does;
      const end = extended?.verb === "extend" ? extended.endsAtMs : endsAtMs;
      expect(startsAtMs - booked.atMs).toBeGreaterThanOrEqual(20 * 60_000);
      expect(endsAtMs - startsAtMs).toBeGreaterThanOrEqual(parseDuration("1d"));
      expect(endsAtMs - startsAtMs).toBeLessThanOrEqual(parseDuration("3d"));
      const isCancelled = others.some(({ does }) => does.verb === "cancel");
      const presses = others.filter(({ does }) => does.verb === "press");
      expect(presses).toHaveLength(isCancelled ? 1 : 4);
      for (const { atMs, does } of presses) {
        const isStay = atMs > startsAtMs && atMs < end && !isCancelled;
        expect(does).toEqual({ verb: "press", mayEnter: isStay });
      }
    }
  });
});

const guests = (workload: string, faults = "[]") =>
  runScenario(
    parseScenario(
      "guests.yaml",
      `version: 1\nfleet: [{ vendor: august }]\nfaults: ${faults}\nworkload: { guests: 2, over: 1d, stay: { min: 6h, max: 8h }, ${workload} }\n`,
    ),
  );

test("a guest who stands before a closed door fails the scenario, unless that many may", async () => {
  const dead = '[{ kind: bridge.missing, target: "lock:*", for: 30d }]';
  const { failures, held } = await guests("presses: 2", dead);
  expect(held).toBe(false);
  expect(failures).toMatchObject([
    { line: 4, field: "workload.turned_away", message: expect.stringContaining("guests stood 4 times") },
  ]);
  expect(await guests("presses: 2, turned_away: 4", dead)).toMatchObject({ held: true });
  expect(await guests("presses: 2")).toMatchObject({ held: true });
});

test("a guest whose PIN the vendor makes is told it on arrival", async () => {
  const text = `version: 1
fleet: [{ vendor: salto-ks }]
workload: { guests: 4, over: 1d, stay: { min: 6h, max: 8h }, cancel: 0.5, presses: 0 }
`;
  expect(await runScenario(parseScenario("guests.yaml", text))).toMatchObject({ held: true, failures: [] });
});

test("a guest whose PIN is never made stands before a closed door", async () => {
  const text = `version: 1
fleet: [{ vendor: salto-ks }]
faults: [{ kind: cloud.serverError, target: "lock:*", for: 30d }]
workload: { guests: 1, over: 1d, presses: 1 }
`;
  const { failures } = await runScenario(parseScenario("guests.yaml", text));
  expect(failures).toMatchObject([{ message: expect.stringContaining("guests stood 1 times") }]);
});

test("so does one who comes in after the stay", async () => {
  const faults =
    '[{ kind: lock.zombieSlot, target: "lock:*", match: { change: clear }, for: 30d }, { kind: lock.scheduleBug, target: "lock:*", for: 30d }]';
  expect((await guests("presses: 0", faults)).failures).toMatchObject([{ field: "workload.let_in" }]);
});

test("the same file with the same seed gives the same run, another seed another", async () => {
  const first = await guests("presses: 1");
  expect((await guests("presses: 1")).digest).toBe(first.digest);
  const file = parseScenario("guests.yaml", "version: 1\nfleet: [{ vendor: august }]\nrun: 1h\n");
  const digests = [await runScenario(file), await runScenario(file, { seed: 2 })].map(({ digest }) => digest);
  expect(new Set(digests).size).toBe(2);
});
