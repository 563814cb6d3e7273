import { describe, expect, test } from "vitest";
import { inLab, type LabStory } from "../support/lab-story.ts";

/** What a code is added with and taken off with, by vendors at whose doors an addition that comes late still counts. */
const vendors = {
  hubitat: { pin: "4821", adds: "setCode", deletes: "deleteCode" },
  igloohome: { pin: "4821", adds: "jobs.post", deletes: "jobs.post" },
  kwikset: { pin: "4821", adds: "createAccessCode", deletes: "deleteAccessCode" },
  lockly: { pin: "482135", adds: "accessCode.add", deletes: "accessCode.delete" },
  schlage: { pin: "4821", adds: "addaccesscode", deletes: "deleteaccesscode" },
  smartthings: { pin: "4821", adds: "setCode", deletes: "deleteCode" },
  ttlock: { pin: "4821", adds: "keyboardPwd/add", deletes: "keyboardPwd/delete" },
  wyze: { pin: "4821", adds: "pwd.operations.add", deletes: "pwd.operations.delete" },
} as const;

describe.each(Object.entries(vendors))("an addition that is late: %s", (vendor, { pin, adds, deletes }) => {
  /** A lock with a stranger's code, to which a code is added late. `lock.lateEffect` says at once that it was done. */
  const added = (delay: string, tell: (story: LabStory, id: string) => Promise<void>) =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      await lock.edit({ action: "add_code", code: pin.replace("48", "97"), name: "Cleaner" });
      await lab.advance("10m");
      const match = { command: adds };
      const when = { nth: 1 };
      lab.inject({ kind: "lock.lateEffect", target: lock.target, match, when, params: { delay }, for: "1h" });
      await tell(story, await story.create(pin, { name: "Ada" }));
    });

  /** The code is deleted, which the lock does not answer; what it knows of others shows that it does not know this one. */
  async function deleteUnheard(story: LabStory, id: string): Promise<void> {
    const { lab, lock } = story;
    const match = { command: deletes };
    lab.inject({ kind: "lock.noReply", target: lock.target, match, for: "8m" });
    await story.delete(id);
    await story.until(async () => (await story.status(id)) === "gone", "15m");
    expect(lock.opensWith(pin)).toBe(false);
  }

  /** It comes after all; for how long it opens the door then, in minutes. */
  async function minutesOpen(story: LabStory, limit: string): Promise<number> {
    const { lab, lock } = story;
    await story.until(async () => lock.opensWith(pin), limit);
    const since = story.now;
    while (lock.opensWith(pin)) await lab.advance("10s");
    return (story.now - since) / 60_000;
  }

  async function expectNothingOfOurs(story: LabStory): Promise<void> {
    const { lab, lock } = story;
    await lab.advance("2h");
    expect(story.pins()).toEqual([pin.replace("48", "97")]);
    const { access_codes } = await lab.request("/access_codes/unmanaged/list", { device_id: lock.deviceId });
    expect(access_codes.map(({ name }: { name: string }) => name)).not.toContain("Ada");
  }

  test("what comes after its code was removed is taken out within a quarter of an hour, though nobody tells of it", () =>
    added("20m", async (story, id) => {
      const { lab, lock } = story;
      lab.inject({ kind: "push.lost", target: lock.target, for: "3h" });
      await lab.advance("20s");
      await deleteUnheard(story, id);
      expect(await minutesOpen(story, "30m")).toBeLessThan(15);
      await expectNothingOfOurs(story);
    }));

  test("and within five minutes where the lock tells", () =>
    added("20m", async (story, id) => {
      await story.lab.advance("20s");
      await deleteUnheard(story, id);
      expect(await minutesOpen(story, "30m")).toBeLessThan(5);
      await expectNothingOfOurs(story);
    }));
});

test("what was sent anew is looked out for as well, though the code was set meanwhile", () =>
  inLab("smartthings", async (story) => {
    const { lab, lock } = story;
    const late = { match: { command: "setCode" }, when: { nth: 1 }, params: { delay: "20m" } };
    lab.inject({ kind: "lock.lateEffect", target: lock.target, ...late, for: "1h" });
    lab.inject({ kind: "push.lost", target: lock.target, for: "3h" });
    const id = await story.createSet("4821");
    await story.delete(id);
    await story.until(async () => (await story.status(id)) === "gone", "5m");
    await story.until(async () => lock.opensWith("4821"), "30m");
    await lab.advance("15m");
    expect(story.pins()).toEqual([]);
  }));

test("of a code that was set and is off the lock nothing is looked out for", () =>
  inLab("smartthings", async (story) => {
    const { lab } = story;
    const id = await story.createSet("4821");
    await story.delete(id);
    await story.until(async () => (await story.status(id)) === "gone", "5m");
    const since = lab.now;
    await lab.advance("1h");
    expect(await story.commands(since)).toEqual([]);
  }));
