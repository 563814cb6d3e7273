import { expect, test } from "vitest";
import { inLab } from "../support/lab-story.ts";

test.each([
  ["before the hub's table was read", "1m"],
  ["after the table had not shown it", "3m"],
])("a code of which the lock's report was lost goes with its guest, %s", (_, wait) =>
  inLab("hubitat", async (story) => {
    const { lab, lock } = story;
    lab.inject({ kind: "radio.drop", target: lock.target, params: { direction: "fromLock" }, for: wait });
    const id = await story.create("4821");
    await lab.advance(wait);
    expect(lock.opensWith("4821")).toBe(true);
    await story.delete(id);
    await lab.advance("15m");
    expect(await story.status(id)).toBe("gone");
    expect(lock.opensWith("4821")).toBe(false);
  }),
);

/** Neither the lock's word of the code nor the command to delete it comes through, and no table tells that it stands there. */
test.each([
  ["a deletion gets lost", { when: { nth: 1 }, for: "1d" }],
  ["two deletions get lost", { when: { skip: 0, count: 2 }, for: "1d" }],
  ["the lock cannot be reached for a while", { for: "10m" }],
])("a code that the hub never heard of goes with its guest, though %s", (_, loss) =>
  inLab("hubitat", async (story) => {
    const { lab, lock } = story;
    lab.inject({ kind: "radio.drop", target: lock.target, params: { direction: "fromLock" }, for: "1d" });
    const id = await story.create("4821");
    await lab.advance("3m");
    expect(lock.opensWith("4821")).toBe(true);
    lab.inject({
      kind: "radio.drop",
      target: lock.target,
      params: { direction: "toLock" },
      ...loss,
    });
    await story.delete(id);
    await lab.advance("15m");
    expect(await story.status(id)).toBe("gone");
    expect(lock.opensWith("4821")).toBe(false);
  }),
);

/** A hub that missed the lock's word of it shows the old PIN for ever, and asks no lock. */
test("nobody is blamed for an owner's edit that the hub never hears of", () =>
  inLab("hubitat", async (story) => {
    const { lab, lock } = story;
    const id = await story.createSet("4821");
    lab.inject({ kind: "radio.drop", target: lock.target, for: "1m" });
    await lock.edit({ action: "change_code", code: "4821", newCode: "7305" });
    await lab.advance("2d");
    expect(await story.status(id)).toBe("set");
    expect(story.pins()).toEqual(["7305"]);
  }));

/** The hub tells of it, and nothing of ours can be there any more. */
test.each([
  ["for the second time", "30s"],
  ["for the last time", "3m"],
])(
  "what an owner makes in the slot of a code that was never seen stays, before it is deleted %s",
  (_, wait) =>
    inLab("hubitat", async (story) => {
      const { lab, lock } = story;
      lab.inject({ kind: "radio.drop", target: lock.target, params: { direction: "toLock" }, for: "3m" });
      const id = await story.create("4821");
      await lab.advance("3m");
      await story.delete(id);
      await lab.advance(wait);
      expect(await story.status(id)).toBe("removing");
      await lock.edit({ action: "add_code", code: "7305", name: "Owner" });
      await lab.advance("30m");
      expect(await story.status(id)).toBe("gone");
      expect(story.pins()).toEqual(["7305"]);
    }),
);
