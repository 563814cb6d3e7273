import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SessionBench } from "./session-bench.ts";

const success = { type: "commandResult", statusCode: "success" };
const code = (codeSlot: number, codePIN?: string) => ({
  type: "code",
  codeSlot,
  status: codePIN === undefined ? "available" : "occupied",
  ...(codePIN !== undefined && { codePIN }),
});
const table = (...slots: number[]) => ({
  type: "codes",
  lockCodes: slots.map((codeSlot) => ({ codeSlot, codeName: "Somebody" })),
});

/** A bench with one code that is confirmed in slot 1. */
function confirmedCode(pin = "4821") {
  const bench = new SessionBench("smartthings");
  const placementId = bench.place(pin);
  bench.answer(table());
  bench.answer(success);
  bench.untilSent("requestCode");
  bench.answer(code(1, pin));
  return { bench, placementId };
}

describe("a device session", () => {
  test("reads the table before it writes the first code", () => {
    const bench = new SessionBench("smartthings");
    bench.place("4821");
    expect(bench.sent.map(({ body }) => body.type)).toEqual(["getCodes"]);
  });

  test("leaves a slot alone that somebody else has taken", () => {
    const bench = new SessionBench("smartthings");
    bench.place("4821");
    bench.answer(table(1, 2));
    expect(bench.last.body).toMatchObject({ type: "setCode", codeSlot: 3 });
  });

  test("calls a code set only when a read has shown it", () => {
    const bench = new SessionBench("smartthings");
    const placementId = bench.place("4821");
    bench.answer(table());
    bench.answer(success);
    expect(bench.placement(placementId).status).toBe("setting");
    bench.untilSent("requestCode");
    bench.answer(code(1, "4821"));
    expect(bench.placement(placementId)).toMatchObject({ status: "set", evidence: "confirmed" });
  });

  test("does not take presence in the hub's table for proof", () => {
    const bench = new SessionBench("smartthings");
    const placementId = bench.place("4821");
    bench.answer(table());
    bench.answer(success);
    const asked = bench.untilSent("requestCode");
    bench.tell({ type: "codeChanged", codeSlot: 1, change: "set" });
    bench.answer(table(1), asked);
    expect(bench.placement(placementId).status).not.toBe("set");
  });

  test("hears nothing in an answer to a command that it has stopped waiting for", () => {
    const bench = new SessionBench("smartthings");
    const placementId = bench.place("4821");
    bench.answer(table());
    const write = bench.last;
    bench.untilSent("requestCode");
    const before = bench.placement(placementId);
    bench.answer({ type: "commandResult", statusCode: "invalidCommand" }, write);
    expect(bench.placement(placementId)).toEqual(before);
  });

  test("says in one attempt that the lock is full, and tries again when a slot is freed", () => {
    const bench = new SessionBench("smartthings");
    const placementId = bench.place("4821");
    bench.answer(table(...Array.from({ length: 20 }, (_, index) => index + 1)));
    expect(bench.placement(placementId)).toMatchObject({
      status: "unset",
      slot: 0,
      refusal: { code: "smartthings_no_free_slots_available" },
    });
    expect(bench.sent).toHaveLength(1);
    bench.tell({ type: "codeChanged", codeSlot: 7, change: "deleted" });
    bench.answer(table(...Array.from({ length: 20 }, (_, index) => index + 1).filter((slot) => slot !== 7)));
    expect(bench.last.body).toMatchObject({ type: "setCode", codeSlot: 7 });
  });

  test("clears before it writes or reads anything else", () => {
    const { bench, placementId } = confirmedCode();
    bench.place("1357");
    const write = bench.last;
    bench.place("2468");
    bench.session.remove(placementId);
    bench.answer(success, write);
    expect(bench.last.body).toEqual({ type: "deleteCode", codeSlot: 1 });
  });

  test("writes nothing until what is to go has gone, or cannot be made to go in three attempts", () => {
    const { bench, placementId } = confirmedCode();
    bench.session.remove(placementId);
    bench.place("1357");
    for (let attempt = 1; attempt <= 3; attempt++) {
      expect(bench.last.body, `attempt ${attempt}`).toEqual({ type: "deleteCode", codeSlot: 1 });
      const others = bench.sent.filter(({ body }) => body["codeSlot"] === 2);
      expect(others, `before attempt ${attempt} has failed`).toEqual([]);
      bench.answer({ type: "commandResult", statusCode: "invalidCommand" });
      if (attempt === 3) break;
      bench.untilSent("requestCode");
      bench.answer(code(1, "4821"));
    }
    expect(bench.last.body).toMatchObject({ type: "setCode", codeSlot: 2 });
  });

  test("drops a code that was never sent without asking the lock", () => {
    const bench = new SessionBench("smartthings");
    const placementId = bench.place("4821");
    bench.session.remove(placementId);
    expect(bench.ended.map((ended) => ended.placementId)).toEqual([placementId]);
    expect(bench.sent).toHaveLength(1);
  });

  test("goes on removing until a read has shown the slot empty", () => {
    const { bench, placementId } = confirmedCode();
    bench.session.remove(placementId);
    bench.answer(success);
    bench.untilSent("requestCode");
    bench.answer(code(1, "4821"));
    expect(bench.ended).toEqual([]);
    bench.untilSent("deleteCode");
    bench.answer(success);
    bench.untilSent("requestCode");
    bench.answer(code(1));
    expect(bench.ended).toHaveLength(1);
  });

  test("removes once more what comes back after its removal", () => {
    const { bench, placementId } = confirmedCode();
    bench.session.remove(placementId);
    bench.answer(success);
    bench.untilSent("requestCode");
    bench.answer(code(1));
    bench.place("1357");
    bench.untilSent("getCodes");
    bench.answer({ ...code(1, "4821") });
    expect(bench.sent.map(({ body }) => body.type)).toContain("deleteCode");
  });

  test("reports a change by other hands once, and undoes it", () => {
    const { bench, placementId } = confirmedCode();
    bench.tell({ type: "codeChanged", codeSlot: 1, change: "changed" });
    bench.answer(code(1, "9999"));
    expect(bench.external).toEqual(["modified"]);
    expect(bench.placement(placementId).status).toBe("setting");
    expect(bench.last.body).toMatchObject({ type: "setCode", codeSlot: 1, codePIN: "4821" });
  });

  test("hears a message that is delivered twice once", () => {
    const { bench } = confirmedCode();
    const id = "00000000-0000-4000-8000-00000000ffff";
    const seen = bench.sent.length;
    bench.tell({ type: "codeChanged", codeSlot: 1, change: "changed" }, id);
    bench.answer(code(1, "4821"));
    bench.tell({ type: "codeChanged", codeSlot: 1, change: "changed" }, id);
    expect(bench.sent.length - seen).toBe(1);
  });

  test("moves a door, or says why it did not", () => {
    const { bench } = confirmedCode();
    const results: unknown[] = [];
    bench.session.operateDoor("unlock", (result) => results.push(result));
    bench.answer(success);
    bench.session.operateDoor("lock", (result) => results.push(result));
    bench.answer({ type: "commandResult", statusCode: "failure" });
    bench.session.setOnline(false);
    bench.session.operateDoor("lock", (result) => results.push(result));
    expect(results).toMatchObject([
      { moved: true, locked: false },
      { moved: false, type: "smartthings_failed_to_set_after_multiple_retries" },
      { moved: false, type: "hub_disconnected" },
    ]);
  });

  test("leaves a busy lock alone for a moment, however many codes wait, and counts no attempt for that", () => {
    const bench = new SessionBench("smartthings");
    const placed = ["4821", "1357", "9753", "8642", "7305"].map((pin) => bench.place(pin));
    bench.answer(table());
    const instants: number[] = [];
    while (instants.length < 20) {
      if (bench.inFlight > 0) {
        instants.push(bench.clock.now());
        bench.answer({ type: "commandResult", statusCode: "busy" });
      } else bench.clock.step();
    }
    const pauses = instants.slice(1).map((instant, index) => instant - (instants[index] ?? 0));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(5_000);
    for (const placementId of placed) {
      expect(bench.placement(placementId)).toMatchObject({ attempts: 0, refusal: undefined });
    }
  });

  test("holds one command in flight, and no slot twice, whatever the lock answers", () => {
    const anyAnswer = fc.constantFrom(
      success,
      { type: "commandResult", statusCode: "failure" },
      { type: "commandResult", statusCode: "busy" },
      { type: "commandResult", statusCode: "duplicate" },
      { type: "commandResult", statusCode: "occupied" },
      { type: "commandResult", statusCode: "resourceExhausted" },
      code(1),
      code(1, "1357"),
      code(2, "4821"),
      code(3, "9753"),
      table(),
      table(1),
      table(2, 3),
    );
    const anyStep = fc.oneof(
      { weight: 5, arbitrary: fc.record({ do: fc.constant("answer" as const), body: anyAnswer }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant("wait" as const) }) },
      {
        weight: 2,
        arbitrary: fc.record({
          do: fc.constant("place" as const),
          pin: fc.constantFrom("1357", "4821", "9753"),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant("remove" as const), which: fc.nat(9) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant("online" as const), online: fc.boolean() }) },
    );
    const property = fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
      const bench = new SessionBench("smartthings");
      const placed: string[] = [];
      let answered = 0;
      for (const step of steps) {
        if (step.do === "answer" && bench.sent.length > answered) {
          answered = bench.sent.length;
          bench.answer(step.body);
        } else if (step.do === "wait") {
          const before = bench.clock.now();
          bench.clock.step();
          if (bench.clock.now() - before >= 30_000) answered = bench.sent.length;
        } else if (step.do === "place") placed.push(bench.place(step.pin));
        else if (step.do === "online") bench.session.setOnline(step.online);
        else if (step.do === "remove") {
          const live = placed.filter((id) => bench.saved.get(id)?.endedAt === undefined);
          const placementId = live[step.which % Math.max(1, live.length)];
          if (placementId) bench.session.remove(placementId);
        }
        const leased = [...bench.saved.values()]
          .filter(({ endedAt, slot }) => endedAt === undefined && slot > 0)
          .map(({ slot }) => slot);
        expect(new Set(leased).size).toBe(leased.length);
        expect(bench.inFlight).toBeLessThanOrEqual(1);
      }
    });
    fc.assert(property, { numRuns: 300, seed: 7 });
  });
});

describe("a command that nobody has seen the end of before the next one was sent to its slot", () => {
  const hour = 3_600_000;

  /** A code that was changed twice, where the lock has not answered the first change and has shown the second. */
  function overtakenChange() {
    const { bench, placementId } = confirmedCode("4821");
    bench.session.change(placementId, { pin: "5816", name: "Ada", window: undefined });
    bench.session.change(placementId, { pin: "2930", name: "Ada", window: undefined });
    bench.untilSent("requestCode");
    bench.answer(code(1, "4821"));
    expect(bench.last.body).toMatchObject({ type: "setCode", codePIN: "2930" });
    bench.answer(success);
    bench.untilSent("requestCode");
    bench.answer(code(1, "2930"));
    expect(bench.placement(placementId)).toMatchObject({ status: "set", content: { pin: "2930" } });
    return { bench, placementId };
  }

  /** The looks at the slot in the time that follows, each answered with this PIN. */
  function looksWithin(bench: SessionBench, milliseconds: number, pin: string): number {
    const until = bench.clock.now() + milliseconds;
    const before = bench.sent.length;
    for (let answered = before; bench.clock.step(until); ) {
      for (; answered < bench.sent.length; answered++) {
        if (bench.last.body.type === "requestCode") bench.answer(code(1, pin));
      }
    }
    return bench.sent.slice(before).filter(({ body }) => body.type === "requestCode").length;
  }

  test("has its slot looked at a few times within the hour, and never again", () => {
    const { bench } = overtakenChange();
    expect([5, 6]).toContain(looksWithin(bench, hour, "2930"));
    expect(looksWithin(bench, 5 * hour, "2930")).toBe(0);
  });

  test("is undone when it comes after all, and nobody is blamed for it", () => {
    const { bench, placementId } = overtakenChange();
    bench.untilSent("requestCode");
    bench.answer(code(1, "5816"));
    expect(bench.last.body).toMatchObject({ type: "setCode", codeSlot: 1, codePIN: "2930" });
    expect(bench.external).toEqual([]);
    expect(bench.placement(placementId).status).toBe("setting");
  });

  test("does not hide what other hands have done", () => {
    const { bench } = overtakenChange();
    bench.untilSent("requestCode");
    bench.answer(code(1, "7305"));
    expect(bench.external).toEqual(["modified"]);
  });

  test("asks for no look when a read has shown what came of it", () => {
    const { bench, placementId } = confirmedCode("4821");
    bench.session.change(placementId, { pin: "5816", name: "Ada", window: undefined });
    bench.answer(success);
    bench.untilSent("requestCode");
    bench.answer(code(1, "5816"));
    expect(looksWithin(bench, hour, "5816")).toBe(0);
  });
});
