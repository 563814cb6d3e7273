import { expect, test } from "vitest";
import { inLab } from "../support/lab-story.ts";

test("a list that is empty for hours looks as if other hands had been there, and the code counts as set again after it", () =>
  inLab("august", async (story) => {
    const { lab, lock } = story;
    const id = await story.createSet("4821");
    lab.inject({ kind: "cloud.emptyList", target: lock.target, for: "1d" });
    await lab.advance("1d");
    expect(await story.events(id)).toContain("deleted_external_to_seam");
    await lab.advance("1d");
    expect(await story.status(id)).toBe("set");
    expect(lock.opensWith("4821")).toBe(true);
  }));

test("a list that is empty once makes nobody believe that a code is gone", () =>
  inLab("august", async (story) => {
    const { lab, lock } = story;
    const id = await story.createSet("4821");
    lab.inject({ kind: "cloud.emptyList", target: lock.target, when: { nth: 1 }, for: "1d" });
    await lab.advance("1d");
    expect(await story.events(id)).toEqual(["created", "set_on_device"]);
  }));

test("a list that lags behind an addition does not make the service ask without end", () =>
  inLab(
    "wyze",
    async (story) => {
      const { lab, lock } = story;
      lab.inject({
        kind: "cloud.eventual",
        target: lock.target,
        params: { lag: "60s" },
        when: { after: { event: "command", delay: "425ms" } },
        for: "36s",
      });
      const [starts_at, ends_at] = [5, 53].map((hours) =>
        new Date(story.now + hours * 3_600_000).toISOString(),
      );
      const id = await story.create("4821", { starts_at, ends_at });
      await lab.advance("6h");
      expect(await story.status(id)).toBe("set");
      expect(story.pins()).toEqual(["4821"]);
    },
    { seed: 3 },
  ));
