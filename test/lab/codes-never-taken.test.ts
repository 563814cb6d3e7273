import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { ownVendors } from "../../src/lab/vendors.ts";
import { inLab, type LabStory } from "../support/lab-story.ts";

/** What a code is added with and taken off with. */
const commands = {
  august: { adds: "pin.put", deletes: "pin.delete" },
  hubitat: { adds: "setCode", deletes: "deleteCode" },
  igloohome: { adds: "jobs.post", deletes: "jobs.post" },
  kwikset: { adds: "createAccessCode", deletes: "deleteAccessCode" },
  lockly: { adds: "accessCode.add", deletes: "accessCode.delete" },
  "salto-ks": { adds: "users.create", deletes: "users.delete" },
  schlage: { adds: "addaccesscode", deletes: "deleteaccesscode" },
  smartthings: { adds: "setCode", deletes: "deleteCode" },
  ttlock: { adds: "keyboardPwd/add", deletes: "keyboardPwd/delete" },
  wyze: { adds: "pwd.operations.add", deletes: "pwd.operations.delete" },
} as const;

const vendors = Object.entries(commands).map(([vendor, { adds, deletes }]) => {
  const plugin = ownVendors[vendor];
  assert(plugin);
  return { vendor, adds, deletes, profile: plugin.driver.profile };
});

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Some twelve attempts a day, of up to six commands each. */
const commandsPerDayMax = 100;

/** The longest pause between two attempts, longer by the jitter. */
const longestPauseMs = 1.2 * 2 * hourMs;

/** As long as a healthy lock takes for anything. */
const promptMs = 15 * minuteMs;

/** The lock says that it does this, and does not. */
const dropping = ({ lab, lock }: LabStory, command: string): string =>
  lab.inject({ kind: "lock.ackNoEffect", target: lock.target, match: { command }, for: "90d" });

const sinceThen = ({ now }: LabStory, agoMs: number): string => new Date(now - agoMs).toISOString();

describe.each(vendors)("a code that a $vendor lock never takes", ({ vendor, adds, deletes, profile }) => {
  const makesPins = profile.assignsPins?.value === true;
  const pin = "975310".slice(0, Math.min(...(profile.pinLengths.value ?? [6])));
  const create = async (story: LabStory): Promise<string> => {
    const { access_code } = await story.lab.request("/access_codes/create", {
      device_id: story.lock.deviceId,
      ...(!makesPins && { code: pin }),
    });
    return access_code.access_code_id;
  };
  const until = async (story: LabStory, id: string, status: string, limitMs: number) => {
    const limit = story.now + limitMs;
    while (story.now < limit && (await story.status(id)) !== status) await story.lab.advance("1m");
    expect(await story.status(id)).toBe(status);
  };

  test("is tried seldom, and set within the longest pause once the lock would take it", () =>
    inLab(vendor, async (story) => {
      const fault = dropping(story, adds);
      const id = await create(story);
      await story.lab.advance("2d");
      expect((await story.commands(sinceThen(story, dayMs))).length).toBeLessThanOrEqual(commandsPerDayMax);
      expect((await story.errors(id)).length).toBeGreaterThan(0);
      story.lab.heal(fault);
      await until(story, id, "set", longestPauseMs + promptMs);
      expect(await story.errors(id)).toEqual([]);
    }));

  test("is tried at once when its hub comes back", () =>
    inLab(vendor, async (story) => {
      const fault = dropping(story, adds);
      const id = await create(story);
      await story.lab.advance("2d");
      story.lab.heal(fault);
      story.lab.inject({ kind: "hub.offline", target: story.lock.hub, for: "5m" });
      await story.lab.advance("5m");
      await until(story, id, "set", promptMs);
    }));

  test("is tried as often as ever if it has stood there before", () =>
    inLab(vendor, async (story) => {
      const id = await create(story);
      await until(story, id, "set", promptMs);
      const fault = dropping(story, adds);
      const [stood = ""] = story.pins();
      await story.lock.edit({ action: "remove_code", code: stood });
      await story.lab.advance("2d");
      expect(story.pins()).toEqual([]);
      story.lab.heal(fault);
      await until(story, id, "set", 1.2 * profile.timing.retryDelayMaxMs.value + promptMs);
    }));

  test("does not slow its removal down", () =>
    inLab(vendor, async (story) => {
      const id = await create(story);
      await until(story, id, "set", promptMs);
      const fault = dropping(story, deletes);
      await story.delete(id);
      await story.lab.advance("2d");
      expect(story.pins()).toHaveLength(1);
      story.lab.heal(fault);
      await until(story, id, "gone", 1.2 * profile.timing.retryDelayMaxMs.value + promptMs);
      expect(story.pins()).toEqual([]);
    }));
});
