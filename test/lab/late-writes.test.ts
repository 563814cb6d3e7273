import { describe, expect, test } from "vitest";
import { ownVendors } from "../../src/lab/vendors.ts";
import { inLab, type LabStory } from "../support/lab-story.ts";

const masked = { lock: { masksCodes: true } };

test("a PIN that comes late into a slot that was given up is taken out, also where the lock masks it", () =>
  inLab(
    "smartthings",
    async (story) => {
      const { lab, lock } = story;
      // After the read that misses it, and before the next attempt.
      lab.inject({ kind: "radio.late", target: lock.target, when: { nth: 1 }, params: { delay: "38s" } });
      const id = await story.create("4821");
      await lab.advance("15m");
      expect(await story.status(id)).toBe("set");
      expect(story.pins()).toEqual(["4821"]);
      await story.delete(id);
      await lab.advance("15m");
      expect(await story.status(id)).toBe("gone");
      expect(lock.opensWith("4821")).toBe(false);
    },
    masked,
  ));

test("a masked PIN that takes effect after its code was deleted is taken out", () =>
  inLab(
    "smartthings",
    async (story) => {
      const { lab, lock } = story;
      lab.inject({
        kind: "lock.lateEffect",
        target: lock.target,
        match: { command: "setCode" },
        params: { delay: "5m" },
        for: "30s",
      });
      const id = await story.create("4821");
      await lab.advance("30s");
      await story.delete(id);
      await lab.advance("3m");
      expect(await story.status(id)).toBe("gone");
      await lab.advance("10m");
      expect(story.pins()).toEqual([]);
    },
    masked,
  ));

test("a stranger's masked code in a slot that was given up is left alone", () =>
  inLab(
    "smartthings",
    async (story) => {
      const { lab, lock } = story;
      lab.inject({
        kind: "lock.noReply",
        target: lock.target,
        match: { command: "setCode" },
        when: { nth: 1 },
      });
      const id = await story.create("4821");
      await lab.advance("38s");
      await lock.edit({ action: "add_code", code: "7305", name: "Cleaner" });
      await lab.advance("30m");
      expect(await story.status(id)).toBe("set");
      expect(story.pins()).toEqual(["7305", "4821"]);
    },
    masked,
  ));

const overRadio = Object.entries(ownVendors)
  .filter(([, { simulator }]) => simulator.frailties.parts.includes("radio"))
  .map(([vendor, { driver }]) => ({
    vendor,
    makesPins: driver.profile.assignsPins?.value === true,
    /** Of every PIN, where four digits are too few. */
    ending: driver.profile.pinLengths.value?.includes(4) === false ? "06" : "",
  }))
  .filter(({ makesPins }) => !makesPins);

/** A frame that comes later than the driver waits for its answer, and nobody tells of it: neither its answer nor its news come through. */
describe.each(overRadio)("a PIN that reaches a lock of $vendor late and unheard", ({ vendor, ending }) => {
  const withLateChange = async (story: LabStory, delay: string): Promise<string> => {
    const { lab, lock } = story;
    const id = await story.createSet(`0427${ending}`);
    await lab.advance("1h");
    const params = { direction: "toLock", delay };
    lab.inject({ kind: "radio.late", target: lock.target, when: { nth: 1 }, params });
    lab.inject({ kind: "lock.replyLost", target: lock.target, when: { nth: 1 } });
    lab.inject({ kind: "push.lost", target: lock.target, for: "1d" });
    await story.update(id, { code: `5816${ending}` });
    await lab.advance("5s");
    return id;
  };

  test.each(["45s", "60s", "10m"])("after %s does not stand in place of the one that came next", (delay) =>
    inLab(
      vendor,
      async (story) => {
        const id = await withLateChange(story, delay);
        await story.update(id, { code: `2930${ending}` });
        await story.lab.advance("25m");
        expect(await story.status(id)).toBe("set");
        expect(story.pins()).toEqual([`2930${ending}`]);
        expect(await story.events(id)).not.toContain("modified_external_to_seam");
      },
      { oracles: false },
    ),
  );

  test.each(["45s", "60s", "10m"])("after %s does not outlive its guest", (delay) =>
    inLab(
      vendor,
      async (story) => {
        const id = await withLateChange(story, delay);
        await story.delete(id);
        await story.lab.advance("25m");
        expect(await story.status(id)).toBe("gone");
        expect(story.pins()).toEqual([]);
      },
      { oracles: false },
    ),
  );
});

test("a PIN that comes late, when its code is gone, over what the owner has made in its slot is taken out", () =>
  inLab("hubitat", async (story) => {
    const { lab, lock } = story;
    const late = { target: lock.target, when: { nth: 1 }, params: { delay: "38s", direction: "toLock" } };
    lab.inject({ kind: "radio.late", ...late });
    const id = await story.create("4821");
    await lab.advance("1s");
    await story.delete(id);
    await lab.advance("5s");
    await lock.edit({ action: "add_code", code: "7305" });
    await lab.advance("15m");
    expect(await story.status(id)).toBe("gone");
    expect(lock.opensWith("4821")).toBe(false);
  }));
