import { expect } from "vitest";
import type { FaultInput } from "../../../src/index.ts";
import type { Vendor } from "../../support/door-history.ts";
import type { LabStory } from "../../support/lab-story.ts";

/** One story that shows what a kind of fault does at the place where it should, and that it ends when it is healed. */
export interface Proof {
  readonly vendor: Vendor;
  /** The lock's options. */
  readonly lock?: Readonly<Record<string, unknown>>;
  readonly prove: (story: LabStory, inject: Inject) => Promise<void>;
}

/** Injects a fault of the kind that is to be proven, aimed at the story's lock unless told otherwise. Returns its id. */
export type Inject = (more?: Partial<FaultInput>) => string;

/** How many commands the lock was sent since `since`. */
export const commandsSince = async (story: LabStory, since: string): Promise<number> =>
  (await story.commands(since)).length;

/** Trace lines of a kind from an instant on, oldest first: what stands after `virtualMs|node|kind|`. */
export const traced = ({ lab }: LabStory, kind: string, sinceMs = 0): string[] =>
  lab
    .traceLines()
    .map((line) => line.split("|"))
    .filter(([at, , found]) => found === kind && Number(at) >= sinceMs)
    .map(([, , , ...text]) => text.join("|"));

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
