import type { Lab } from "../../src/index.ts";
import { LabRequestError } from "../../src/index.ts";
import { ownVendors } from "../../src/lab/vendors.ts";

/** How a stay ended: what the door opens to, what its keypad holds, and what the events told. */
export interface StayEnd {
  readonly opensWith: readonly string[];
  readonly slots: number;
  readonly events: readonly string[];
}

/** The longest PINs that any keypad takes; their first digits differ, as some want it. */
const firstDigits = "04216853";
const secondDigits = "73851942";

/** Minutes between two requests: more than a crash and a programming take together. */
const minutesBetween = 10;

const minuteMs = 60_000;

/**
 * Called before every event of the world, with the phase that the stay is in and the code's id once it has one, until it
 * resolves to false.
 */
export type BeforeEvent = (phase: number, accessCodeId: string) => Promise<boolean>;

/**
 * `ongoing` codes are deleted at the end; `timeBound` ones start after five minutes and end by themselves after 25; `offline` ones, which
 * nobody can change or take back, last from the afternoon until the next morning.
 */
export type StayKind = "ongoing" | "timeBound" | "offline";

/** Creates a code, changes it where that is possible, and sees it off, ten minutes apart. */
export async function stay(
  lab: Lab,
  lockName: string,
  kind: StayKind,
  beforeEvent: BeforeEvent = async () => false,
): Promise<StayEnd> {
  const lock = lab.lock(lockName);
  const startedAt = Date.parse(lab.now);
  const pins = pinsFor(lock.vendor);
  const { access_code } = await insistently(lab, "/access_codes/create", {
    device_id: lock.deviceId,
    name: "Ada Lovelace",
    ...(kind !== "offline" && pins && { code: pins.first }),
    ...timesOf(kind, startedAt),
  });
  const accessCodeId: string = access_code.access_code_id;
  let isWatched = true;
  const runUntil = async (until: number, phase: number) => {
    while (isWatched && Date.parse(lab.now) < until) {
      isWatched = await beforeEvent(phase, accessCodeId);
      if (!(await stepBefore(lab, until))) break;
    }
    await lab.advance({ to: new Date(Math.max(until, Date.parse(lab.now))).toISOString() });
  };
  const runTo = (phase: number) => runUntil(startedAt + phase * minutesBetween * minuteMs, phase);
  await runTo(1);
  if (kind === "offline") {
    await runUntil(Date.parse(access_code.ends_at) + minutesBetween * minuteMs, 2);
  } else {
    const change = pins ? { code: pins.second } : { name: "Ada King" };
    await insistently(lab, "/access_codes/update", { access_code_id: accessCodeId, ...change });
    await runTo(2);
    if (kind === "ongoing") {
      await insistently(lab, "/access_codes/delete", { access_code_id: accessCodeId });
    }
    await runTo(3);
  }
  const answer = await insistently(lab, "/events/list", {
    since: "2020-01-01T00:00:00Z",
    access_code_id: accessCodeId,
  });
  return {
    opensWith: Object.values(pins ?? {}).filter((pin) => lock.opensWith(pin)),
    slots: lock.inspect().slots.length,
    events: answer.events.map((event: { event_type: string }) => event.event_type),
  };
}

/** Two PINs that the vendor's keypads take; `undefined`: the vendor makes them itself. */
export function pinsFor(vendor: string): { first: string; second: string } | undefined {
  const { assignsPins, pinLengths } = ownVendors[vendor]?.driver.profile ?? {};
  if (assignsPins?.value === true) return undefined;
  const length = Math.min(...(pinLengths?.value ?? [4]));
  return { first: firstDigits.slice(0, length), second: secondDigits.slice(0, length) };
}

function timesOf(kind: StayKind, startedAt: number): Readonly<Record<string, unknown>> {
  const afterMinutes = (minutes: number) => new Date(startedAt + minutes * minuteMs).toISOString();
  if (kind === "timeBound") return { starts_at: afterMinutes(5), ends_at: afterMinutes(25) };
  if (kind === "ongoing") return {};
  const day = afterMinutes(0).slice(0, 10);
  const nextDay = afterMinutes(24 * 60).slice(0, 10);
  // Times that a door's user levels know.
  return { is_offline_access_code: true, starts_at: `${day}T16:00:00Z`, ends_at: `${nextDay}T10:00:00Z` };
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
