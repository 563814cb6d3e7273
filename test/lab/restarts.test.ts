import { expect, test } from "vitest";
import { createLab, type Lab } from "../../src/index.ts";
import { inLab } from "../support/lab-story.ts";

const secondMs = 1000;

/** When the service died in the next minutes, in milliseconds since the epoch. */
async function deathsIn(lab: Lab, minutes: number): Promise<readonly number[]> {
  const deaths = new Set<number>();
  const startedAt = Date.parse(lab.now);
  // The trace keeps its last lines only.
  for (let minute = 0; minute < minutes; minute++) {
    await lab.advance("1m");
    for (const line of lab.traceLines()) {
      const [at, , kind, text] = line.split("|");
      if (kind === "crash" && text === "service" && Number(at) >= startedAt) deaths.add(Number(at));
    }
  }
  return [...deaths].sort((one, other) => one - other);
}

const pausesBetween = (instants: readonly number[]): number[] =>
  instants.slice(1).map((instant, place) => instant - (instants[place] ?? 0));

/** A code that no lock has yet is asked for, so that there is something to write. */
const askForCode = (lab: Lab, code: string) =>
  lab.request("/access_codes/create", { device_id: lab.lock("august-1").deviceId, code });

test.each([
  { kind: "disk.full", for: "20m" },
  { kind: "disk.eio", for: "20m" },
  { kind: "service.crashAt", for: "20m", match: { point: "beforeCommit" } },
])("a service that dies of $kind again and again is started again later and later", async (fault) => {
  const lab = await createLab({ fleet: [{ vendor: "august" }] });
  lab.inject({ ...fault, target: "service", params: { downFor: "1s" } });
  await expect(askForCode(lab, "4821")).rejects.toMatchObject({ status: 503 });
  const pauses = pausesBetween(await deathsIn(lab, 20));
  expect(pauses[0]).toBeLessThan(2 * secondMs);
  expect(Math.max(...pauses)).toBeGreaterThan(110 * secondMs);
  expect(Math.max(...pauses)).toBeLessThan(122 * secondMs);
  // One death in two minutes, and those before it.
  expect(pauses.length).toBeLessThan(20);
  expect(pauses.length).toBeGreaterThan(10);

  await lab.advance("3m");
  await askForCode(lab, "4822");
  await lab.advance("15m");
  expect(lab.lock("august-1").opensWith("4822")).toBe(true);
  await lab.close();
});

test("one that has stood for a minute is started again at once", async () => {
  const lab = await createLab({ fleet: [{ vendor: "august" }] });
  lab.inject({ kind: "disk.full", target: "service", for: "5m", params: { downFor: "1s" } });
  await expect(askForCode(lab, "4821")).rejects.toMatchObject({ status: 503 });
  await lab.advance("10m");
  lab.inject({
    kind: "disk.full",
    target: "service",
    when: { nth: 1 },
    for: "5m",
    params: { downFor: "1s" },
  });
  await expect(askForCode(lab, "4822")).rejects.toMatchObject({ status: 503 });
  await lab.advance("2s");
  await askForCode(lab, "4823");
  await lab.advance("15m");
  expect(lab.lock("august-1").opensWith("4823")).toBe(true);
  await lab.close();
});

test.each(["hubitat", "smartthings"])(
  "a code that was put off and put back into its slot of %s, which the service has forgotten, is found there and stays",
  (vendor) =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      const id = await story.createSet("4821", { name: "Ada" });
      await story.createSet("9061", { name: "Bob" });
      const inMinutes = (minutes: number) => new Date(story.now + minutes * 60_000).toISOString();
      await story.update(id, { starts_at: inMinutes(62), ends_at: inMinutes(180) });
      await lab.advance("90s");
      expect(lock.opensWith("4821")).toBe(false);
      lab.inject({ kind: "disk.stale", target: "service", when: { after: { event: "command" } } });
      await lab.advance("15m");
      expect(lock.opensWith("4821")).toBe(true);
      expect(story.pins()).toEqual(["4821", "9061"]);
      await lab.advance("2h");
      expect(lock.opensWith("4821")).toBe(true);
    }),
);

test.each(["hubitat", "smartthings"])(
  "what a service that was set back finds of its own code in another slot of %s is a stranger's, and the code says so",
  (vendor) =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      await story.createSet("9061", { name: "Bob" });
      const inMinutes = (minutes: number) => new Date(story.now + minutes * 60_000).toISOString();
      const id = await story.create("4821", {
        name: "Ada",
        starts_at: inMinutes(62),
        ends_at: inMinutes(180),
      });
      lab.inject({ kind: "disk.stale", target: "service", when: { at: "4m" } });
      // So that Ada's slot is not the one that the service leased for her before.
      await lock.edit({ action: "add_code", code: "7305", name: "Owner" });
      await lab.advance("10m");
      expect(story.pins()).toEqual(["9061", "7305", "4821"]);
      expect(await story.errors(id)).toContain("duplicate_code_on_device");
      const { access_codes } = await lab.request("/access_codes/unmanaged/list", {
        device_id: lock.deviceId,
      });
      expect(access_codes.map(({ name }: { name: string }) => name)).toEqual(["Owner", "Ada"]);
      await lab.advance("1d");
      expect(await story.status(id)).toBe("gone");
      expect(story.pins()).toEqual(["9061", "7305", "4821"]);
    }),
);
