import { expect, test } from "vitest";
import { inLab, type LabStory } from "../support/lab-story.ts";

/** The first write leaves a PIN that nobody has chosen, under the name that was sent with it. */
const tearFirstWrite = ({ lab, lock }: LabStory): string =>
  lab.inject({ kind: "lock.tornWrite", target: lock.target, when: { nth: 1 }, for: "1h" });

test("what a lock has garbled under our name is written anew, in the same slot", () =>
  inLab("hubitat", async (story) => {
    tearFirstWrite(story);
    const id = await story.create("4821");
    await story.lab.advance("30m");
    expect(await story.status(id)).toBe("set");
    expect(story.pins()).toEqual(["4821"]);
  }));

test("what a lock has garbled under our name is taken off with its code", () =>
  inLab("hubitat", async (story) => {
    tearFirstWrite(story);
    const id = await story.create("4821");
    await story.until(async () => story.pins().length > 0, "1m");
    await story.delete(id);
    await story.lab.advance("30m");
    expect(await story.status(id)).toBe("gone");
    expect(story.pins()).toEqual([]);
  }));
