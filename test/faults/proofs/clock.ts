import { expect } from "vitest";
import type { FaultInput } from "../../../src/index.ts";
import { inHours } from "../../support/conditions.ts";
import type { LabStory } from "../../support/lab-story.ts";
import { deafens, type Proof } from "./proof.ts";

/** A code that the lock keeps for these hours from now on, loaded. */
async function loaded(story: LabStory, startsIn: number, endsIn: number): Promise<void> {
  await story.create("4821", { starts_at: inHours(story, startsIn), ends_at: inHours(story, endsIn) });
  await story.until(async () => story.pins().includes("4821"), "10m");
}

interface Judging {
  /** The hours, from now on, for which a code is on the lock. */
  readonly hours: readonly [number, number];
  /** How long the fault lasts until the door is asked. */
  readonly after?: string;
  /** Whether the code should open then. */
  readonly shouldOpen: boolean;
}

/** By a wrong clock the lock misjudges a code's hours; by the right one it does not. */
const misjudges =
  (
    { hours: [startsIn, endsIn], after = "0s", shouldOpen }: Judging,
    how: Partial<FaultInput>,
  ): Proof["prove"] =>
  async (story, inject) => {
    await loaded(story, startsIn, endsIn);
    inject({ for: "7d", ...how });
    await story.lab.advance(after);
    expect(story.lock.opensWith("4821")).toBe(!shouldOpen);
    story.lab.heal();
    expect(story.lock.opensWith("4821")).toBe(shouldOpen);
  };

export const clockProofs = {
  "clock.skew": {
    vendor: "august",
    prove: misjudges({ hours: [1, 6], shouldOpen: false }, { params: { by: "2h" } }),
  },
  "clock.drift": {
    vendor: "august",
    prove: misjudges({ hours: [3, 9], after: "150m", shouldOpen: false }, { params: { ppm: 500_000 } }),
  },
  "clock.reset": { vendor: "august", prove: misjudges({ hours: [0, 6], shouldOpen: true }, {}) },
  "clock.zone": {
    vendor: "august",
    // Eight hours ahead of Los Angeles, where the door is.
    prove: misjudges({ hours: [2, 12], shouldOpen: false }, { params: { zone: "UTC" } }),
  },
  "clock.noDst": {
    vendor: "august",
    start: "2026-07-01T00:00:00Z",
    prove: misjudges({ hours: [1, 6], after: "90m", shouldOpen: true }, {}),
  },

  "clock.step": {
    vendor: "august",
    prove: async (story, inject) => {
      await loaded(story, 1, 6);
      inject({ params: { by: "2h" } });
      expect(story.lock.opensWith("4821")).toBe(true);
      // It goes on from there until somebody sets it.
      await story.lab.advance("10m");
      expect(story.lock.opensWith("4821")).toBe(true);
      inject({ params: { by: "2h", direction: "behind" } });
      expect(story.lock.opensWith("4821")).toBe(false);
    },
  },

  "clock.hubSkew": { vendor: "smartthings", prove: deafens },
} as const satisfies Record<string, Proof>;
