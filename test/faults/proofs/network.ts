import { expect } from "vitest";
import { untilSet } from "../../support/conditions.ts";
import { chunks, commandsSince, expectSetWithin, msToFirstCommand, type Proof } from "./proof.ts";

const way = "service>broker";
const link = `link:${way}`;

const holdsBack =
  (more: { readonly catchesUpAtOnce: boolean }): Proof["prove"] =>
  async (story, inject) => {
    inject({ target: link, for: "1h" });
    const since = story.lab.now;
    const id = await story.create("4821");
    await story.lab.advance("10m");
    expect(await commandsSince(story, since)).toBe(0);
    story.lab.heal();
    await story.lab.advance("400ms");
    // What was held back needs no new connection, which would take half a second at least.
    expect((await commandsSince(story, since)) > 0).toBe(more.catchesUpAtOnce);
    await untilSet(story, id);
  };

export const networkProofs = {
  "net.latency": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      expect(await msToFirstCommand(story, "4821")).toBeLessThan(1_000);
      inject({ target: link, params: { min: "5s", mean: "5s" } });
      expect(await msToFirstCommand(story, "9061")).toBeGreaterThanOrEqual(5_000);
      story.lab.heal();
      await story.lab.advance("1m");
      expect(await msToFirstCommand(story, "13579")).toBeLessThan(1_000);
    },
  },

  "net.slow": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      inject({ target: "service", params: { bytesPerSecond: 100 } });
      expect(await msToFirstCommand(story, "9061")).toBeGreaterThan(2_000);
      story.lab.heal();
      await story.lab.advance("1m");
      expect(await msToFirstCommand(story, "13579")).toBeLessThan(1_000);
    },
  },

  "net.slice": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      inject({ target: link, for: "1h", params: { p: 1, piecesMax: 20 } });
      let begun = story.now;
      await expectSetWithin(story, "4821", "2m");
      const sliced = chunks(story, way, begun);
      story.lab.heal();
      begun = story.now;
      await expectSetWithin(story, "9061", "2m");
      const whole = chunks(story, way, begun);
      expect(sliced.length).toBeGreaterThan(4 * whole.length);
      expect(Math.max(...whole)).toBeGreaterThan(200);
    },
  },

  "net.refuse": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      inject({ target: "service", for: "1h", params: { code: "ENOTFOUND" } });
      await expectSetWithin(story, "4821", "2m");
      story.lab.inject({ kind: "net.reset", target: link });
      const since = story.lab.now;
      const id = await story.create("9061");
      await story.lab.advance("10m");
      expect(await commandsSince(story, since)).toBe(0);
      story.lab.heal();
      await untilSet(story, id);
    },
  },

  "net.reset": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      await story.lab.advance("10m");
      const begun = story.now;
      await story.lab.advance("1m");
      expect(chunks(story, way, begun)).toEqual([]);
      inject({ target: link });
      await story.lab.advance("1m");
      // The service connects and subscribes anew, once.
      expect(chunks(story, way, begun).length).toBeGreaterThan(1);
      const later = story.now;
      await story.lab.advance("10m");
      expect(chunks(story, way, later)).toEqual([]);
    },
  },

  "net.blackhole": { vendor: "smartthings", prove: holdsBack({ catchesUpAtOnce: false }) },
  "net.stall": { vendor: "smartthings", prove: holdsBack({ catchesUpAtOnce: true }) },
  "net.partition": { vendor: "smartthings", prove: holdsBack({ catchesUpAtOnce: false }) },

  "net.flap": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      await story.lab.advance("10m");
      const begun = story.now;
      inject({ target: link, for: "1h", params: { upFor: "40s", downFor: "20s" } });
      await story.lab.advance("5m");
      // A connection for each time that the link is up.
      expect(chunks(story, way, begun).length).toBeGreaterThanOrEqual(5);
      story.lab.heal();
      await story.lab.advance("1m");
      const later = story.now;
      await story.lab.advance("5m");
      expect(chunks(story, way, later)).toEqual([]);
      await expectSetWithin(story, "4821", "2m");
    },
  },
} as const satisfies Record<string, Proof>;
