import { describe, expect, test } from "vitest";
import { cloudDriver } from "./cloud-vendor.ts";
import { SessionBench } from "./session-bench.ts";

/** A bench with one code whose addition nobody has answered in time, and that addition. */
function unanswered() {
  const bench = new SessionBench(cloudDriver({ editsInPlace: { value: true, source: "assumed" } }));
  const placementId = bench.place("4821");
  bench.answer({ type: "entries", entries: [] });
  const addition = bench.last;
  expect(addition.body.type).toBe("add");
  bench.untilSent("list");
  return { bench, placementId, addition };
}

const list = (...marks: string[]) => ({
  type: "entries",
  entries: marks.map((mark, place) => ({ id: `k${place + 1}`, name: "Ada", mark })),
});

describe("an answer that comes after its time", () => {
  test("still tells the key by which the code can be taken off", () => {
    const { bench, placementId, addition } = unanswered();
    bench.answer({ type: "added", id: "k1" }, addition);
    expect(bench.placement(placementId)).toMatchObject({ evidence: "inDoubt", content: { entry: "k1" } });
    bench.session.remove(placementId);
    expect(bench.untilSent("remove").body).toEqual({ type: "remove", id: "k1" });
  });

  test("proves nothing: a read does", () => {
    const { bench, placementId, addition } = unanswered();
    bench.answer({ type: "added", id: "k1", mark: "m1" }, addition);
    expect(bench.placement(placementId).status).toBe("setting");
    bench.answer(list("m1"));
    expect(bench.placement(placementId)).toMatchObject({ status: "set", evidence: "confirmed" });
  });

  test("tells by its mark that others have changed the PIN before any read has shown it: that is not taken for set", () => {
    const { bench, placementId, addition } = unanswered();
    bench.answer({ type: "added", id: "k1", mark: "m1" }, addition);
    bench.answer(list("m2"));
    expect(bench.placement(placementId).status).toBe("setting");
    expect(bench.last.body).toEqual({ type: "remove", id: "k1" });
  });

  test("says nothing of a code that a read has shown since", () => {
    const { bench, placementId, addition } = unanswered();
    bench.answer(list("m2"));
    expect(bench.placement(placementId)).toMatchObject({ status: "set", content: { mark: "m2" } });
    bench.answer({ type: "added", id: "k1", mark: "m1" }, addition);
    expect(bench.placement(placementId)).toMatchObject({ status: "set", content: { mark: "m2" } });
  });

  test("says nothing of what was sent after the command that it answers", () => {
    const { bench, placementId, addition } = unanswered();
    bench.answer({ type: "added", id: "k1", mark: "m1" }, addition);
    bench.answer(list("m1"));
    bench.session.change(placementId, { pin: "9753", name: "Ada", window: undefined });
    expect(bench.last.body.type).toBe("update");
    const update = bench.last;
    const later = { type: "added", id: "k7", mark: "m7" };
    bench.answer(later, addition);
    bench.untilSent("get");
    bench.answer(later, addition);
    expect(bench.placement(placementId).content).toMatchObject({ entry: "k1", mark: undefined });
    bench.answer({ type: "added", mark: "m2" }, update);
    expect(bench.placement(placementId).content).toMatchObject({ entry: "k1", mark: "m2" });
  });
});

describe("a job whose end is told after its time", () => {
  test("still tells the key", () => {
    const { bench, placementId, addition } = unanswered();
    bench.answer({ type: "job", job: "j1" }, addition);
    bench.tell({ type: "jobEnded", job: "j0", id: "k0" });
    bench.tell({ type: "jobEnded", job: "j2", id: "k2" });
    expect(bench.placement(placementId).content.entry).toBe("");
    bench.tell({ type: "jobEnded", job: "j1", id: "k1" });
    expect(bench.placement(placementId).content.entry).toBe("k1");
  });

  test("tells it too where it was heard in time to have become a job", () => {
    const bench = new SessionBench(cloudDriver());
    const placementId = bench.place("4821");
    bench.answer({ type: "entries", entries: [] });
    bench.answer({ type: "job", job: "j1" });
    bench.untilSent("list");
    bench.tell({ type: "jobEnded", job: "j1", id: "k1" });
    expect(bench.placement(placementId).content.entry).toBe("k1");
  });

  test("and failed, tells nothing: only a read says what has become of the command", () => {
    const { bench, placementId, addition } = unanswered();
    bench.answer({ type: "job", job: "j1" }, addition);
    bench.tell({ type: "jobEnded", job: "j1", code: "failed", id: "k1" });
    expect(bench.placement(placementId)).toMatchObject({ evidence: "inDoubt", content: { entry: "" } });
  });
});
