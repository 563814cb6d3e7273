import { expect } from "vitest";
import type { FaultInput } from "../../../src/index.ts";
import { device, untilSet } from "../../support/conditions.ts";
import type { LabStory } from "../../support/lab-story.ts";

/** One story that shows what a kind of fault does at the place where it should, and that it ends when it is healed. */
export interface Proof {
  readonly vendor: string;
  /** The lock's options. */
  readonly lock?: Readonly<Record<string, unknown>>;
  /** When the lab's time begins, where that matters. */
  readonly start?: string;
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

/** A code that is made now is on the keypad and known to be within `limit`. */
export async function expectSetWithin(story: LabStory, pin: string, limit: string): Promise<string> {
  const id = await story.create(pin);
  await untilSet(story, id, limit);
  expect(story.lock.opensWith(pin)).toBe(true);
  return id;
}

/** Makes a code and tells after how many milliseconds, to the tenth of a second, the broker has the first command for it. */
export async function msToFirstCommand(story: LabStory, pin: string): Promise<number> {
  const since = story.lab.now;
  const begun = story.now;
  await story.create(pin);
  while ((await commandsSince(story, since)) === 0) {
    if (story.now - begun > 120_000) return Number.POSITIVE_INFINITY;
    await story.lab.advance("100ms");
  }
  return story.now - begun;
}

/** How many milliseconds pass, to a tenth of a second, until a code that is made now is on the keypad. */
export async function msToKeypad(story: LabStory, pin: string): Promise<number> {
  const begun = story.now;
  await story.create(pin);
  while (!story.lock.opensWith(pin)) {
    if (story.now - begun > 15 * 60_000) return Number.POSITIVE_INFINITY;
    await story.lab.advance("100ms");
  }
  return story.now - begun;
}

/** The codes of the errors that the lock's device shows. */
export const deviceErrors = async (story: LabStory): Promise<string[]> =>
  (await device(story)).errors.map(({ error_code }: { error_code: string }) => error_code);

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

/** The lock cannot be reached and says so, its keypad goes on working, and the code comes when it is over, within `limit`. */
export const goesOffline =
  (how: (story: LabStory) => Partial<FaultInput> = () => ({}), limit?: string): Proof["prove"] =>
  async (story, inject) => {
    await story.createSet("4821");
    inject({ for: "2h", ...how(story) });
    const id = await story.create("9061");
    await story.lab.advance("10m");
    expect(await deviceErrors(story)).toEqual(["device_offline"]);
    expect(story.pins()).toEqual(["4821"]);
    await enter(story);
    story.lab.heal();
    await untilSet(story, id, limit);
    expect(await deviceErrors(story)).toEqual([]);
  };

/** The hub hears nothing of what the broker has for it. */
export const deafens: Proof["prove"] = async (story, inject) => {
  inject({ target: story.lock.hub, for: "1h" });
  await story.lab.advance("1s");
  const since = story.lab.now;
  const id = await story.create("4821");
  await story.lab.advance("10m");
  expect(await commandsSince(story, since)).toBeGreaterThan(0);
  expect(await story.messages("reply", since)).toEqual([]);
  story.lab.heal();
  await untilSet(story, id, "40m");
};

/** Somebody unlocks the door once, of whom the service hears. */
export const unlocksOnce: Proof["prove"] = async (story, inject) => {
  await story.createSet("4821");
  inject();
  await story.lab.advance("5m");
  expect(await unlockedCount(story)).toBe(1);
  await story.lab.advance("1h");
  expect(await unlockedCount(story)).toBe(1);
};

/** The lock, or who speaks for it, is asked again and again, and the code does not come to the keypad before it is over. */
export const keepsOff =
  (how: Partial<FaultInput> = {}): Proof["prove"] =>
  async (story, inject) => {
    inject({ for: "2h", ...how });
    const since = story.lab.now;
    const id = await story.create("4821");
    await story.lab.advance("10m");
    expect(await commandsSince(story, since)).toBeGreaterThan(1);
    expect(story.pins()).toEqual([]);
    expect(await story.status(id)).not.toBe("set");
    story.lab.heal();
    await untilSet(story, id, "40m");
    expect(story.lock.opensWith("4821")).toBe(true);
  };

/** The code comes to the keypad, and the cloud does not show it before it is over. */
export const hides =
  (how: Partial<FaultInput> = {}): Proof["prove"] =>
  async (story, inject) => {
    inject({ for: "2h", ...how });
    const id = await story.create("4821");
    await story.until(async () => story.lock.opensWith("4821"), "5m");
    await story.lab.advance("3m");
    expect(await story.status(id)).not.toBe("set");
    story.lab.heal();
    await untilSet(story, id, "15m");
    await expectSetWithin(story, "9061", "5m");
  };
