import { expect, test } from "vitest";
import { ActionAttempts, endedAttemptsKept } from "../../src/access-codes/action-attempts.ts";
import { openStore } from "../../src/store/store.ts";
import { FakeIds } from "../support/seam-world.ts";

/** Attempts over a store in memory, at instants that the test gives. */
function attemptsOf(store = openStore()) {
  const time = { now: 0 };
  const ids = new FakeIds();
  const open = () => new ActionAttempts(store.inWorkspace("w"), { now: () => time.now }, ids);
  const attempts = open();
  const many = (count: number) =>
    store.transaction(() => {
      for (let done = 0; done < count; done++) attempts.succeed(attempts.open("UNLOCK_DOOR", "door"));
    });
  const isKept = (id: string) => attempts.list([id]).length === 1;
  return { store, time, attempts, many, isKept, reopen: open };
}

test("of the attempts that have ended the latest are kept, and there are never many more", () => {
  const { store, time, attempts, many, isKept } = attemptsOf();
  const slow = attempts.open("CREATE_ACCESS_CODE", "slow");
  const first = attempts.open("LOCK_DOOR", "door");
  attempts.succeed(first);
  time.now = 1;
  many(endedAttemptsKept / 2);
  expect(isKept(first)).toBe(true);
  time.now = 2;
  attempts.fail(slow, { type: "t", message: "m" });
  time.now = 3;
  const size = () => store.inWorkspace("w").sizeOf("action_attempts");
  many(endedAttemptsKept / 2 + 1000);
  expect([isKept(first), isKept(slow)]).toEqual([false, true]);
  expect(size()).toBeLessThan(endedAttemptsKept + 1100);
  many(endedAttemptsKept);
  expect(isKept(slow)).toBe(false);
  expect(size()).toBeLessThan(endedAttemptsKept + 1100);
});

test("one that is under way is kept, whatever its outcome is said to be", () => {
  const { attempts, many, reopen } = attemptsOf();
  const pending = attempts.open("CREATE_ACCESS_CODE", "code");
  const dictated = attempts.open("LOCK_DOOR", "door");
  attempts.dictate(dictated, { status: "error", type: "t", message: "m" });
  many(endedAttemptsKept + 2000);
  expect(attempts.list([pending, dictated]).map(({ status }) => status)).toEqual(["pending", "error"]);
  expect(reopen().openOnDoors()).toEqual([dictated]);
  attempts.succeed(dictated);
  expect(attempts.get(dictated).status).toBe("error");
  expect(reopen().openOnDoors()).toEqual([]);
});
