import type { IgloohomeCommand, IgloohomeJob, IgloohomeReply } from "../../drivers/igloohome/wire.ts";
import type { Behaviour, Verdict } from "../../src/simulator/behaviour.ts";
import { type RefusalWords, wordsFor } from "../../src/simulator/refusals.ts";
import { startToleranceMs } from "./firmware.ts";
import type { IgloohomeLock } from "./lock.ts";

/** A command, and the id that a job made of it would have. */
export interface Asked {
  readonly command: IgloohomeCommand;
  readonly jobId: string;
}

type Rule = Behaviour<Asked, IgloohomeLock>;
type Reason = NonNullable<Extract<IgloohomeReply, { type: "error" }>["reason"]>;
type Creation = Extract<IgloohomeJob, { jobType: 4 }>["jobData"];

const reasons: readonly Reason[] = [
  "too_many_pending_jobs",
  "pin_exists",
  "pin_limit_reached",
  "no_variance_available",
  "invalid_pin",
  "invalid_dates",
];
const statuses = [401, 406, 429, 500] as const;

/** Assumed: 400 with a reason for what the cloud itself knows to be impossible. */
const forbid = (reason: Reason): Verdict => ({ reply: { type: "error", status: 400, reason } });

/** A job that ended before it was told of needs no id of its own: nobody will hear of it again. */
const failedJobId = "00000000-0000-4000-8000-000000000000";

/** Refusals by their keys in the driver's table: the reason, or else the status as text, or that of a job that has failed. */
export const refusals: RefusalWords<IgloohomeReply> = new Map([
  ...wordsFor(reasons, (reason): IgloohomeReply => ({ type: "error", status: 400, reason })),
  ...wordsFor(statuses, (status): IgloohomeReply => ({ type: "error", status })),
  ["2", { type: "job", jobId: failedJobId, completed: true, jobResponse: { jobStatus: 2 } }],
]);

const forCreations =
  (rule: (creation: Creation, lock: IgloohomeLock) => Verdict | undefined): Rule =>
  ({ command }, lock) =>
    command.type === "jobs.post" && command.job.jobType === 4 ? rule(command.job.jobData, lock) : undefined;

/** The list is the cloud's own: it needs no bridge. */
const listAccesses: Rule = ({ command }, lock) =>
  command.type === "access.get"
    ? { reply: { type: "accesses", payload: lock.cloud.all.map(({ access }) => access) } }
    : undefined;

/** Nor is the bridge asked how a job has ended: it has told the cloud. */
const tellOfJob: Rule = ({ command }, lock) => {
  if (command.type !== "jobs.get") return undefined;
  const { jobId } = command;
  const jobStatus = lock.bridge.statusOf(jobId);
  return jobStatus === undefined
    ? { reply: { type: "job", jobId, completed: false } }
    : { reply: { type: "job", jobId, completed: true, jobResponse: { jobStatus } } };
};

/** Neither does an algoPIN. Assumed: the same times and variance are the same PIN, however often they are asked for. */
const issueAlgoPin: Rule = ({ command }, lock) => {
  if (command.type !== "algopin.post") return undefined;
  const issued = lock.algoPins.issue(command);
  if (!issued) return forbid("invalid_dates");
  const { cloud, now } = lock;
  if (!cloud.counts(issued) && cloud.countAt(now) >= lock.options.capacity)
    return forbid("no_variance_available");
  const { pin, pinId } = issued;
  return { reply: { type: "algopin", pin, pinId }, effect: () => cloud.count(issued, now) };
};

/** Seam docs: the same answer for a bridge that is away and for a lock that is linked to none. */
const noBridge: Rule = (_, lock) => (lock.hasBridge ? undefined : { reply: { type: "error", status: 406 } });

const queueFull: Rule = (_, lock) => (lock.bridge.isFull ? forbid("too_many_pending_jobs") : undefined);

const badPin = forCreations(({ pin }, { keypad: { firmware } }) =>
  pin.length < firmware.lengthMin || pin.length > firmware.lengthMax ? forbid("invalid_pin") : undefined,
);

/** Seam docs, get started: a start cannot lie in the past. Assumed: of a PIN without an end it only says when it was made. */
const badDates = forCreations(({ startDate, endDate, pinType }, { now }) => {
  if (pinType === 2) return endDate === undefined ? undefined : forbid("invalid_dates");
  const [startsAt, endsAt] = [Date.parse(startDate), Date.parse(endDate ?? startDate)];
  const isPast = startsAt < now - startToleranceMs || endsAt <= now;
  return isPast || endsAt <= startsAt ? forbid("invalid_dates") : undefined;
});

const pinExists = forCreations(({ pin }, { cloud }) => (cloud.ofPin(pin) ? forbid("pin_exists") : undefined));

const limitReached = forCreations((_, { cloud, now, options }) =>
  cloud.countAt(now) >= options.capacity ? forbid("pin_limit_reached") : undefined,
);

const takeJob: Rule = ({ command, jobId }, lock) =>
  command.type === "jobs.post"
    ? {
        reply: { type: "job", jobId, completed: false },
        effect: () => lock.bridge.add(jobId, command.job, lock),
      }
    : undefined;

export const behaviours: readonly Rule[] = [
  listAccesses,
  tellOfJob,
  issueAlgoPin,
  noBridge,
  queueFull,
  badPin,
  badDates,
  pinExists,
  limitReached,
  takeJob,
];
