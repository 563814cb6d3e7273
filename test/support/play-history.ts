import type { Lab, LockHandle, VendorPlugin } from "../../src/index.ts";
import { justInTimeMs, promptMs } from "../../src/oracles/bounds.ts";
import { checkRest, NotAtRest } from "../../src/swarm/check-rest.ts";
import type { SwarmPlan } from "../../src/swarm/plan.ts";
import type { PlanClient } from "../../src/swarm/plan-client.ts";
import { playPlan, type WorldFailure } from "../../src/swarm/play-plan.ts";

// biome-ignore lint/suspicious/noExplicitAny: Seam's object; the tests of test/clients check its shape.
type Answer = any;

/**
 * Lives through a history while the lab's own oracles watch the doors. In the end the world is at rest, and what the API tells is what the
 * doors do. Returns how it failed; `undefined`: every promise was kept.
 */
export async function playHistory(
  history: SwarmPlan,
  plugins: readonly VendorPlugin[] = [],
): Promise<WorldFailure | undefined> {
  const { failure } = await playPlan(history, {
    plugins,
    atRest: async (lab, client) => {
      await checkRest(lab, client);
      await checkAnswers(lab, client, history);
    },
  });
  return failure;
}

const broken = (words: string): NotAtRest => new NotAtRest("what the API tells", words);

/** Holds the statuses, the events and the clouds of a world at rest against its doors. Throws a NotAtRest. */
async function checkAnswers(lab: Lab, client: PlanClient, history: SwarmPlan): Promise<void> {
  const { access_codes } = await lab.request("/access_codes/list");
  const views = new Map<string, Answer>(access_codes.map((view: Answer) => [view.access_code_id, view]));
  const { events } = await lab.request("/events/list", { since: "2025-01-01T00:00:00Z", limit: 10_000 });
  if (new Set(events.map(({ event_id }: Answer) => event_id)).size < events.length)
    throw broken("two events have the same id");
  for (const { key, accessCodeId, lock, isDeleted } of client.codes.values()) {
    const whose = `${key} of ${lock.name}`;
    const view = views.get(accessCodeId);
    const told: string[] = events
      .filter(({ access_code_id }: Answer) => access_code_id === accessCodeId)
      .map(({ event_type }: Answer) => event_type);
    if (!view !== (told.at(-1) === "access_code.deleted"))
      throw broken(`${whose} is ${view ? "there" : "gone"}, and its last event is ${told.at(-1)}`);
    if (!view && !isDeleted && !mayEnd(history, key))
      throw broken(`${whose} is gone, and nobody wanted that`);
    if (view?.status === "set" && !told.includes("access_code.set_on_device"))
      throw broken(`${whose} is set, and no event said so`);
    if (view) checkStatus(view, lock, whose, Date.parse(lab.now));
  }
  for (const lock of lab.locks) checkCloud(lock, [...views.values()], Date.parse(lab.now));
}

/** Whether the plan has the code end at some time. */
const mayEnd = ({ steps }: SwarmPlan, key: string): boolean =>
  steps.some(
    (step) =>
      (step.do === "create" && step.key === key && step.window !== undefined) ||
      (step.do === "update" && step.key === key && step.change.field === "window"),
  );

function checkStatus(view: Answer, lock: LockHandle, whose: string, now: number): void {
  if (isAtEdge(view, now)) return;
  const isDue = view.starts_at === null || Date.parse(view.starts_at) <= now;
  // What other hands may do with a code, and a refusal that only the client or the owner can lift, leave it off the lock.
  const mayBeOff = view.is_external_modification_allowed || view.errors.length > 0;
  if (view.status === "unset" && isDue && !mayBeOff)
    throw broken(`${whose} is due and unset, and does not say why`);
  if (view.status === "set" && !isDue) throw broken(`${whose} is set before its time`);
  if (view.status === "set" && !lock.opensWith(view.code))
    throw broken(`${whose} is set and does not open it`);
}

/** The vendor's cloud, or hub, has heard of what the lock holds. */
function checkCloud(lock: LockHandle, views: readonly Answer[], now: number): void {
  if (views.some((view) => view.device_id === lock.deviceId && isAtEdge(view, now))) return;
  const { slots, cloudView } = lock.inspect();
  const { created = [], loaded = [], lockCodes = [] } = cloudView as Record<string, readonly unknown[]>;
  const known = created.length + loaded.length + lockCodes.length;
  if (known !== slots.length)
    throw broken(`${lock.name} holds ${slots.length} entries and its cloud knows of ${known}`);
}

/** Whether a window begins or ends about now, so that either status is right. */
function isAtEdge({ starts_at, ends_at }: Answer, now: number): boolean {
  const edges = [starts_at, ends_at].filter((edge) => edge !== null).map((edge) => Date.parse(edge));
  const isAhead = starts_at !== null && Math.abs(Date.parse(starts_at) - justInTimeMs - now) <= promptMs;
  const isInLead =
    starts_at !== null && now < Date.parse(starts_at) && now >= Date.parse(starts_at) - justInTimeMs;
  return isAhead || isInLead || edges.some((edge) => Math.abs(edge - now) <= promptMs);
}
