import { expect, test, vi } from "vitest";
import { cloudDriver } from "./cloud-vendor.ts";
import { SessionBench } from "./session-bench.ts";

/** What a session reads of its own accord. */

const entries = (...ids: string[]) => ({ type: "entries", entries: ids.map((id) => ({ id, name: "Ada" })) });

const hourMs = 3_600_000;

/** Lets the time pass and answers every command with `shown`; returns when commands were sent. */
function answering(bench: SessionBench, shown: ReturnType<typeof entries>, forMs: number): number[] {
  const from = bench.sent.length;
  const until = bench.clock.now() + forMs;
  while (bench.clock.now() < until && bench.sent.length < from + 2_000) {
    if (bench.inFlight > 0) bench.answer(shown);
    else if (!bench.clock.step()) break;
  }
  return bench.sent.slice(from).map(({ at }) => at);
}

test("a lock whose every answer gives cause for another look is not looked at without end", () => {
  const bench = new SessionBench(
    cloudDriver({ entryKey: "slotNumber", tableShowsPins: { value: false, source: "assumed" } }),
  );
  bench.place("4821");
  bench.answer(entries());
  bench.answer({ type: "refused", code: "failed" });
  // Asked what stands in the entry, it says each time that something does, and not what.
  bench.tell(entries("1"));
  const looks = answering(bench, entries("1"), hourMs);
  expect(looks.length).toBeGreaterThan(10);
  expect(looks.length).toBeLessThan(400);
});

test("what was given up and never seen is looked for while its code lives, and no timer outlasts those of a machine", () => {
  const bench = new SessionBench(cloudDriver());
  const timers = vi.spyOn(bench.clock, "setTimeout");
  const placementId = bench.place("4821");
  bench.answer(entries());
  bench.answer({ type: "added", id: "k1" });
  bench.untilSent("get");
  bench.answer(entries());
  bench.untilSent("add");
  bench.answer({ type: "added", id: "k2" });
  bench.untilSent("get");
  const looks = answering(bench, entries("k2"), 40 * 24 * hourMs);
  expect(bench.placement(placementId).status).toBe("set");
  expect(looks.length).toBeGreaterThan(100);
  // Node's own: what is to be later happens at once.
  expect(Math.max(...timers.mock.calls.map(([, delayMs]) => delayMs))).toBeLessThan(2 ** 31);
});
