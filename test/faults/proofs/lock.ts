import { expect } from "vitest";
import type { FaultInput } from "../../../src/index.ts";
import { device, inHours, untilSet } from "../../support/conditions.ts";
import type { LabStory } from "../../support/lab-story.ts";
import { enter, expectSetWithin, goesOffline, type Proof } from "./proof.ts";

interface Answered {
  readonly status: string;
  readonly afterMs: number;
}

/** How the first command of this name that was sent since then was answered, each time that it was. */
async function answers(story: LabStory, type: string, since: string): Promise<Answered[]> {
  const command = (await story.messages("command", since)).find(({ body }) => body.type === type);
  return (await story.messages("reply", since))
    .filter(({ inReplyTo }) => inReplyTo === command?.id)
    .map(({ body, sentAt }) => ({
      status: body.statusCode ?? body.status,
      afterMs: Date.parse(sentAt) - Date.parse(command.sentAt),
    }));
}

const answered = async (story: LabStory, type: string, since: string): Promise<string[]> =>
  (await answers(story, type, since)).map(({ status }) => status);

/** How the setting of a code is answered while the fault is there, and when the code is on the keypad. */
const sets =
  (
    expected: { readonly answered: readonly string[]; readonly opens: "at once" | "late" | "never" },
    params: FaultInput["params"] = {},
  ): Proof["prove"] =>
  async (story, inject) => {
    inject({ match: { command: "setCode" }, for: "2h", params });
    let since = story.lab.now;
    const id = await story.create("4821");
    await story.lab.advance("30s");
    expect(await answered(story, "setCode", since)).toEqual(expected.answered);
    expect(story.lock.opensWith("4821")).toBe(expected.opens === "at once");
    await story.lab.advance("10m");
    expect(story.lock.opensWith("4821")).toBe(expected.opens !== "never");
    story.lab.heal();
    await untilSet(story, id, "40m");
    await story.lab.advance("10m");
    since = story.lab.now;
    await expectSetWithin(story, "9061", "2m");
    expect(await answered(story, "setCode", since)).toEqual(["success"]);
  };

export const lockProofs = {
  "lock.offline": {
    vendor: "smartthings",
    prove: goesOffline(() => ({}), "40m"),
  },

  "lock.noReply": { vendor: "smartthings", prove: sets({ answered: [], opens: "never" }) },
  "lock.replyLost": { vendor: "smartthings", prove: sets({ answered: [], opens: "at once" }) },
  "lock.doubleReply": {
    vendor: "smartthings",
    prove: sets({ answered: ["success", "success"], opens: "at once" }),
  },
  "lock.ackNoEffect": { vendor: "smartthings", prove: sets({ answered: ["success"], opens: "never" }) },
  "lock.lateEffect": {
    vendor: "smartthings",
    prove: sets({ answered: ["success"], opens: "late" }, { delay: "5m" }),
  },
  "lock.nak": {
    vendor: "smartthings",
    prove: sets({ answered: ["failure"], opens: "never" }, { code: "failure" }),
  },
  "lock.nakWithEffect": {
    vendor: "smartthings",
    prove: sets({ answered: ["failure"], opens: "at once" }, { code: "failure" }),
  },
  "lock.rateLimit": {
    vendor: "smartthings",
    prove: sets({ answered: ["busy"], opens: "never" }, { limit: 0 }),
  },

  "lock.lateReply": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      const answeredAfterMs = async (pin: string): Promise<number> => {
        const since = story.lab.now;
        await expectSetWithin(story, pin, "15m");
        await story.lab.advance("2m");
        return (await answers(story, "setCode", since))[0]?.afterMs ?? Number.NaN;
      };
      inject({ match: { command: "setCode" }, for: "2h", params: { delay: "90s" } });
      expect(await answeredAfterMs("4821")).toBeGreaterThan(90_000);
      story.lab.heal();
      expect(await answeredAfterMs("9061")).toBeLessThan(10_000);
    },
  },

  "lock.tableReadRace": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      inject({ for: "2h", params: { settle: "1m" } });
      let since = story.lab.now;
      const id = await story.create("4821");
      await story.lab.advance("30s");
      expect(story.pins()).toEqual(["4821"]);
      expect(await answered(story, "requestCode", since)).toEqual(["available"]);
      story.lab.heal();
      await untilSet(story, id, "40m");
      since = story.lab.now;
      await expectSetWithin(story, "9061", "2m");
      expect(await answered(story, "requestCode", since)).toEqual(["occupied"]);
    },
  },

  "lock.ghostSlot": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      inject({ for: "2h" });
      await story.createSet("4821");
      expect(story.pins()).toEqual(["4821"]);
      expect(story.lock.opensWith("4821")).toBe(false);
      story.lab.heal();
      await story.lab.advance("1m");
      expect(story.lock.opensWith("4821")).toBe(true);
    },
  },

  "lock.zombieSlot": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      const id = await story.createSet("4821");
      inject({ for: "2h" });
      await story.delete(id);
      await story.until(async () => (await story.status(id)) === "gone", "5m");
      expect(story.pins()).toEqual([]);
      expect(story.lock.opensWith("4821")).toBe(true);
      story.lab.heal();
      expect(story.lock.opensWith("4821")).toBe(false);
    },
  },

  "lock.tornWrite": {
    vendor: "hubitat",
    prove: async (story, inject) => {
      inject({ for: "2h" });
      const id = await story.create("4821");
      await story.until(async () => story.pins().length > 0, "5m");
      expect(story.pins()).toEqual([expect.stringMatching(/^48(?!21)/)]);
      expect(story.lock.opensWith("4821")).toBe(false);
      await story.lab.advance("10m");
      expect(await story.status(id)).not.toBe("set");
      story.lab.heal();
      await untilSet(story, id, "40m");
      expect(story.pins()).toEqual(["4821"]);
    },
  },

  "lock.forgets": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      inject({ for: "2h", params: { delay: "5m" } });
      const id = await story.createSet("4821");
      await story.until(async () => story.pins().length === 0, "6m");
      story.lab.heal();
      await untilSet(story, id, "40m");
      await story.lab.advance("10m");
      expect(story.pins()).toEqual(["4821"]);
      await story.lab.advance("10m");
      expect(story.pins()).toEqual(["4821"]);
    },
  },

  "lock.slotCorrupt": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      const id = await story.createSet("4821");
      inject();
      expect(story.pins()).toEqual([expect.stringMatching(/^(5821|4921|4831|4820)$/)]);
      expect(story.lock.opensWith("4821")).toBe(false);
      // Until it is written anew.
      await story.update(id, { code: "9061" });
      await story.lab.advance("5m");
      expect(story.pins()).toEqual(["9061"]);
    },
  },

  "lock.factoryReset": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      await story.lock.edit({ action: "add_code", code: "7305" });
      await story.createSet("4821");
      inject();
      expect(story.pins()).toEqual([]);
      // What it has lost is lost; what is wanted of it comes back.
      await story.lab.advance("1h");
      expect(story.pins()).toEqual(["4821"]);
    },
  },

  "lock.reboot": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      await story.createSet("4821");
      inject({ for: "5m" });
      const id = await story.create("9061");
      await story.lab.advance("4m");
      expect(await story.lock.press("4821")).toEqual({ opened: false, reason: "no_power" });
      expect(story.pins()).toEqual(["4821"]);
      story.lab.heal();
      await enter(story);
      await untilSet(story, id, "40m");
    },
  },

  "lock.lowBattery": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      const batteryLevel = async (): Promise<number> => (await device(story)).properties.battery_level;
      await story.createSet("4821");
      inject({ for: "2h", params: { level: 3, motorFails: true } });
      const id = await story.create("9061");
      await story.lab.advance("10m");
      expect(await batteryLevel()).toBe(0.03);
      expect(story.pins()).toEqual(["4821"]);
      expect(await story.lock.press("4821")).toEqual({ opened: false, reason: "no_power" });
      story.lab.heal();
      await enter(story);
      await untilSet(story, id, "40m");
      expect(await batteryLevel()).toBe(1);
    },
  },

  "lock.scheduleBug": {
    vendor: "august",
    prove: async (story, inject) => {
      await story.create("4821", { starts_at: inHours(story, 3), ends_at: inHours(story, 6) });
      await story.lab.advance("1h");
      expect(story.lock.opensWith("4821")).toBe(false);
      inject({ for: "7d", params: { variant: "startIgnored" } });
      expect(story.lock.opensWith("4821")).toBe(true);
      story.lab.heal();
      expect(story.lock.opensWith("4821")).toBe(false);
    },
  },

  "lock.jam": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      await story.createSet("4821");
      inject({ for: "2h" });
      expect(await story.lock.press("4821")).toEqual({ opened: false, reason: "jammed" });
      story.lab.heal();
      await enter(story);
    },
  },
} as const satisfies Record<string, Proof>;
