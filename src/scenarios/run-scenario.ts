import { createLab } from "../lab/create-lab.ts";
import type { FleetInput } from "../lab/fleet.ts";
import type { LabOptions } from "../lab/lab-options.ts";
import { RequestError } from "../lock/errors.ts";
import { InvariantViolation } from "../oracles/violation.ts";
import { Cast } from "./cast.ts";
import { Checks } from "./checks.ts";
import type { ScenarioFile } from "./read-scenario.ts";
import { Missed, type Run } from "./run.ts";
import type { Scenario } from "./scenario.ts";
import { type Path, ScenarioFileError } from "./source.ts";
import { StepFailure } from "./step-failure.ts";
import { doStep } from "./step-runners.ts";
import { Timeline } from "./timeline.ts";
import type { Failure, Verdict } from "./verdict.ts";
import { workThrough } from "./work-through.ts";

export interface RunOptions {
  /** Overrules the file's seed. */
  readonly seed?: number | undefined;
  /** Vendors beside those that come with Lockstep. */
  readonly plugins?: LabOptions["plugins"];
  /** Told now and then while time passes, of the virtual milliseconds since the beginning. */
  readonly onProgress?: (elapsedMs: number) => void;
}

/** Time passes in pieces of at most this many virtual milliseconds, so that progress can be told. */
const pieceMs = 3_600_000;

/**
 * Runs a scenario in a lab of its own. Resolves to its verdict, whatever it is. Rejects with a ScenarioFileError when the lab that
 * it asks for cannot be made.
 */
export async function runScenario(
  { scenario, source }: ScenarioFile,
  options: RunOptions = {},
): Promise<Verdict> {
  const seed = options.seed ?? scenario.seed;
  let notesFaults: Timeline | undefined;
  const lab = await createLab({
    seed,
    onFaultNote: (kind, text) => notesFaults?.noteFault(kind, text),
    ...(options.plugins && { plugins: options.plugins }),
    ...(scenario.start !== undefined && { start: scenario.start }),
    // Which vendors and options there are, the lab checks.
    fleet: scenario.fleet.map((group) => ({
      ...(scenario.zone && { zone: scenario.zone }),
      ...group,
    })) as FleetInput,
  }).catch((error: unknown) => {
    if (!(error instanceof RequestError)) throw error;
    const [parameter = "fleet"] = Object.keys(error.parameters);
    throw new ScenarioFileError(
      `${source.file}:${source.line(parameter.split("."))}: ${error.message.replaceAll('"', "")}`,
      { cause: error },
    );
  });
  try {
    const failures: Failure[] = [];
    const cast = new Cast(lab);
    const timeline = new Timeline(lab, cast);
    notesFaults = timeline;
    const checks = new Checks(lab, cast);
    let checkCount = 0;
    let trace: readonly string[] = [];
    const run: Run = {
      lab,
      cast,
      checks,
      timeline,
      advance: async (durationMs) => {
        const end = Date.parse(lab.now) + durationMs;
        do {
          const next = Math.min(end, Date.parse(lab.now) + pieceMs);
          await lab.advance({ to: new Date(next).toISOString() });
          options.onProgress?.(timeline.elapsedMs);
        } while (Date.parse(lab.now) < end);
      },
      expect: async (expectations) => {
        const looked = await checks.look(expectations);
        checkCount += looked.count;
        if (looked.misses.length > 0) throw new Missed(looked);
      },
    };
    const failed = (path: Path, message: string) => {
      failures.push({ file: source.file, line: source.line(path), field: path.join("."), message });
      timeline.note("failure", message);
    };
    /** Does one thing; false when it did not go as it should. */
    const attempt = async (path: Path, work: () => Promise<void>): Promise<boolean> => {
      try {
        await work();
        await timeline.collectEvents();
        return true;
      } catch (error) {
        // A violation stops the world: nobody answers any more.
        if (error instanceof InvariantViolation) {
          const { invariant, words } = error;
          failed(path, `invariant ${invariant.id} (${invariant.name}) is broken: ${cast.withNames(words)}`);
          trace = error.trace;
          return false;
        }
        await timeline.collectEvents().catch(() => {});
        if (error instanceof Missed) {
          for (const { at, words } of error.looked.misses) failed([...path, ...at], words);
        } else if (error instanceof StepFailure) failed([...path, ...error.at], error.message);
        else if (error instanceof RequestError) failed(path, error.message);
        else failed(path, error instanceof Error ? error.message : String(error));
        return false;
      }
    };
    await timeline.collectEvents();
    for (const [path, work] of workOf(scenario, seed, run)) {
      // What follows a step that went wrong has lost its meaning.
      if (!(await attempt(path, work))) break;
    }
    return {
      file: source.file,
      name: scenario.name ?? source.file.replace(/^.*\//, "").replace(/\.ya?ml$/, ""),
      about: scenario.about,
      seed,
      held: failures.length === 0,
      failures,
      checkCount,
      unfired: kindsInjected(scenario).filter((kind) => !timeline.hasFired(kind)),
      timeline: timeline.entries,
      trace,
      elapsedMs: timeline.elapsedMs,
      digest: lab.digest,
    };
  } finally {
    await lab.close();
  }
}

const kindsInjected = ({ faults, steps }: Scenario): string[] => [
  ...new Set([
    ...faults.map(({ kind }) => kind),
    ...steps.flatMap((step) => (step.verb === "inject" ? [step.said.inject.kind] : [])),
  ]),
];

/** Everything that a scenario does, in its order, with the place in the file that it comes from. */
function* workOf(scenario: Scenario, seed: number, run: Run): Generator<[Path, () => Promise<void>]> {
  for (const [index, fault] of scenario.faults.entries()) {
    yield [["faults", index], () => doStep({ verb: "inject", said: { inject: fault } }, run)];
  }
  for (const [index, step] of scenario.steps.entries()) {
    const inside = step.verb === "request" ? step.said.path : step.verb;
    yield [["steps", index, inside], () => doStep(step, run)];
  }
  const { workload, run: goesOn, heal: mends, expect } = scenario;
  if (workload) yield [["workload"], () => workThrough(workload, seed, run)];
  if (goesOn !== undefined) {
    yield [["run"], () => doStep({ verb: "advance", said: { advance: goesOn } }, run)];
  }
  if (mends !== undefined) {
    yield [["heal"], () => doStep({ verb: "heal", said: { heal: "all" } }, run)];
    yield [["heal"], () => doStep({ verb: "advance", said: { advance: mends } }, run)];
  }
  if (expect) yield [["expect"], () => doStep({ verb: "expect", said: { expect } }, run)];
}
