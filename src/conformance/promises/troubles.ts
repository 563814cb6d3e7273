import assert from "node:assert/strict";
import type { CommandFault, FaultPoint } from "../../simulator/fault-point.ts";
import { noFaults } from "../../simulator/fault-point.ts";
import type { Body } from "../../wire/envelope.ts";
import { minuteMs, promisedMs } from "../grip.ts";
import { type SimulatorPromise, somePins, type Trial } from "./promise.ts";

interface Outcome {
  /** How many answers there were ten seconds after the command was sent. */
  readonly early: number;
  /** All answers within a quarter of an hour. */
  readonly answers: readonly Body[];
  readonly isRefused: boolean;
  readonly opens: boolean;
}

/** Longer than a lock takes that has to be woken, in milliseconds. */
const earlyMs = 10_000;

/** What becomes of the command that takes effect when this goes wrong with it. */
function outcomeOf({ subject, grip }: Trial, fault: CommandFault): Outcome {
  let isArmed = false;
  const faults: FaultPoint = { ...noFaults, onCommand: () => (isArmed ? fault : undefined) };
  const on = grip({ faults });
  const [wanted = ""] = somePins(subject, 1);
  const commands = on.hands.load(1, wanted);
  for (const command of commands.slice(0, -1)) on.ask(1, command);
  const last = commands.at(-1);
  assert(last, "loading takes a command");
  isArmed = true;
  const id = on.bench.send(last);
  isArmed = false;
  on.bench.advance(earlyMs);
  const early = on.bench.repliesTo(id).length;
  on.bench.advance(promisedMs);
  const answers = on.bench.repliesTo(id);
  for (const told of [...answers, ...on.bench.events()]) on.hands.learn?.(1, told);
  // Where the lock makes the PINs and told none, whatever stands in its table is asked.
  const pins = on.hands.pinOf
    ? on.bench
        .lock()
        .inspect()
        .slots.map(({ pin }) => pin)
    : [wanted];
  return {
    early,
    answers,
    isRefused: on.hands.isRefusal(answers[0]),
    opens: pins.some((pin) => on.opensWith(pin)),
  };
}

/** What happens at a lock when something goes wrong with a command. */
export const troublePromises: readonly SimulatorPromise[] = [
  {
    name: "a command that is swallowed has no effect and no answer",
    check: (trial) => {
      const { early, answers, opens } = outcomeOf(trial, { type: "swallow" });
      assert.deepEqual([early, answers.length, opens], [0, 0, false]);
    },
  },
  {
    name: "a command whose answer is lost has its effect alone",
    check: (trial) => {
      const { early, answers, opens } = outcomeOf(trial, { type: "loseReply" });
      assert.deepEqual([early, answers.length, opens], [0, 0, true]);
    },
  },
  {
    name: "a command whose answer is late has its effect, and its answer after the delay",
    check: (trial) => {
      const { early, answers, opens } = outcomeOf(trial, { type: "delayReply", delayMs: 2 * minuteMs });
      assert.deepEqual([early, answers.length, opens], [0, 1, true]);
    },
  },
  {
    name: "a command whose answer is doubled gets the same one twice",
    check: (trial) => {
      const { answers, opens } = outcomeOf(trial, { type: "doubleReply" });
      assert.deepEqual([answers.length, opens], [2, true]);
      assert(JSON.stringify(answers[0]) === JSON.stringify(answers[1]), "the answers differ");
    },
  },
  {
    name: "a command that is refused gets the vendor's word and has no effect",
    check: (trial) => {
      const vendorCode = trial.subject.someRefusal;
      const { answers, isRefused, opens } = outcomeOf(trial, { type: "refuse", vendorCode });
      assert.deepEqual([answers.length, isRefused, opens], [1, true, false]);
    },
  },
  {
    name: "a command that is refused and done all the same gets the vendor's word and has its effect",
    check: (trial) => {
      const vendorCode = trial.subject.someRefusal;
      const outcome = outcomeOf(trial, { type: "refuse", vendorCode, takesEffect: true });
      assert.deepEqual([outcome.answers.length, outcome.isRefused, outcome.opens], [1, true, true]);
    },
  },
  {
    name: "a command that is acknowledged without effect gets a yes and nothing else",
    check: (trial) => {
      const { answers, isRefused, opens } = outcomeOf(trial, { type: "ackWithoutEffect" });
      assert.deepEqual([answers.length, isRefused, opens], [1, false, false]);
    },
  },
  {
    name: "a command whose effect is late gets its answer at once, and changes the door later",
    check: (trial) => {
      const { early, answers, opens } = outcomeOf(trial, { type: "delayEffect", delayMs: 2 * minuteMs });
      assert.deepEqual([early, answers.length, opens], [1, 1, true]);
      const later = outcomeOf(trial, { type: "delayEffect", delayMs: 2 * promisedMs });
      assert.equal(later.opens, false);
    },
  },
];
