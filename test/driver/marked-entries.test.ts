import { describe, expect, test } from "vitest";
import { cloudDriver, type Shown } from "./cloud-vendor.ts";
import { SessionBench } from "./session-bench.ts";

/** A vendor whose reads never show a PIN, and instead a mark that changes with it. */

const entries = (...shown: Shown[]) => ({ type: "entries", entries: shown });
const ours = (mark: string, more: Partial<Shown> = {}) => entries({ id: "k1", name: "Ada", mark, ...more });

/** A code that has been confirmed under the mark `m1`. */
function confirmed(acceptsExternalChange = false) {
  const bench = new SessionBench(cloudDriver({ editsInPlace: { value: true, source: "assumed" } }));
  const placementId = bench.place("4821");
  bench.session.setAcceptsExternalChange(placementId, acceptsExternalChange);
  bench.answer(entries());
  bench.answer({ type: "added", id: "k1", mark: "m1" });
  bench.untilSent("get");
  bench.answer(ours("m1"));
  expect(bench.placement(placementId)).toMatchObject({ status: "set", isMasked: false });
  return { bench, placementId };
}

const changed = { pin: "9753", name: "Ada", window: undefined };

describe("a change of the PIN in place", () => {
  test("is confirmed by the mark that the vendor has told for it, and nothing is emptied for that", () => {
    const { bench, placementId } = confirmed();
    bench.session.change(placementId, changed);
    expect(bench.last.body).toMatchObject({ type: "update", id: "k1" });
    bench.answer({ type: "added", mark: "m2" });
    bench.untilSent("get");
    bench.answer(ours("m2"));
    expect(bench.placement(placementId)).toMatchObject({
      status: "set",
      content: { mark: "m2" },
      earlier: undefined,
    });
    expect(bench.sent.filter(({ body }) => body.type === "remove")).toEqual([]);
  });

  test("that had no effect shows itself by the old mark, and is made again", () => {
    const { bench, placementId } = confirmed();
    bench.session.change(placementId, changed);
    bench.answer({ type: "added", mark: "m2" });
    bench.untilSent("get");
    bench.answer(ours("m1"));
    expect(bench.placement(placementId)).toMatchObject({ status: "setting", evidence: "inDoubt" });
    bench.untilSent("update");
  });

  test("is not confirmed by the mark of a PIN that was wanted before it, and told when it was wanted no more", () => {
    const { bench, placementId } = confirmed();
    bench.session.change(placementId, changed);
    bench.session.change(placementId, { ...changed, pin: "1357" });
    bench.answer({ type: "added", mark: "m2" });
    expect(bench.last.body).toMatchObject({ type: "update", id: "k1" });
    bench.untilSent("get");
    bench.answer(ours("m2"));
    expect(bench.placement(placementId).status).toBe("setting");
    bench.untilSent("update");
    bench.answer({ type: "added", mark: "m3" });
    bench.untilSent("get");
    bench.answer(ours("m3"));
    expect(bench.placement(placementId).status).toBe("set");
  });

  test("whose answer is lost proves nothing: the entry is taken out and made anew, under whatever key it gets", () => {
    const { bench, placementId } = confirmed();
    bench.session.change(placementId, changed);
    bench.untilSent("get");
    bench.answer(ours("m2"));
    expect(bench.placement(placementId).status).toBe("setting");
    expect(bench.last.body).toEqual({ type: "remove", id: "k1" });
    bench.answer({ type: "removed" });
    for (const _ of ["first", "second"]) {
      bench.untilSent("get");
      bench.answer(entries());
    }
    expect(bench.last.body.type).toBe("add");
    expect(bench.placement(placementId).content).toMatchObject({ entry: "", mark: undefined });
    bench.untilSent("list");
    bench.answer(entries({ id: "k2", name: "Ada", mark: "m3" }));
    expect(bench.placement(placementId)).toMatchObject({
      status: "set",
      content: { entry: "k2", mark: "m3" },
    });
  });
});

test("a window that is not the one that was wanted is seen though the mark is the same", () => {
  const { bench, placementId } = confirmed();
  const window = { startsAt: 10, endsAt: 20 };
  bench.session.change(placementId, { pin: "4821", name: "Ada", window });
  bench.answer({ type: "added" });
  bench.untilSent("get");
  bench.answer(ours("m1"));
  expect(bench.placement(placementId).status).toBe("setting");
  bench.untilSent("update");
  bench.answer({ type: "added" });
  bench.untilSent("get");
  bench.answer(ours("m1", { window }));
  expect(bench.placement(placementId).status).toBe("set");
});

describe("another mark in a confirmed entry is other hands' doing", () => {
  test("and is undone by writing ours again, which is confirmed by its own mark", () => {
    const { bench, placementId } = confirmed();
    bench.tell(ours("m7"));
    expect(bench.external).toEqual(["modified"]);
    expect(bench.last.body).toMatchObject({ type: "update", id: "k1" });
    bench.answer({ type: "added", mark: "m8" });
    bench.untilSent("get");
    bench.answer(ours("m7"));
    expect(bench.placement(placementId).status).toBe("setting");
    bench.untilSent("update");
    bench.answer({ type: "added", mark: "m9" });
    bench.untilSent("get");
    bench.answer(ours("m9"));
    expect(bench.placement(placementId)).toMatchObject({ status: "set", changedExternally: undefined });
  });

  test("or is left, where that is allowed, and told once", () => {
    const { bench, placementId } = confirmed(true);
    bench.tell(ours("m7"));
    bench.tell(ours("m7"));
    expect(bench.external).toEqual(["modified"]);
    expect(bench.placement(placementId)).toMatchObject({ status: "set", content: { mark: "m7" } });
    expect(bench.placement(placementId).changedExternally).toBeDefined();
  });

  test("and stays other hands' while their mark is seen, whatever else is written and confirmed", () => {
    const { bench, placementId } = confirmed(true);
    bench.tell(ours("m7"));
    bench.session.change(placementId, { pin: "4821", name: "Ada L", window: undefined });
    bench.answer({ type: "added" });
    bench.untilSent("get");
    bench.answer(entries({ id: "k1", name: "Ada L", mark: "m7" }));
    expect(bench.placement(placementId).status).toBe("set");
    expect(bench.placement(placementId).changedExternally).toBeDefined();
  });

  test("and is ours again when our PIN has been written over it", () => {
    const { bench, placementId } = confirmed(true);
    bench.tell(ours("m7"));
    bench.session.change(placementId, changed);
    bench.answer({ type: "added", mark: "m8" });
    bench.untilSent("get");
    bench.answer(ours("m8"));
    expect(bench.placement(placementId)).toMatchObject({ status: "set", changedExternally: undefined });
  });
});

test("a code that was found again by its name is known by its mark from then on", () => {
  const bench = new SessionBench(cloudDriver());
  const placementId = bench.place("4821");
  bench.answer(entries());
  bench.untilSent("list");
  bench.answer(ours("m1"));
  expect(bench.placement(placementId)).toMatchObject({ status: "set", isMasked: false });
  bench.tell(ours("m2"));
  expect(bench.external).toEqual(["modified"]);
});

test("two empty lists of the same moment are as good as one", () => {
  const { bench, placementId } = confirmed();
  for (const _ of ["first", "second"]) bench.tell(entries());
  expect(bench.external).toEqual([]);
  expect(bench.placement(placementId).status).toBe("set");
  bench.untilSent("get");
  bench.answer(entries());
  expect(bench.external).toEqual(["deleted"]);
});

test("what stands there and does not open is removed like anything else, and goes only when a read says so", () => {
  const { bench, placementId } = confirmed();
  bench.session.remove(placementId);
  bench.answer({ type: "removed" });
  bench.untilSent("get");
  bench.answer(ours("m1", { inactive: "failed" }));
  bench.untilSent("remove");
  bench.answer({ type: "removed" });
  for (const _ of ["first", "second"]) {
    bench.untilSent("get");
    bench.answer(entries());
  }
  expect(bench.ended.map(({ placementId: id }) => id)).toEqual([placementId]);
});
