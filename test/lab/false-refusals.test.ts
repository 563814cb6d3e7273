import { expect, test } from "vitest";
import { inLab, type LabStory } from "../support/lab-story.ts";

/** A code whose first write the lock has refused and done all the same; then the hub is away for half an hour. */
async function createFalselyRefused(story: LabStory): Promise<string> {
  const { lab, lock } = story;
  lab.inject({
    kind: "lock.nakWithEffect",
    target: lock.target,
    when: { nth: 1 },
    for: "1h",
    match: { command: "setCode" },
    params: { code: "busy" },
  });
  lab.inject({
    kind: "hub.offline",
    target: lock.hub,
    when: { after: { event: "write", delay: "100ms" } },
    for: "30m",
  });
  const id = await story.create("4821");
  await story.until(async () => lock.opensWith("4821"), "1m");
  await lab.advance("1m");
  return id;
}

test("a PIN that was refused and set all the same gives way to the one that is wanted next", () =>
  inLab("smartthings", async (story) => {
    const id = await createFalselyRefused(story);
    await story.update(id, { code: "1357" });
    await story.lab.advance("1h");
    expect(await story.status(id)).toBe("set");
    expect(story.pins()).toEqual(["1357"]);
  }));

test("a PIN that was refused and set all the same goes with its code", () =>
  inLab("smartthings", async (story) => {
    const id = await createFalselyRefused(story);
    await story.update(id, { code: "1357" });
    await story.delete(id);
    await story.lab.advance("1h");
    expect(await story.status(id)).toBe("gone");
    expect(story.pins()).toEqual([]);
  }));
