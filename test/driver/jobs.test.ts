import { describe, expect, test } from "vitest";
import type { LockDriver } from "../../src/driver/lock-driver.ts";
import { cloudDriver } from "./cloud-vendor.ts";
import { SessionBench } from "./session-bench.ts";

/** A bench with one code that is being added. */
function adding(driver: LockDriver = cloudDriver()) {
  const bench = new SessionBench(driver);
  const placementId = bench.place("4821", "Ada");
  bench.answer({ type: "entries", entries: [] });
  expect(bench.last.body.type).toBe("add");
  return { bench, placementId };
}

describe("a command that becomes a job", () => {
  test("holds its turn until the job has ended", () => {
    const { bench, placementId } = adding();
    bench.answer({ type: "job", job: "j1" });
    bench.place("1357", "Bob");
    expect(bench.sent.filter(({ body }) => body.type === "add")).toHaveLength(1);
    bench.tell({ type: "jobEnded", job: "j0", code: "failed" });
    expect(bench.placement(placementId).attempts).toBe(0);
    bench.tell({ type: "jobEnded", job: "j1", id: "k1" });
    expect(bench.sent.filter(({ body }) => body.type === "add")).toHaveLength(2);
    expect(bench.placement(placementId).content.entry).toBe("k1");
  });

  test("that is refused in the end is a refusal like any other", () => {
    const { bench, placementId } = adding();
    bench.answer({ type: "job", job: "j1" });
    bench.tell({ type: "jobEnded", job: "j1", code: "failed" });
    bench.tell({ type: "jobEnded", job: "j1", code: "failed" });
    expect(bench.placement(placementId)).toMatchObject({
      attempts: 1,
      evidence: "unsent",
      refusal: { vendorCode: "failed" },
    });
  });

  test("whose end nobody tells is in doubt, and read", () => {
    const { bench } = adding();
    const before = bench.clock.now();
    bench.answer({ type: "job", job: "j1" });
    bench.untilSent("list");
    expect(bench.clock.now() - before).toBe(121_000);
    bench.tell({ type: "jobEnded", job: "j1", code: "failed" });
    expect(bench.inFlight).toBeGreaterThan(0);
  });
});

describe("a job whose end nobody tells, where the cloud can be asked for it", () => {
  const asking = () => {
    const { bench, placementId } = adding({
      ...cloudDriver(),
      encodeJobQuestion: (job) => ({ type: "how", job }),
    });
    const sentAt = bench.clock.now();
    bench.answer({ type: "job", job: "j1" });
    expect(bench.untilSent("how").body).toEqual({ type: "how", job: "j1" });
    expect(bench.clock.now() - sentAt, "not before it is due").toBe(120_000);
    return { bench, placementId };
  };

  test("ends as the cloud says", () => {
    const done = asking();
    done.bench.answer({ type: "jobEnded", job: "j1", id: "k1" });
    expect(done.bench.placement(done.placementId).content.entry).toBe("k1");
    expect(done.bench.untilSent("get").body.type).toBe("get");

    const failed = asking();
    failed.bench.answer({ type: "jobEnded", job: "j1", code: "failed" });
    expect(failed.bench.placement(failed.placementId)).toMatchObject({
      evidence: "unsent",
      refusal: { vendorCode: "failed" },
    });
  });

  test("ends by what is told meanwhile, and the answer then says nothing more", () => {
    const { bench, placementId } = asking();
    bench.tell({ type: "jobEnded", job: "j1", id: "k1" });
    bench.answer({ type: "jobEnded", job: "j1", code: "failed" });
    expect(bench.placement(placementId)).toMatchObject({ evidence: "inDoubt", content: { entry: "k1" } });
    expect(bench.placement(placementId).refusal).toBeUndefined();
  });

  test.each([
    ["has not ended", { type: "job", job: "j1" }],
    ["is another", { type: "jobEnded", job: "j0", code: "failed" }],
    ["is not to be asked for now", { type: "refused", code: "failed" }],
  ])("is in doubt, and read, when the cloud says that it %s", (_, answer) => {
    const { bench, placementId } = asking();
    bench.answer(answer);
    expect(bench.placement(placementId)).toMatchObject({ evidence: "inDoubt" });
    expect(bench.placement(placementId).refusal).toBeUndefined();
    expect(bench.untilSent("list").body.type).toBe("list");
    expect(bench.sent.filter(({ body }) => body.type === "how")).toHaveLength(1);
  });

  test("is in doubt, and read, when the cloud is silent too", () => {
    const { bench } = asking();
    const askedAt = bench.clock.now();
    bench.untilSent("list");
    expect(bench.clock.now() - askedAt).toBe(31_000);
    expect(bench.sent.filter(({ body }) => body.type === "how")).toHaveLength(1);
  });
});
