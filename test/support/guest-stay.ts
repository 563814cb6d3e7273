import type { Lab } from "../../src/index.ts";
import { LabRequestError } from "../../src/index.ts";

/** How a stay ended: what the door opens to, what its keypad holds, and what the events told. */
export interface StayEnd {
  readonly opensWith: readonly string[];
  readonly slots: number;
  readonly events: readonly string[];
}

const firstPin = "0421";
const secondPin = "7788";

/** Minutes between two requests: more than a crash and a programming take together. */
const minutesBetween = 10;

const minuteMs = 60_000;

/**
 * Called before every event of the world, with the phase that the stay is in and the code's id once it has one, until it
 * resolves to false.
 */
export type BeforeEvent = (phase: number, accessCodeId: string) => Promise<boolean>;

/** `ongoing` codes are deleted at the end; `timeBound` ones start after five minutes and end by themselves after 25. */
export type StayKind = "ongoing" | "timeBound";

/** Creates a code, changes its PIN and sees it off, ten minutes apart. */
export async function stay(
  lab: Lab,
  lockName: string,
  kind: StayKind,
  beforeEvent: BeforeEvent = async () => false,
): Promise<StayEnd> {
  const lock = lab.lock(lockName);
  const startedAt = Date.parse(lab.now);
  const { access_code } = await insistently(lab, "/access_codes/create", {
    device_id: lock.deviceId,
    code: firstPin,
    name: "Ada Lovelace",
    ...(kind === "timeBound" && {
      starts_at: new Date(startedAt + 5 * minuteMs).toISOString(),
      ends_at: new Date(startedAt + 25 * minuteMs).toISOString(),
    }),
  });
  const accessCodeId: string = access_code.access_code_id;
  let isWatched = true;
  const runTo = async (phase: number) => {
    const until = startedAt + phase * minutesBetween * minuteMs;
    while (isWatched && Date.parse(lab.now) < until) {
      isWatched = await beforeEvent(phase, accessCodeId);
      if (!(await stepBefore(lab, until))) break;
    }
    await lab.advance({ to: new Date(Math.max(until, Date.parse(lab.now))).toISOString() });
  };
  await runTo(1);
  await insistently(lab, "/access_codes/update", { access_code_id: accessCodeId, code: secondPin });
  await runTo(2);
  if (kind === "ongoing") await insistently(lab, "/access_codes/delete", { access_code_id: accessCodeId });
  await runTo(3);
  const answer = await insistently(lab, "/events/list", {
    since: "2020-01-01T00:00:00Z",
    access_code_id: accessCodeId,
  });
  return {
    opensWith: [firstPin, secondPin].filter((pin) => lock.opensWith(pin)),
    slots: lock.inspect().slots.length,
    events: answer.events.map((event: { event_type: string }) => event.event_type),
  };
}

/** One event, if there is one before the instant. */
async function stepBefore(lab: Lab, until: number): Promise<boolean> {
  const planned = lab.nextEventAt;
  return planned !== undefined && Date.parse(planned) < until && lab.step();
}

/** Sends a request again, a second later, while the service is down. */
async function insistently(lab: Lab, path: string, body: Readonly<Record<string, unknown>>) {
  for (;;) {
    try {
      return await lab.request(path, body);
    } catch (error) {
      if (!(error instanceof LabRequestError) || error.status !== 503) throw error;
      await lab.advance("1s");
    }
  }
}
