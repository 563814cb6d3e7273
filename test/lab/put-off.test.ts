import { expect, test } from "vitest";
import { ownVendors } from "../../src/lab/vendors.ts";
import { pinsFor } from "../support/guest-stay.ts";
import { inLab, type LabStory } from "../support/lab-story.ts";

const dayMs = 86_400_000;

const vendors = Object.keys(ownVendors).filter((vendor) => pinsFor(vendor) !== undefined);

const ways = ["in two requests", "in one request"] as const;

const cases = vendors.flatMap((vendor) => ways.map((how) => ({ vendor, how })));

/** Gives a code another PIN, and has it begin only in so many days: at the instant that is returned, in milliseconds since 1970. */
async function putOff(
  story: LabStory,
  id: string,
  pin: string,
  how: (typeof ways)[number],
  days: number,
): Promise<number> {
  if (how === "in two requests") await story.update(id, { code: pin });
  const startsAt = Date.parse(story.lab.now) + days * dayMs;
  await story.update(id, {
    ...(how === "in one request" && { code: pin }),
    type: "time_bound",
    starts_at: new Date(startsAt).toISOString(),
    ends_at: new Date(startsAt + dayMs).toISOString(),
  });
  return startsAt;
}

test.each(cases)(
  "a code that is put off, with a PIN that its owner has, does not open until then: $vendor, $how",
  ({ vendor, how }) =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      const { first, second } = pinsFor(vendor) ?? { first: "", second: "" };
      const id = await story.createSet(first);
      await lock.edit({ action: "add_code", code: second });
      await putOff(story, id, second, how, 3);
      await lab.advance("20m");
      expect(lock.opensWith(first)).toBe(false);
      expect(lock.opensWith(second), "the owner's stays").toBe(true);
    }),
);

test.each(cases)(
  "a code that is put off, with another PIN, is set for then: $vendor, $how",
  ({ vendor, how }) =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      const { first, second } = pinsFor(vendor) ?? { first: "", second: "" };
      const id = await story.createSet(first);
      const startsAt = await putOff(story, id, second, how, 2);
      await lab.advance("20m");
      expect([first, second].filter((pin) => lock.opensWith(pin))).toEqual([]);
      await lab.advance({ to: new Date(startsAt + 10_000).toISOString() });
      expect(await story.status(id)).toBe("set");
      expect(await story.errors(id)).toEqual([]);
      expect([first, second].filter((pin) => lock.opensWith(pin))).toEqual([second]);
    }),
);
