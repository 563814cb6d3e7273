import { describe, expect, test } from "vitest";
import { Lane } from "../../src/driver/lane.ts";
import type { LockProfile } from "../../src/lock/profile.ts";
import { cloudDriver, hashOf, type Shown } from "./cloud-vendor.ts";
import { SessionBench } from "./session-bench.ts";

const entries = (...shown: Shown[]) => ({ type: "entries", entries: shown });

/** A bench whose table has been read and was empty, with one code that is being added. */
function adding(pin = "4821", name = "Ada", differences: Partial<LockProfile> = {}) {
  const bench = new SessionBench(cloudDriver(differences));
  const placementId = bench.place(pin, name);
  bench.answer(entries());
  expect(bench.last.body.type).toBe("add");
  return { bench, placementId };
}

describe("a vendor that assigns keys", () => {
  test("tells the key in its answer, and the code is confirmed by it", () => {
    const { bench, placementId } = adding();
    bench.answer({ type: "added", id: "k1" });
    bench.untilSent("get");
    bench.answer(entries({ id: "k0", name: "Owner" }, { id: "k1", name: "Ada" }));
    expect(bench.placement(placementId)).toMatchObject({ status: "set", content: { entry: "k1" } });
    bench.session.remove(placementId);
    expect(bench.last.body).toEqual({ type: "remove", id: "k1" });
  });

  test.each([
    ["its PIN", { pin: "4821" }, { pin: "1357" }],
    ["a token of its PIN", { hash: hashOf("4821") }, { hash: hashOf("1357") }],
  ])("whose answer is lost: the code is found again by %s", (_, ours, another) => {
    const { bench, placementId } = adding();
    bench.untilSent("list");
    bench.answer(entries({ id: "k7", name: "Ada", ...another }, { id: "k9", name: "Ada", ...ours }));
    expect(bench.placement(placementId)).toMatchObject({ status: "set", content: { entry: "k9" } });
  });

  describe("whose answer is lost, and another PIN is wanted by then", () => {
    const changed = () => {
      const { bench, placementId } = adding("4821", "Ada", {
        editsInPlace: { value: true, source: "assumed" },
      });
      bench.session.change(placementId, { pin: "1357", name: "Ada", window: undefined });
      bench.untilSent("list");
      return { bench, placementId };
    };
    const strangers = { id: "k7", name: "Bob", hash: hashOf("1357") };

    test("the code is found by what was sent, and what nobody has sent yet is a stranger's", () => {
      const { bench, placementId } = changed();
      bench.answer(entries(strangers, { id: "k9", name: "Ada", hash: hashOf("4821") }));
      expect(bench.placement(placementId).content.entry).toBe("k9");
    });

    test("nor is it when it was given up, and is gone", () => {
      const { bench, placementId } = changed();
      bench.session.remove(placementId);
      while (bench.ended.length === 0) {
        bench.answer(entries({ id: "k1", name: "Owner", hash: hashOf("7305") }));
        if (bench.ended.length === 0) bench.untilSent("list");
      }
      bench.tell(entries({ ...strangers, name: "Ada" }));
      expect(bench.last.body.type).not.toBe("remove");
      bench.tell(entries({ id: "k9", name: "Ada", hash: hashOf("4821") }));
      expect(bench.last.body).toEqual({ type: "remove", id: "k9" });
    });
  });

  test("and sees to it that names are unique: a masked code is found again by its name", () => {
    const { bench, placementId } = adding();
    bench.untilSent("list");
    bench.answer(entries({ id: "k7", name: "Bob" }, { id: "k9", name: "Ada" }));
    expect(bench.placement(placementId)).toMatchObject({
      status: "set",
      isMasked: true,
      content: { entry: "k9" },
    });
  });

  test("is not believed when it shows the PIN in an entry that somebody had before", () => {
    const bench = new SessionBench(cloudDriver());
    const placementId = bench.place("4821");
    bench.answer(entries({ id: "k1", name: "Owner", pin: "4821" }));
    bench.untilSent("list");
    bench.answer(entries({ id: "k1", name: "Owner", pin: "4821" }));
    expect(bench.placement(placementId)).toMatchObject({ status: "setting", content: { entry: "" } });
  });

  test("whose answer is lost, and the code is to go: it is looked for and cleared, or known to be nowhere", () => {
    const found = adding();
    found.bench.session.remove(found.placementId);
    found.bench.untilSent("list");
    found.bench.answer(entries({ id: "k3", name: "Ada", pin: "4821" }));
    expect(found.bench.last.body).toEqual({ type: "remove", id: "k3" });

    const gone = adding();
    gone.bench.session.remove(gone.placementId);
    gone.bench.untilSent("list");
    gone.bench.answer(entries());
    expect(gone.bench.ended, "the list may lag").toEqual([]);
    gone.bench.untilSent("list");
    gone.bench.answer(entries());
    expect(gone.bench.ended, "a list without any entry may be an outage").toEqual([]);
    gone.bench.untilSent("list");
    gone.bench.answer(entries());
    expect(gone.bench.ended.map(({ placementId }) => placementId)).toEqual([gone.placementId]);
  });

  test("whose answer comes when the code is to go: it is cleared by its key, and no list that lags is asked first", () => {
    const { bench, placementId } = adding();
    bench.session.remove(placementId);
    bench.answer({ type: "added", id: "k3" });
    expect(bench.last.body).toEqual({ type: "remove", id: "k3" });
    expect(bench.ended).toEqual([]);
  });

  test("a code that comes late, after it was given up, is recognised and removed", () => {
    const { bench, placementId } = adding();
    bench.session.remove(placementId);
    bench.untilSent("list");
    bench.answer(entries());
    const sent = bench.sent.length;
    // Somebody else's, with the same digits.
    bench.tell(entries({ id: "k4", name: "Owner", pin: "4821" }));
    expect(bench.sent).toHaveLength(sent);
    bench.tell(entries({ id: "k5", name: "Ada", pin: "4821" }));
    expect(bench.last.body).toEqual({ type: "remove", id: "k5" });
  });

  test("a code that was given up and shows itself before it is made anew is taken for what it is", () => {
    const { bench, placementId } = adding();
    bench.answer({ type: "added", id: "k1" });
    bench.untilSent("get");
    bench.answer(entries());
    bench.untilSent("add");
    bench.answer({ type: "refused", code: "failed" });
    bench.tell(entries({ id: "k1", name: "Ada" }));
    bench.untilSent("get");
    bench.answer(entries({ id: "k1", name: "Ada" }));
    expect(bench.placement(placementId)).toMatchObject({ status: "set", content: { entry: "k1" } });
    expect(bench.sent.filter(({ body }) => body.type === "add")).toHaveLength(2);
  });

  test("may give the key of a code that was given up to another, which is then let alone", () => {
    const { bench, placementId } = adding();
    bench.answer({ type: "added", id: "k1" });
    bench.untilSent("get");
    bench.answer(entries());
    bench.untilSent("add");
    bench.answer({ type: "added" });
    bench.tell(entries({ id: "k1", name: "Bea", hash: hashOf("7305") }));
    expect(bench.placement(placementId).content.entry).toBe("");
    expect(bench.sent.filter(({ body }) => body.type === "remove")).toEqual([]);
  });

  test("that refuses a code has not taken it: what looks like it is a stranger's", () => {
    const { bench, placementId } = adding();
    bench.answer({ type: "refused", code: "failed" });
    bench.tell(entries({ id: "k4", name: "Ada" }));
    expect(bench.placement(placementId)).toMatchObject({ status: "setting", content: { entry: "" } });
    expect(bench.foreignNews).toEqual(["seen k4"]);
    bench.untilSent("add");
  });

  test("a code that was given up is known by the key that it was given, and a stranger's of the same name is not it", () => {
    const { bench, placementId } = adding();
    bench.answer({ type: "added", id: "k1", mark: "m1" });
    bench.untilSent("get");
    bench.answer(entries());
    bench.untilSent("add");
    bench.answer({ type: "refused", code: "failed" });
    bench.tell(entries({ id: "k4", name: "Ada", mark: "m4" }));
    expect(bench.placement(placementId).content.entry).toBe("");
    bench.tell(entries({ id: "k4", name: "Ada", mark: "m4" }, { id: "k1", name: "Ada", mark: "m1" }));
    expect(bench.placement(placementId)).toMatchObject({
      status: "set",
      content: { entry: "k1", mark: "m1" },
    });
  });

  test.each([
    ["as it was sent", {}],
    ["with times that somebody has given it", { window: { startsAt: 5_000, endsAt: 6_000 } }],
  ])(
    "a code that was given up and shows itself %s, when other times are wanted, is ours, and gets them",
    (_, times) => {
      const { bench, placementId } = adding("4821", "Ada", {
        editsInPlace: { value: true, source: "assumed" },
      });
      bench.answer({ type: "added", id: "k1" });
      bench.untilSent("get");
      bench.answer(entries());
      bench.untilSent("add");
      bench.answer({ type: "refused", code: "failed" });
      const window = { startsAt: 1_000, endsAt: 2_000 };
      bench.session.change(placementId, { pin: "4821", name: "Ada", window });
      bench.answer({ type: "refused", code: "failed" });
      const late = entries({ id: "k1", name: "Ada", pin: "4821", ...times });
      bench.tell(late);
      expect(bench.placement(placementId)).toMatchObject({
        status: "setting",
        content: { entry: "k1", window },
      });
      for (let step = 0; bench.last.body.type !== "update" && step < 20; step++) {
        if (["get", "list"].includes(bench.last.body.type)) bench.answer(late);
        bench.clock.step();
      }
      expect(bench.last.body).toMatchObject({ type: "update", id: "k1" });
      bench.answer({ type: "added" });
      bench.untilSent("get");
      bench.answer(entries({ id: "k1", name: "Ada", pin: "4821", window }));
      expect(bench.placement(placementId).status).toBe("set");
    },
  );

  test("a code that was given up without a key and comes late, when another has taken its place, is removed", () => {
    const { bench, placementId } = adding();
    bench.untilSent("list");
    bench.answer(entries());
    bench.untilSent("add");
    bench.answer({ type: "added", id: "k2" });
    bench.untilSent("get");
    bench.answer(entries({ id: "k2", name: "Ada", pin: "4821" }));
    expect(bench.placement(placementId).status).toBe("set");
    bench.tell(entries({ id: "k1", name: "Ada", pin: "4821" }, { id: "k2", name: "Ada", pin: "4821" }));
    expect(bench.last.body).toEqual({ type: "remove", id: "k1" });
    expect(bench.placement(placementId).status).toBe("set");
  });

  test("has room for as many as it has places, strangers' codes included", () => {
    const bench = new SessionBench(cloudDriver());
    const first = bench.place("1111", "One");
    bench.answer(entries({ id: "k1", name: "X" }, { id: "k2", name: "Y" }));
    const second = bench.place("2222", "Two");
    expect(bench.placement(first).slot).toBe(1);
    expect(bench.placement(second)).toMatchObject({
      slot: 0,
      status: "unset",
      refusal: { vendorCode: "full" },
    });
  });
});

describe("a vendor that makes the PINs", () => {
  test("tells the PIN in its answer", () => {
    const { bench, placementId } = adding("");
    bench.answer({ type: "added", id: "k1", pin: "9753" });
    bench.untilSent("get");
    bench.answer(entries({ id: "k1", name: "Ada" }));
    expect(bench.placement(placementId).status).toBe("set");
    expect(bench.placement(placementId).content.pin === "9753").toBe(true);
  });

  test("and whose answer is lost: the entry is taken out and made anew, since nobody knows its PIN", () => {
    const { bench, placementId } = adding("");
    bench.untilSent("list");
    bench.answer(entries({ id: "k1", name: "Ada" }));
    expect(bench.placement(placementId).status).toBe("setting");
    expect(bench.last.body).toEqual({ type: "remove", id: "k1" });
    bench.answer({ type: "removed" });
    for (const look of ["first", "second"]) {
      expect(bench.last.body.type, look).not.toBe("add");
      bench.untilSent("get");
      bench.answer(entries());
    }
    expect(bench.last.body.type).toBe("add");
  });
});

describe("what the vendor tells of an instant before a command", () => {
  test("neither confirms it nor denies it", () => {
    const { bench, placementId } = adding();
    const sentAt = bench.clock.now();
    bench.answer({ type: "added", id: "k1" });
    for (const shown of [[], [{ id: "k1", name: "Ada", pin: "4821" }]]) {
      bench.untilSent("get");
      bench.answer({ ...entries(...shown), asOf: sentAt - 1 });
      expect(bench.placement(placementId)).toMatchObject({ evidence: "inDoubt", status: "setting" });
    }
    expect(bench.placement(placementId)).toMatchObject({
      attempts: 2,
      refusal: { vendorCode: "unseen" },
      failingSince: undefined,
    });
    bench.untilSent("get");
    bench.answer({ ...entries({ id: "k1", name: "Ada", pin: "4821" }), asOf: sentAt });
    expect(bench.placement(placementId)).toMatchObject({ status: "set", refusal: undefined });
  });

  test("does not end a removal, which in the end reports what the vendor calls that", () => {
    const { bench, placementId } = adding();
    bench.answer({ type: "added", id: "k1" });
    bench.untilSent("get");
    bench.answer(entries({ id: "k1", name: "Ada", pin: "4821" }));
    bench.session.remove(placementId);
    const removedAt = bench.clock.now();
    for (let attempt = 0; attempt < 3; attempt++) {
      bench.answer({ type: "removed" });
      bench.untilSent("get");
      bench.answer({ ...entries(), asOf: removedAt - 1 });
      bench.untilSent("remove");
    }
    expect(bench.ended).toEqual([]);
    expect(bench.placement(placementId)).toMatchObject({
      status: "removing",
      refusal: { vendorCode: "stays" },
    });
    bench.answer({ type: "removed" });
    bench.untilSent("get");
    bench.answer({ ...entries({ id: "k9", name: "Owner", pin: "9753" }), asOf: bench.clock.now() });
    expect(bench.ended).toHaveLength(1);
  });

  test("does not bring a code back that was cleared since, and one that comes back takes a place of its own", () => {
    const { bench, placementId } = adding();
    bench.answer({ type: "added", id: "k1" });
    bench.untilSent("get");
    const ours = { id: "k1", name: "Ada", pin: "4821" };
    bench.answer(entries(ours));
    const standsAt = bench.clock.now();
    bench.session.remove(placementId);
    bench.answer({ type: "removed" });
    for (const _ of ["first", "second"]) {
      bench.untilSent("get");
      bench.answer(entries());
    }
    expect(bench.ended).toHaveLength(1);
    const other = bench.place("7305", "Bea");
    const sent = bench.sent.length;
    bench.tell({ ...entries(ours), asOf: standsAt });
    expect(bench.sent.slice(sent).filter(({ body }) => body.type === "remove")).toEqual([]);

    bench.answer({ type: "added", id: "k2" });
    bench.untilSent("list");
    bench.answer(entries(ours, { id: "k2", name: "Bea", pin: "7305" }));
    expect(bench.placement(other)).toMatchObject({ status: "set", slot: 1 });
    expect(bench.placement(placementId)).toMatchObject({ status: "removing", slot: 2 });
  });
});

test("a gateway that carries one command at a time serves its locks one after the other", () => {
  const lane = new Lane();
  const benches = [1, 2, 3].map(() => new SessionBench(cloudDriver(), lane));
  for (const bench of benches) bench.place("4821");
  const sent = () => benches.map((bench) => bench.sent.length);
  expect(sent()).toEqual([1, 0, 0]);
  benches[0]?.answer(entries());
  // The first goes on as long as it has something to send in one turn; the others come before its next.
  expect(sent()).toEqual([2, 0, 0]);
  benches[0]?.answer({ type: "added", id: "k1" });
  expect(sent()).toEqual([2, 1, 0]);
  benches[1]?.session.setOnline(false);
  benches[1]?.answer(entries());
  expect(sent()).toEqual([2, 1, 1]);
});
