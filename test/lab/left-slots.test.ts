import { expect, test } from "vitest";
import { inLab, type LabStory } from "../support/lab-story.ts";

test("a code that the lock puts where a stranger's was a moment ago is known for ours", () =>
  inLab("kwikset", async (story) => {
    const { lab, lock } = story;
    await lock.edit({ action: "add_code", code: "7305", name: "Cleaner" });
    await lab.advance("30m");
    lab.inject({ kind: "hub.offline", target: lock.hub, for: "30m" });
    await lock.edit({ action: "remove_code", code: "7305" });
    const id = await story.create("4821");
    await lab.advance("2h");
    expect(await story.status(id)).toBe("set");
    expect(story.pins()).toEqual(["4821"]);
  }));

/** The lock fills its lowest free slot, and nobody hears what it does. */
test("a deletion of which nobody has heard is not said again to a slot that the owner has taken since", () =>
  inLab("kwikset", async (story) => {
    const { lab, lock } = story;
    const id = await story.createSet("4821");
    lab.inject({ kind: "report.lost", target: lock.target, for: "3h" });
    await story.delete(id);
    await lab.advance("20s");
    expect(story.pins()).toEqual([]);
    await lock.edit({ action: "add_code", code: "7305", name: "Cleaner" });
    await lab.advance("2h");
    expect(await story.errors(id)).toEqual(["kwikset_unable_to_confirm_deletion"]);
    expect(story.pins()).toEqual(["7305"]);
    await lab.advance("2h");
    expect(await story.status(id)).toBe("gone");
    expect(story.pins()).toEqual(["7305"]);
  }));

test("a deletion that got lost is said again", () =>
  inLab("kwikset", async (story) => {
    const { lab, lock } = story;
    const id = await story.createSet("4821");
    lab.inject({
      kind: "radio.drop",
      target: lock.target,
      params: { direction: "toLock" },
      when: { nth: 1 },
      for: "1h",
    });
    await story.delete(id);
    await lab.advance("1m");
    expect(story.pins()).toEqual(["4821"]);
    await lab.advance("20m");
    expect(await story.status(id)).toBe("gone");
    expect(story.pins()).toEqual([]);
  }));

/** Has a code changed to 5936, which the lock garbles: the service will take it off as soon as the lock has told. */
async function garble(story: LabStory): Promise<string> {
  const { lab, lock } = story;
  const id = await story.createSet("4821");
  lab.inject({ kind: "lock.tornWrite", target: lock.target, when: { nth: 1 }, for: "1h" });
  await story.update(id, { code: "5936" });
  await story.until(async () => !lock.opensWith("4821"), "1m");
  return id;
}

async function untilDeletionIsSent(story: LabStory): Promise<void> {
  const isSent = async () => (await story.commands()).some(({ type }) => type === "deleteAccessCode");
  await story.until(isSent, "1m");
}

test("what was garbled is not taken off once more when the owner has its slot since", () =>
  inLab("kwikset", async (story) => {
    const { lab, lock } = story;
    const id = await garble(story);
    await untilDeletionIsSent(story);
    lab.inject({ kind: "report.lost", target: lock.target, for: "3h" });
    await story.until(async () => story.pins().length === 0, "1m");
    await lock.edit({ action: "add_code", code: "7305", name: "Cleaner" });
    await lab.advance("2h");
    expect(story.pins()).toEqual(["7305"]);
    await lab.advance("2h");
    expect(await story.status(id)).toBe("set");
    expect(story.pins()).toEqual(["7305", "5936"]);
  }));

test("what was garbled is taken off though the first deletion gets lost", () =>
  inLab("kwikset", async (story) => {
    const { lab, lock } = story;
    const id = await garble(story);
    lab.inject({ kind: "radio.drop", target: lock.target, params: { direction: "toLock" }, for: "20s" });
    await untilDeletionIsSent(story);
    const garbled = story.pins();
    await lab.advance("30s");
    expect(story.pins()).toEqual(garbled);
    await lab.advance("30m");
    expect(await story.status(id)).toBe("set");
    expect(story.pins()).toEqual(["5936"]);
  }));
