import { expect } from "vitest";
import { countCommands, untilSet } from "../../support/conditions.ts";
import { bars, deviceErrors, expectSetWithin, goesOffline, type Proof } from "./proof.ts";

export const hubProofs = {
  "hub.offline": {
    vendor: "august",
    prove: goesOffline(({ lock }) => ({ target: lock.hub })),
  },

  "hub.reboot": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      await story.lab.advance("10m");
      inject({
        target: story.lock.hub,
        when: { after: { event: "command", match: { command: "setCode" }, delay: "10ms" } },
        for: "1h",
      });
      const since = story.lab.now;
      const id = await story.create("4821");
      await story.lab.advance("4m");
      // What it had taken is gone, and its answer too.
      expect(await countCommands(story, "setCode", since)).toBe(1);
      expect(await story.messages("reply", since)).toEqual([
        expect.objectContaining({ body: expect.objectContaining({ type: "codes" }) }),
      ]);
      expect(story.pins()).toEqual([]);
      expect(await deviceErrors(story)).toEqual(["hub_disconnected"]);
      story.lab.heal();
      await untilSet(story, id);
      expect(await deviceErrors(story)).toEqual([]);
    },
  },

  "hub.busy": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      inject({ for: "2h", params: { perCommand: "30s", depth: 0 } });
      const busySince = async (since: string): Promise<number> =>
        (await story.messages("reply", since)).filter(({ body }) => body.statusCode === "busy").length;
      let since = story.lab.now;
      await expectSetWithin(story, "4821", "30m");
      await story.create("9061");
      await story.lab.advance("10m");
      expect(await busySince(since)).toBeGreaterThan(0);
      story.lab.heal();
      await story.lab.advance("10m");
      since = story.lab.now;
      await expectSetWithin(story, "13579", "2m");
      expect(await busySince(since)).toBe(0);
    },
  },

  "hub.dedupeBug": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      const id = await story.createSet("4821");
      await story.lab.advance("5m");
      await story.lock.edit({ action: "remove_code", code: "4821" });
      expect(story.pins()).toEqual([]);
      const since = story.lab.now;
      inject();
      await story.lab.advance("1ms");
      // The last command was the one that set the code; nobody has sent it again.
      expect(story.pins()).toEqual(["4821"]);
      expect(await story.commands(since)).toEqual([]);
      await story.lab.advance("1h");
      expect(await story.status(id)).toBe("set");
    },
  },

  "bridge.missing": { vendor: "august", prove: bars("august_lock_missing_bridge") },
} as const satisfies Record<string, Proof>;
