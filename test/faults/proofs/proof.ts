import { expect } from "vitest";
import type { FaultInput } from "../../../src/index.ts";
import type { LabStory } from "../../support/lab-story.ts";

/** One story that shows what a kind of fault does at the place where it should, and that it ends when it is healed. */
export interface Proof {
  readonly vendor: string;
  /** The lock's options. */
  readonly lock?: Readonly<Record<string, unknown>>;
  readonly prove: (story: LabStory, inject: Inject) => Promise<void>;
}

/** Injects a fault of the kind that is to be proven, aimed at the story's lock unless told otherwise. Returns its id. */
export type Inject = (more?: Partial<FaultInput>) => string;

/** How many commands the lock was sent since `since`. */
export const commandsSince = async (story: LabStory, since: string): Promise<number> =>
  (await story.commands(since)).length;

/** The sizes of the chunks that have come over a link, such as `service>broker`, from an instant on, oldest first. */
export const chunks = ({ lab }: LabStory, link: string, sinceMs: number): number[] =>
  lab
    .traceLines()
    // virtualMs|node|kind|text
    .map((line) => line.split("|"))
    .filter(([at, , kind]) => kind === `link ${link}` && Number(at) >= sinceMs)
    .map(([, , , text = ""]) => Number.parseInt(text, 10));

/** Until the code is on the keypad and known to be. */
export const untilSet = (story: LabStory, id: string, limit = "15m"): Promise<void> =>
  story.until(async () => (await story.status(id)) === "set", limit);

/** A code that is made now is on the keypad and known to be within `limit`. */
export async function expectSetWithin(story: LabStory, pin: string, limit: string): Promise<string> {
  const id = await story.create(pin);
  await untilSet(story, id, limit);
  expect(story.lock.opensWith(pin)).toBe(true);
  return id;
}

/** The codes of the errors that the lock's device shows. */
export async function deviceErrors({ lab, lock }: LabStory): Promise<string[]> {
  const { device } = await lab.request("/devices/get", { device_id: lock.deviceId });
  return device.errors.map(({ error_code }: { error_code: string }) => error_code);
}

/** How often Seam's events say that the door was unlocked. */
export async function unlockedCount({ lab, lock }: LabStory): Promise<number> {
  const { events } = await lab.request("/events/list", {
    since: "2025-01-01T00:00:00Z",
    device_id: lock.deviceId,
    event_type: "lock.unlocked",
  });
  return events.length;
}

/** Someone who may come in does so. */
export async function enter(story: LabStory): Promise<void> {
  expect(await story.lock.press("4821")).toMatchObject({ opened: true });
}

/** The account, or the device in it, has an error that bars the way; it stands on the code too, and goes. */
export const bars =
  (error: string, how: (story: LabStory) => Partial<FaultInput> = () => ({})): Proof["prove"] =>
  async (story, inject) => {
    inject({ for: "2h", ...how(story) });
    const id = await story.create("4821");
    await story.lab.advance("10m");
    expect(story.pins()).toEqual([]);
    expect(await story.errors(id)).toContain(error);
    story.lab.heal();
    await untilSet(story, id, "40m");
    expect(await story.errors(id)).toEqual([]);
  };
