import assert from "node:assert/strict";
import { type AnyMachineSnapshot, createActor, initialTransition } from "xstate";
import type { LockDriver, Operation } from "../driver/lock-driver.ts";
import type { SlotContext, SlotEvent } from "../driver/slot-setup.ts";
import { accessCodeStatuses } from "../lock/access-code-status.ts";
import { accessCodeErrors, accessCodeWarningCodes } from "../lock/catalogue.ts";
import { opensOtherwise } from "../lock/slot-value.ts";
import { freshContext, refusalsOf, type Step, type Walk } from "./driver-walk.ts";
import { StepClock } from "./step-clock.ts";

/** One promise that every driver keeps. `check` throws an AssertionError that says where it does not. */
export interface DriverPromise {
  readonly name: string;
  check(driver: LockDriver, walked: Walk): void;
}

/** A code that has been silent for a day is not on its way any more. */
const silenceBoundMs = 24 * 3_600_000;

const where = (state: AnyMachineSnapshot): string => JSON.stringify(state.value);
/** No other hands were there: a command of ours took effect after its time. */
const cameLate = (event: object): boolean => "cameLate" in event && event.cameLate === true;

const describe = ({ from, event, to }: Step): string => `${where(from)} -- ${event.type} --> ${where(to)}`;
/** A read has shown nothing there, or another code of ours. */
const isGone = /^slot\.(empty|replaced)$/;
const isSet = (state: AnyMachineSnapshot): boolean => state.hasTag("set");
const topOf = (state: AnyMachineSnapshot): string =>
  typeof state.value === "string" ? state.value : (Object.keys(state.value)[0] ?? "");
const stepsSent = (step: Step): string[] =>
  step.actions
    .filter(({ type }) => type === "transmit")
    .map(({ params }) => (params as { step: string }).step);

/** Runs the machine alone, every turn granted at once and every command met with silence. */
function runInSilence(
  driver: LockDriver,
  start: Partial<SlotContext>,
  until: (tags: ReadonlySet<string>) => boolean,
) {
  const clock = new StepClock();
  const heard: SlotEvent[] = [];
  const later = (event: SlotEvent, delayMs: number) => {
    heard.push(event);
    clock.setTimeout(() => actor.send(event), delayMs);
  };
  const { replyTimeoutMs } = driver.profile.timing;
  const context = freshContext(driver);
  const actor = createActor(driver.slotMachine, {
    input: {
      ...context,
      ...start,
      port: {
        ...context.port,
        requestTurn: () => later({ type: "turn.granted" }, 0),
        transmit: () => later({ type: "lock.silent" }, replyTimeoutMs.value),
        read: () => later({ type: "lock.silent" }, replyTimeoutMs.value),
      },
    },
    clock: {
      setTimeout: (callback, delayMs) => clock.setTimeout(callback, delayMs),
      clearTimeout: (timer) => clock.clearTimeout(timer),
    },
  }).start();
  while (!until(actor.getSnapshot().tags) && clock.now() <= silenceBoundMs && clock.step());
  return { snapshot: actor.getSnapshot(), tookMs: clock.now(), commands: heard.length };
}

export const driverPromises: readonly DriverPromise[] = [
  {
    name: "every state shows exactly one access-code status",
    check: (_, { states }) => {
      for (const state of states) {
        const statuses = accessCodeStatuses.filter((status) => state.hasTag(status));
        assert.equal(statuses.length, 1, `${where(state)} shows ${statuses.join(" and ") || "none"}`);
      }
    },
  },
  {
    name: "a removal is honoured in every state",
    check: (_, { steps }) => {
      for (const step of steps.filter(({ event }) => event.type === "code.remove")) {
        const { evidence, wasMissed } = step.from.context as SlotContext;
        const isGone = evidence === "unsent" && !wasMissed && topOf(step.to) === "cleared";
        assert(step.to.hasTag("removing") || isGone, describe(step));
      }
    },
  },
  {
    name: "a removal ends only when a read has shown the entry empty, or another's",
    check: (_, { steps }) => {
      const ends = steps.filter(({ from, to }) => from.hasTag("removing") && !to.hasTag("removing"));
      assert(ends.length > 0, "no removal ever ends");
      for (const step of ends) {
        // What was never seen there and is somebody else's, was never ours to remove.
        const isAnothers =
          step.event.type === "slot.holdsOther" && !(step.from.context as SlotContext).wasConfirmed;
        if (!isAnothers) assert.match(step.event.type, isGone, describe(step));
        assert.equal(topOf(step.to), "cleared", describe(step));
      }
    },
  },
  {
    name: "a code becomes set only by a read that shows it",
    check: (_, { steps }) => {
      const arrivals = steps.filter(({ from, to }) => !isSet(from) && isSet(to));
      assert(arrivals.length > 0, "no code ever becomes set");
      for (const step of arrivals) {
        assert.match(step.event.type, /^slot\.(holdsOurs|unreadable|holdsOther)$/, describe(step));
      }
    },
  },
  {
    name: "what fails is not called set by a restart, before a read has shown it",
    check: ({ slotMachine }, { states }) => {
      const failing = states.filter(({ context }) => context.isFailing && context.intent === "present");
      assert(failing.length > 0, "nothing ever fails");
      for (const state of failing) {
        const [resumed] = initialTransition(slotMachine, state.context);
        assert(!isSet(resumed), `${where(state)} becomes ${where(resumed)}`);
      }
    },
  },
  {
    name: "presence alone confirms no overwrite",
    check: (_, { steps }) => {
      for (const step of steps.filter(({ event }) => event.type === "slot.unreadable")) {
        const { content, earlier } = step.from.context as SlotContext;
        const overwrites = earlier.some((version) => opensOtherwise(version, content));
        if (overwrites && !isSet(step.from)) assert(!isSet(step.to), describe(step));
      }
    },
  },
  {
    name: "a masked entry is emptied before it is written again",
    check: (_, { steps }) => {
      const changes = steps.filter(
        ({ from, event }) =>
          event.type === "code.change" && (from.context as SlotContext).isMasked && isSet(from),
      );
      for (const step of changes) assert.equal(topOf(step.to), "emptying", describe(step));
    },
  },
  {
    name: "silence does not leave a code setting for ever",
    check: (driver) => {
      const { snapshot, tookMs } = runInSilence(driver, {}, (tags) => !tags.has("setting"));
      assert(
        !snapshot.hasTag("setting"),
        `still ${where(snapshot)} after ${tookMs / 60_000} minutes of silence`,
      );
      assert(snapshot.hasTag("unknown"), `${where(snapshot)} claims to know what a silent lock holds`);
    },
  },
  {
    name: "a removal that meets silence goes on, says that it fails, and does not hammer the lock",
    check: (driver) => {
      const start = { evidence: "confirmed", intent: "absent" } as const;
      const { snapshot, commands } = runInSilence(driver, start, (tags) => !tags.has("removing"));
      assert(snapshot.hasTag("removing"), `ended in ${where(snapshot)} although the lock never answered`);
      assert((snapshot.context as SlotContext).isFailing, "a day of silence is no reported failure");
      assert(commands < 1_000, `${commands} commands in a day of silence`);
    },
  },
  {
    name: "drift is noticed: an entry that another hand emptied or rewrote is reported",
    check: (_, { steps }) => {
      const rewritten = steps.filter(
        ({ from, event }) => topOf(from) === "set" && event.type === "slot.holdsOther" && !cameLate(event),
      );
      assert(rewritten.length > 0, "set is never reached");
      for (const step of rewritten) {
        assert(
          step.actions.some(({ type }) => type === "reportModified"),
          describe(step),
        );
      }
      const emptied = steps.filter(({ from, event }) => topOf(from) === "set" && event.type === "slot.empty");
      for (const step of emptied) assert.notEqual(topOf(step.to), "set", describe(step));
      const reported = steps.filter(({ actions }) => actions.some(({ type }) => type === "reportDeleted"));
      assert(reported.length > 0, "a deletion is never reported");
      // A read has not shown it, or a vendor that was asked for it knows of none.
      for (const step of reported) {
        assert(isGone.test(step.event.type) || step.event.type === "lock.refused", describe(step));
      }
    },
  },
  {
    name: "no state but the end is a dead end",
    check: (_, { states, steps }) => {
      const left = new Set(steps.filter(({ from, to }) => where(to) !== where(from)).map(({ from }) => from));
      for (const state of states.filter(({ status }) => status === "active")) {
        assert(left.has(state), `nothing leads out of ${where(state)}`);
      }
    },
  },
  {
    name: "every step that the machine sends can be said in the vendor's words",
    check: (driver, { steps }) => {
      const names = new Set(steps.flatMap(stepsSent));
      assert(names.has("clear"), "the machine never clears");
      const slot = { entry: entryFor(driver), pin: "0421", name: "Ada Lovelace" };
      const window = { startsAt: Date.UTC(2026, 0, 1), endsAt: Date.UTC(2026, 0, 2) };
      const device = { zone: "America/New_York", now: Date.UTC(2025, 11, 31) };
      const operations: Operation[] = [
        ...[...names].map((step) => ({ type: "slot" as const, step, slot })),
        ...[...names].map((step) => ({ type: "slot" as const, step, slot: { ...slot, window } })),
        { type: "readTable" },
        { type: "readEntry", entry: slot.entry },
        { type: "lockDoor" },
        { type: "unlockDoor" },
      ];
      for (const operation of operations) {
        const parsed = driver.wire.command.safeParse(driver.encode(operation, device));
        const name = operation.type === "slot" ? operation.step : operation.type;
        assert(parsed.success, `"${name}" is no command of the wire`);
      }
    },
  },
  {
    name: "every refusal becomes an error that exists, in words that end in a full stop",
    check: (driver) => {
      for (const { vendorCode, code, warnFirst, message } of refusalsOf(driver)) {
        assert(code in accessCodeErrors, `${vendorCode}: no error ${code}`);
        if (warnFirst)
          assert(accessCodeWarningCodes.includes(warnFirst), `${vendorCode}: no warning ${warnFirst}`);
        assert.match(message, /\.$/, vendorCode);
      }
      assert(driver.fullTable in driver.refusals, `fullTable: no refusal "${driver.fullTable}"`);
    },
  },
  {
    name: "every fact says where it comes from",
    check: ({ profile }) => {
      const facts = { ...profile, ...profile.timing };
      for (const [name, fact] of Object.entries(facts)) {
        if (fact === null || typeof fact !== "object" || !("value" in fact)) continue;
        assert("source" in fact && fact.source.length > 0, `${name} has no source`);
      }
    },
  },
];

/** A key of the form that the vendor's entries have: numbers are common, and so are UUIDs. */
const entryFor = (driver: LockDriver): string => {
  const device = { zone: "UTC", now: 0 };
  const canBeSaid = (entry: string): boolean => {
    const clear = { type: "slot", step: "clear", slot: { entry, pin: "0421", name: "Ada" } } as const;
    return driver.wire.command.safeParse(driver.encode(clear, device)).success;
  };
  return canBeSaid("1") ? "1" : "00000000-0000-4000-8000-000000000001";
};
