import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { replay } from "../../src/cli/replay.ts";
import { packageVersion } from "../../src/lab/package-version.ts";
import { writeFailure } from "../../src/swarm/failure-file.ts";
import type { SwarmPlan } from "../../src/swarm/plan.ts";
import { playPlan } from "../../src/swarm/play-plan.ts";

let file: string;

beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), "lockstep-replay-")), "seed-1.json");
});

afterEach(() => rm(join(file, ".."), { recursive: true }));

/** A code is asked for, and the world has no time to come to rest. */
const hurried: SwarmPlan = {
  seed: 1,
  start: "2026-06-01T00:00:00Z",
  fleet: [{ vendor: "august", count: 1, zone: "Europe/Paris" }],
  steps: [
    {
      at: 60_000,
      do: "create",
      key: "code-1",
      lock: "august-1",
      pin: 1,
      prefersNative: true,
      acceptsExternalChange: false,
    },
  ],
  faults: [{ at: 0, fault: { kind: "lock.offline", target: "lock:august-1", for: "1h" } }],
  chaosMs: 61_000,
  settleMs: 1,
};

/** Lives through a world that fails, and writes it down as the swarm does. */
async function writeDown({ plan = hurried, digest }: { plan?: SwarmPlan; digest?: string } = {}) {
  const end = await playPlan(hurried);
  if (!end.failure) throw new Error("the world held");
  const failure = { ...end.failure, trace: [...end.failure.trace] };
  const before = { steps: 1, faults: 1 };
  const text = { lockstep: packageVersion(), failure, digest: digest ?? end.digest, before, plan };
  await writeFile(file, writeFailure(text));
}

test("a world that did not hold is lived through once more, to the digest", async () => {
  await writeDown();
  await expect(replay(file)).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(
      /at rest: setting: code-1 of august-1.*The same as before, to the digest\.$/s,
    ),
  });
});

test("a world that fails in the same way and was another says so", async () => {
  await writeDown({ digest: "abc" });
  await expect(replay(file)).rejects.toThrow(/The same as before, with another digest, [0-9a-f]{64}\.$/);
});

test("a world that holds by now is no failure", async () => {
  await writeDown({ plan: { ...hurried, settleMs: 7_200_000 } });
  await expect(replay(file)).resolves.toBeUndefined();
});

test("a file that is none is refused in words", async () => {
  await writeFile(file, "{}");
  await expect(replay(file)).rejects.toMatchObject({ exitCode: 2 });
});

test("a world with locks of a vendor that is not there ends with 2, and says how to name it", async () => {
  await writeDown({ plan: { ...hurried, fleet: [{ vendor: "acme" }] } });
  await expect(replay(file)).rejects.toMatchObject({
    exitCode: 2,
    message: `${file}: there is no vendor "acme": name its module with --plugin.`,
  });
});
