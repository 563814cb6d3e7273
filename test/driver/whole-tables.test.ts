import { expect, test } from "vitest";
import { SessionBench } from "./session-bench.ts";

/** Reads that show a whole table with its PINs, as those of vendors who have no call for one entry. */
const map = (value: Record<string, { name: string; code: string }>) => ({
  type: "attribute",
  attribute: "lockCodes",
  value,
});

test("a stranger in the entry that a code had leased does not leave the code waiting", () => {
  const bench = new SessionBench("hubitat");
  const placementId = bench.place("4821");
  bench.answer(map({ "1": { name: "Owner", code: "1357" } }));
  for (let reads = 0; bench.last.body.type === "attribute" && reads < 5; reads++) {
    bench.answer(map({ "1": { name: "Owner", code: "1357" } }));
  }
  expect(bench.last.body).toMatchObject({ type: "setCode", codeNumber: 2 });
  expect(bench.placement(placementId).content.entry).toBe("2");
});

test("an entry that was asked for and that the whole table does not show is empty, and keeps nobody waiting", () => {
  const bench = new SessionBench("hubitat");
  bench.place("4821", "Ada");
  bench.answer(map({}));
  bench.answer({ type: "ok" });
  bench.tell({ type: "codeChanged", value: "deleted", data: { "1": { name: "Ada", code: "4821" } } });
  expect(bench.last.body.type).toBe("attribute");
  bench.place("5813", "Grace");
  bench.answer(map({}));
  expect(bench.last.body).toMatchObject({ type: "setCode", codeNumber: 2 });
});

test("a code that was changed before its key was told is found by what was sent before, and changed", () => {
  const bench = new SessionBench("ttlock");
  const list = (...list: object[]) => ({ type: "list", list });
  const placementId = bench.place("4821");
  bench.answer(list());
  expect(bench.last.body.type).toBe("keyboardPwd/add");
  bench.session.change(placementId, { pin: "5813", name: "Ada", window: undefined });
  bench.untilSent("lock/listKeyboardPwd");
  bench.answer(
    list({ keyboardPwdId: 9, keyboardPwd: "4821", keyboardPwdName: "Ada", startDate: 0, endDate: 0 }),
  );
  expect(bench.placement(placementId).content.entry).toBe("9");
  expect(bench.last.body).toMatchObject({ type: "keyboardPwd/change", keyboardPwdId: 9 });
});
