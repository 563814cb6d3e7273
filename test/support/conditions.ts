import { expect } from "vitest";
import { accessCodeErrors } from "../../src/lock/catalogue.ts";
import type { LabStory } from "./lab-story.ts";

/** What the tests of a vendor's conditions do and expect again and again. */

// biome-ignore lint/suspicious/noExplicitAny: Seam's objects; test/clients checks their shape.
type Answer = any;

/** Puts the story's lock, or its hub, into trouble that lasts until it is healed. */
export function strike(
  { lab, lock }: LabStory,
  kind: string,
  more: Readonly<Record<string, unknown>> = {},
): void {
  lab.inject({ kind, target: kind.startsWith("hub.") ? lock.hub : lock.target, for: "30d", ...more });
}

/** From now until the end of the story some commands of this name are refused in the vendor's own words. */
export const refuse = (
  story: LabStory,
  command: string,
  code: string,
  more: Readonly<Record<string, unknown>> = {},
): void => strike(story, "lock.nak", { match: { command }, params: { code }, ...more });

/** An instant that lies so many hours ahead, ISO 8601. */
export const inHours = ({ now }: LabStory, hours: number): string =>
  new Date(now + hours * 3_600_000).toISOString();

export const untilSet = (story: LabStory, id: string, limit = "15m"): Promise<void> =>
  story.until(async () => (await story.status(id)) === "set", limit);

export const untilError = (story: LabStory, id: string, error: string, limit = "15m"): Promise<void> =>
  story.until(async () => (await story.errors(id)).includes(error), limit);

export const untilWarning = (story: LabStory, id: string, warning: string, limit = "15m"): Promise<void> =>
  story.until(async () => (await story.warnings(id)).includes(warning), limit);

/**
 * The code, or the device, shows this error once, with the flags of its scope, words that match, and the instant at which it
 * began, not before `since`.
 */
export function expectError(
  { now }: LabStory,
  subject: Answer,
  { error, says, since }: { error: keyof typeof accessCodeErrors; says: RegExp; since: number },
): void {
  const shown = subject.errors.filter((problem: Answer) => problem.error_code === error);
  expect(shown).toHaveLength(1);
  const flags = Object.fromEntries(accessCodeErrors[error].map((scope) => [scope, true]));
  expect(shown[0]).toEqual({
    error_code: error,
    message: expect.stringMatching(says),
    created_at: expect.any(String),
    ...flags,
  });
  expectBetween(shown[0].created_at, since, now);
}

/** The code shows this warning once, with words that match and the instant at which it began, not before `since`. */
export function expectWarning(
  { now }: LabStory,
  code: Answer,
  { warning, says, since }: { warning: string; says: RegExp; since: number },
): void {
  const shown = code.warnings.filter((problem: Answer) => problem.warning_code === warning);
  expect(shown).toHaveLength(1);
  expect(shown[0].message).toMatch(says);
  expectBetween(shown[0].created_at, since, now);
}

function expectBetween(instant: string, from: number, to: number): void {
  expect(Date.parse(instant)).toBeGreaterThanOrEqual(from);
  expect(Date.parse(instant)).toBeLessThanOrEqual(to);
}

/** The code is set, opens the door, and has nothing to complain about. */
export async function expectWell(story: LabStory, id: string, pin: string): Promise<void> {
  const code = await story.code(id);
  expect(code).toMatchObject({ status: "set", errors: [], warnings: [] });
  expect(story.lock.opensWith(pin)).toBe(true);
}

/** How often an event of this type was sent for the code. */
export const countEvents = async (story: LabStory, id: string, type: string): Promise<number> =>
  (await story.events(id)).filter((sent) => sent === type).length;

/** How often the lock was sent a command of this name. */
export const countCommands = async (story: LabStory, command: string, since?: string): Promise<number> =>
  (await story.commands(since)).filter(({ type }) => type === command).length;

export const device = async ({ lab, lock }: LabStory): Promise<Answer> =>
  (await lab.request("/devices/get", { device_id: lock.deviceId })).device;

/** The events of the device itself, oldest first. */
export async function deviceEvents({ lab, lock }: LabStory): Promise<Answer[]> {
  const { events } = await lab.request("/events/list", {
    since: "2025-01-01T00:00:00Z",
    device_id: lock.deviceId,
  });
  return events.filter(({ event_type }: Answer) => !event_type.startsWith("access_code."));
}

/** Locks or unlocks the door from afar and waits until the action attempt has ended. */
export async function operateDoor({ lab, lock }: LabStory, action: "lock" | "unlock"): Promise<Answer> {
  const { action_attempt } = await lab.request(`/locks/${action}_door`, { device_id: lock.deviceId });
  await lab.advance("2m");
  return (await lab.request("/action_attempts/get", { action_attempt_id: action_attempt.action_attempt_id }))
    .action_attempt;
}
