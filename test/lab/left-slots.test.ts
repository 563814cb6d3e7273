import { expect, test } from "vitest";
import { inLab } from "../support/lab-story.ts";

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
