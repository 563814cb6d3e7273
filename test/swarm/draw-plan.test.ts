import { expect, test } from "vitest";
import { faultKindsOf, ownVendors } from "../../src/lab/vendors.ts";
import { drawPlan } from "../../src/swarm/draw-plan.ts";
import type { SwarmPlan } from "../../src/swarm/plan.ts";

const seeds = Array.from({ length: 60 }, (_, place) => place + 1);
const draw = (locks: number): readonly SwarmPlan[] =>
  seeds.map((seed) => drawPlan({ seed, days: 4, locks, plugins: ownVendors }));
const soonMs = 10 * 60_000;

test("PINs are changed and soon changed back, and given to the next guest soon after a deletion", () => {
  let changedBack = 0;
  let givenOn = 0;
  for (const { steps } of draw(10)) {
    for (const create of steps) {
      if (create.do !== "create" || create.pin === undefined) continue;
      const own = steps.filter((step) => "key" in step && step.key === create.key);
      for (const { at: changedAt } of own.filter((step) => isChangeOfPin(step))) {
        const isBack = ({ at }: { at: number }) => at > changedAt && at <= changedAt + soonMs;
        if (own.some((step) => isChangeOfPin(step, create.pin) && isBack(step))) changedBack++;
      }
      const deletion = own.find((step) => step.do === "delete");
      const next = steps.find((step) => step.do === "create" && step.key === `${create.key}-next`);
      if (deletion && next) {
        expect(next).toMatchObject({ lock: create.lock, pin: create.pin });
        expect(next.at - deletion.at).toBeLessThanOrEqual(soonMs);
        givenOn++;
      }
    }
  }
  expect(changedBack).toBeGreaterThan(150);
  expect(givenOn).toBeGreaterThan(50);
});

test("owners make codes of their own within a minute of a guest's coming to the lock, and things break just then", () => {
  let madeMeanwhile = 0;
  let broken = 0;
  for (const { steps, faults } of draw(10)) {
    for (const create of steps) {
      if (create.do !== "create") continue;
      const writtenAt = create.at + Math.max(0, (create.window?.startsIn ?? 0) - 60) * 60_000;
      const isMeanwhile = ({ at }: { at: number }) => at > writtenAt && at <= writtenAt + 60_000;
      const owners = steps.filter((step) => step.do === "ownerAdds" && step.lock === create.lock);
      if (owners.some(isMeanwhile)) madeMeanwhile++;
      // Only what is to meet the hour before a start comes to the millisecond.
      if (writtenAt > create.at && faults.some(({ at }) => at === writtenAt - 1)) broken++;
    }
  }
  expect(madeMeanwhile).toBeGreaterThan(300);
  expect(broken).toBeGreaterThan(100);
});

test("what ends the same connection again and again lasts for a quarter of an hour at most, other faults for hours", () => {
  const kinds = faultKindsOf(ownVendors);
  const lasting = draw(10).flatMap(({ faults }) => faults.filter(({ fault }) => fault["for"] !== undefined));
  const minutesOf = (recurs: boolean): number[] =>
    lasting
      .filter(({ fault }) => (kinds[fault.kind]?.recurs ?? false) === recurs)
      .map(({ fault }) => Number.parseInt(String(fault["for"]), 10) / 60_000);
  expect(minutesOf(true).length).toBeGreaterThan(100);
  expect(Math.max(...minutesOf(true))).toBeLessThanOrEqual(15);
  expect(Math.max(...minutesOf(false))).toBeGreaterThan(400);
});

test("what hides one list or a few waits for the next look at a table, four of which come a day", () => {
  const kinds = faultKindsOf(ownVendors);
  const hiding = draw(10).flatMap(({ faults }) =>
    faults.filter(({ fault }) => kinds[fault.kind]?.hidesCodes),
  );
  const countings = ({ fault: { when } }: (typeof hiding)[number]): string[] => Object.keys(when ?? {});
  const ofFew = hiding.filter((one) => countings(one).some((key) => key === "nth" || key === "count"));
  expect(ofFew.length).toBeGreaterThan(10);
  for (const { fault } of ofFew) {
    expect(Number.parseInt(String(fault["for"]), 10)).toBeGreaterThanOrEqual(12 * 60 * 60_000);
  }
});

test("clients take over and take off what others have made, let codes go, and are given offline and backup codes", () => {
  const plans = draw(10);
  const steps = plans.flatMap((plan) => plan.steps);
  for (const kind of ["takeOver", "takeOff", "letGo", "pullBackup"])
    expect(steps.filter((step) => step.do === kind).length, kind).toBeGreaterThan(50);
  const created = steps.flatMap((step) => (step.do === "create" ? [step] : []));
  expect(created.filter(({ isOffline }) => isOffline).length).toBeGreaterThan(100);
  expect(created.filter(({ hasBackups }) => hasBackups).length).toBeGreaterThan(50);
  // What is taken over is taken back, and faults meet that at its own lock.
  const locks = new Set(plans.flatMap(({ fleet }) => fleet).map(({ vendor }) => vendor));
  const aimed = plans.flatMap(({ faults }) => faults).filter(({ fault }) => fault.target.startsWith("lock:"));
  for (const { fault } of aimed) expect(locks).toContain(fault.target.replace(/^lock:(.*)-\d+$/, "$1"));
});

test("no code without an end is left on a lock for more than a week", () => {
  const weekMs = 7 * 24 * 60 * 60_000;
  const { steps, chaosMs } = drawPlan({ seed: 1, days: 20, locks: 10, plugins: ownVendors });
  const deletedAt = new Map(steps.flatMap((step) => (step.do === "delete" ? [[step.key, step.at]] : [])));
  const staying = steps.flatMap((step) => (step.do === "create" ? [step] : []));
  const stays = staying.map(({ at, key }) => (deletedAt.get(key) ?? chaosMs) - at);
  expect(Math.max(...stays)).toBeLessThanOrEqual(weekMs);
  expect(stays.length).toBeGreaterThan(50);
});

const isChangeOfPin = (step: SwarmPlan["steps"][number], pin?: number): boolean =>
  step.do === "update" && step.change.field === "pin" && (pin === undefined || step.change.pin === pin);

test("what all locks share breaks no more often where there are more of them, and each lock as often as ever", () => {
  const [few, many] = [draw(10), draw(100)].map((plans) => plans.flatMap(({ faults }) => faults));
  const share = (of: (target: string) => boolean) =>
    [few, many].map((faults = []) => faults.filter(({ fault }) => of(fault.target)).length);
  for (const shared of ["service", "broker", "vendor:", "link:service>"]) {
    const [inFew = 0, inMany = 0] = share((target) => target.startsWith(shared));
    expect(inMany / inFew, shared).toBeGreaterThan(0.7);
    expect(inMany / inFew, shared).toBeLessThan(1.4);
  }
  const [atFewLocks = 0, atManyLocks = 0] = share((target) => target.startsWith("lock:"));
  expect(atManyLocks / atFewLocks).toBeGreaterThan(8);
});
