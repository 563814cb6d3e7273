import { seededRandom } from "../kernel/random.ts";
import { LabRequestError } from "../lab/lab-request-error.ts";
import type { Run } from "./run.ts";
import { StepFailure } from "./step-failure.ts";
import { type Deed, drawDeeds, type Workload } from "./workload.ts";

/** How long a host waits before asking a service that is down once more, and how often. */
const retryMs = 60_000;
const retriesMax = 30;

/** Lets the guests come and go. Throws a StepFailure when more of them stand before a closed door, or come in, than may. */
export async function workThrough(workload: Workload, seed: number, run: Run): Promise<void> {
  const { lab, timeline } = run;
  const start = Date.parse(lab.now);
  const names = lab.locks.map(({ name }) => name);
  const counts = { turnedAway: 0, letIn: 0 };
  for (const deed of drawDeeds(workload, names, seededRandom(seed).child("workload"))) {
    const aheadMs = start + deed.atMs - Date.parse(lab.now);
    if (aheadMs > 0) await run.advance(aheadMs);
    await doDeed(deed, start, counts, run);
  }
  await timeline.collectEvents();
  const { turnedAway, letIn } = counts;
  timeline.note(
    "check",
    `${workload.guests} guests: ${turnedAway} times turned away, ${letIn} times let in too late`,
  );
  if (turnedAway > workload.turned_away) {
    throw new StepFailure(
      ["turned_away"],
      `guests stood ${turnedAway} times before a closed door during their stay, and not at most ${workload.turned_away}`,
    );
  }
  if (letIn > workload.let_in) {
    throw new StepFailure(
      ["let_in"],
      `guests came in ${letIn} times after their stay, and not at most ${workload.let_in}`,
    );
  }
}

async function doDeed(
  { guest, lock, does }: Deed,
  start: number,
  counts: { turnedAway: number; letIn: number },
  run: Run,
): Promise<void> {
  const { cast, timeline } = run;
  const instant = (ms: number) => new Date(start + ms).toISOString();
  switch (does.verb) {
    case "book": {
      const answer = await ask(run, "/access_codes/create", {
        device_id: cast.lock(lock).deviceId,
        name: guest,
        starts_at: instant(does.startsAtMs),
        ends_at: instant(does.endsAtMs),
      });
      cast.capture(guest, answer);
      timeline.note(
        "step",
        `${guest} is booked at ${lock}, ${instant(does.startsAtMs)} to ${instant(does.endsAtMs)}`,
      );
      break;
    }
    case "arrive":
      await cast.pinIfMade(guest);
      break;
    case "cancel":
      await cast.pinIfMade(guest);
      await ask(run, "/access_codes/delete", { access_code_id: cast.idOf("access_code_id", guest) });
      timeline.note("step", `${guest} is cancelled`);
      break;
    case "extend":
      await ask(run, "/access_codes/update", {
        access_code_id: cast.idOf("access_code_id", guest),
        ends_at: instant(does.endsAtMs),
      });
      timeline.note("step", `${guest} stays until ${instant(does.endsAtMs)}`);
      break;
    case "press": {
      const pin = await cast.pinIfMade(guest);
      const { opened, reason } =
        pin === undefined ? { opened: false, reason: "no PIN yet" } : await cast.lock(lock).press(pin);
      if (does.mayEnter && !opened) counts.turnedAway++;
      if (!does.mayEnter && opened) counts.letIn++;
      const isRight = opened === does.mayEnter;
      const when = does.mayEnter ? "" : " after the stay";
      timeline.note(isRight ? "step" : "failure", `${guest} at ${lock}${when}: ${reason}`);
    }
  }
}

/** Asks as an app does that knows that a service may be down for a while. */
async function ask(run: Run, path: string, body: Readonly<Record<string, unknown>>) {
  for (let tries = 0; ; tries++) {
    try {
      return await run.lab.request(path, body);
    } catch (error) {
      const isDown = error instanceof LabRequestError && error.status === 503;
      if (!isDown || tries === retriesMax) {
        const words = error instanceof Error ? error.message : String(error);
        throw new StepFailure([], `${path} is refused: ${words}`, { cause: error });
      }
      await run.advance(retryMs);
    }
  }
}
