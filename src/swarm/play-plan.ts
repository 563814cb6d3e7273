import { createLab } from "../lab/create-lab.ts";
import type { VendorPlugin } from "../lab/fleet.ts";
import type { Lab } from "../lab/lab.ts";
import { RequestError } from "../lock/errors.ts";
import { InvariantViolation } from "../oracles/violation.ts";
import { checkRest, NotAtRest } from "./check-rest.ts";
import type { SwarmPlan } from "./plan.ts";
import { PlanClient } from "./plan-client.ts";

/** How a world has ended that did not hold. */
export interface WorldFailure {
  /**
   * What makes two failures the same: the invariant that was broken, that the world did not come to rest, or that the product
   * itself failed.
   */
  readonly kind: string;
  /** What was seen, in words without a PIN. */
  readonly words: string;
  /** ISO 8601. */
  readonly at: string;
  /** What had last happened, oldest first: at the lock concerned, if it is one. */
  readonly trace: readonly string[];
}

export interface WorldEnd {
  /** SHA-256 over everything that happened. */
  readonly digest: string;
  readonly failure: WorldFailure | undefined;
  /** How many events of the world have run. */
  readonly events: number;
  /** How many faults the lab has taken, and how many it has refused because nothing there could suffer them. */
  readonly faults: { readonly taken: number; readonly refused: number };
  readonly requests: number;
}

export interface PlayOptions {
  readonly plugins?: readonly VendorPlugin[];
  /** False: the doors are watched only at the end. */
  readonly oracles?: boolean;
  /** What a violation says is to be typed to see it again. */
  readonly replay?: string;
  /** What must hold when the world has come to rest: {@link checkRest} unless told. What it throws is how the world has failed. */
  readonly atRest?: (lab: Lab, client: PlanClient) => Promise<void>;
  /** Told before each thing that is planned how much of the time of trouble has passed, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** Lives through one plan: things go wrong for a while, then everything heals, and the world has to come to rest. */
export async function playPlan(plan: SwarmPlan, options: PlayOptions = {}): Promise<WorldEnd> {
  const { plugins = [], oracles = true, replay = "lockstep replay FILE" } = options;
  const { atRest = (lab, client) => checkRest(lab, client, plugins), onProgress = () => {} } = options;
  const { seed, start, fleet } = plan;
  const lab = await createLab({
    ...{ seed, start, fleet, plugins, oracles, replay },
    onFaultNote: (note, text) => {
      // What the service was told, and did, since its old backup was made, it does not know any more.
      if (note === "fault.fired" && text.startsWith("disk.stale ")) client.setBack();
    },
  });
  const client = new PlanClient(lab, seed);
  const faults = { taken: 0, refused: 0 };
  let failure: WorldFailure | undefined;
  try {
    await goThrough(plan, lab, client, faults, onProgress);
    lab.heal();
    await lab.advance(`${plan.settleMs}ms`);
    await atRest(lab, client);
  } catch (error) {
    // Whoever asked when the world stopped may have been told only that the service failed.
    failure = failureOf(lab.violation ?? error, lab);
  }
  const end: WorldEnd = {
    digest: lab.digest,
    failure,
    events: lab.eventCount,
    faults,
    requests: client.requests,
  };
  await lab.close();
  return end;
}

async function goThrough(
  plan: SwarmPlan,
  lab: Lab,
  client: PlanClient,
  faults: { taken: number; refused: number },
  onProgress: (share: number) => void,
): Promise<void> {
  const startedAt = Date.parse(lab.now);
  // A fault that is to meet a step is there before it.
  const all = [
    ...plan.faults.map(({ at, fault }) => ({ at, act: () => inject(lab, fault, faults) })),
    ...plan.steps.map((step) => ({ at: step.at, act: () => client.take(step) })),
  ].sort((one, other) => one.at - other.at);
  for (const { at, act } of all) {
    onProgress(at / plan.chaosMs);
    await lab.advance({ to: new Date(Math.max(startedAt + at, Date.parse(lab.now))).toISOString() });
    await act();
  }
  await lab.advance({ to: new Date(Math.max(startedAt + plan.chaosMs, Date.parse(lab.now))).toISOString() });
}

/** Of what a drawn fault aims at, nothing may be able to suffer it: then there is none. */
function inject(
  lab: Lab,
  fault: SwarmPlan["faults"][number]["fault"],
  count: { taken: number; refused: number },
): void {
  try {
    lab.inject(fault);
    count.taken++;
  } catch (error) {
    if (!(error instanceof RequestError) || !error.message.includes("cannot suffer")) throw error;
    count.refused++;
  }
}

function failureOf(error: unknown, lab: Lab): WorldFailure {
  if (error instanceof InvariantViolation) {
    const { invariant, words, at, trace } = error;
    return { kind: `invariant ${invariant.id} (${invariant.name})`, words, at, trace };
  }
  if (error instanceof NotAtRest) {
    const { kind, message, lock } = error;
    return { kind: `at rest: ${kind}`, words: message, at: lab.now, trace: lab.history(lock) };
  }
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    kind: `error: ${words.split("\n")[0]?.replace(/[0-9a-f-]{36}|\d+/g, "*")}`,
    words,
    at: lab.now,
    trace: lab.history(),
  };
}
