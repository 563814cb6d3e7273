import { describe, expect, test } from "vitest";
import { wyze } from "../../drivers/wyze/index.ts";
import { seal } from "../../drivers/wyze/sealing.ts";
import type { WyzePassword } from "../../drivers/wyze/wire.ts";
import { SessionBench } from "../driver/session-bench.ts";

const password = (more: Partial<WyzePassword> = {}): WyzePassword => ({
  id: 7,
  name: "Ada",
  time: 1_000,
  permission: { status: 1 },
  operation: 1,
  operation_stage: 3,
  pwd_state: 2,
  ...more,
});
const passwords = (...list: WyzePassword[]) => ({ type: "passwords", code: 1, passwords: list });

/** A bench on which a code has been sent and taken by the service. */
function adding() {
  const bench = new SessionBench(wyze);
  const placementId = bench.place("4821", "Ada");
  bench.answer(passwords());
  expect(bench.last.body).toMatchObject({ type: "pwd.operations.add", name: "Ada" });
  bench.answer({ type: "operation", code: 1, passwordid: 7, time: 1_000 });
  return { bench, placementId };
}

describe("Wyze", () => {
  test("seals digits with the secret that the lock has told, and never says them openly", () => {
    const slot = { entry: "", pin: "4821", name: "Ada" };
    const facts = { reachable: true, locked: true, battery: 1, sealingKey: "s3cret" };
    const said = wyze.encode({ type: "slot", step: "put", slot }, { zone: "UTC", now: 0, facts });
    expect(said).toMatchObject({ password: seal("4821", "s3cret") });
    expect(JSON.stringify(said).includes("4821")).toBe(false);
    expect(seal("4821", "s3cret") === seal("4821", "another")).toBe(false);
  });

  test("believes in a code when its operation is done, not while it is pending", () => {
    const { bench, placementId } = adding();
    bench.untilSent("pwd");
    bench.answer(passwords(password({ operation_stage: 1, pwd_state: 1 })));
    expect(bench.placement(placementId).status).toBe("setting");
    bench.untilSent("pwd");
    bench.answer(passwords(password()));
    expect(bench.placement(placementId)).toMatchObject({
      status: "set",
      isMasked: false,
      content: { entry: "7", mark: "1000" },
    });
  });

  test("calls an operation that fails three times a potential duplicate, and not sooner", () => {
    const { bench, placementId } = adding();
    const fail = (time: number) => {
      bench.untilSent("pwd");
      bench.answer(passwords(password({ time, operation_stage: 2, pwd_state: 1 })));
    };
    const again = (time: number) => {
      bench.untilSent("pwd.operations.update");
      bench.answer({ type: "operation", code: 1, passwordid: 7, time });
    };
    fail(1_000);
    expect(bench.placement(placementId)).toMatchObject({ status: "setting", failingSince: undefined });
    again(2_000);
    fail(2_000);
    again(3_000);
    fail(3_000);
    expect(bench.placement(placementId)).toMatchObject({
      status: "unset",
      refusal: { code: "wyze_potential_duplicate_code", vendorCode: "operation_failed" },
    });
  });

  test("numbers a name that is taken", () => {
    expect(wyze.appearance("Ada", new Set(["Ada", "Ada 2"])).name).toBe("Ada 3");
  });
});
