import { expect, test } from "vitest";
import { ownVendors } from "../../src/lab/vendors.ts";
import { pinsFor } from "../support/guest-stay.ts";
import { inLab } from "../support/lab-story.ts";

const dayMs = 86_400_000;

/** What is changed in its place keeps its old PIN where the lock refuses the new one without a word: docs/reliability.md. */
const keepsOldPin = ["kwikset", "wyze"];

const vendors = Object.keys(ownVendors).filter(
  (vendor) => pinsFor(vendor) !== undefined && !keepsOldPin.includes(vendor),
);

test.each(vendors)(
  "a code that is put off, with a PIN that its owner has, does not open until then: %s",
  (vendor) =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      const { first, second } = pinsFor(vendor) ?? { first: "", second: "" };
      const id = await story.createSet(first);
      await lock.edit({ action: "add_code", code: second });
      await story.update(id, { code: second });
      const startsAt = Date.parse(lab.now) + 3 * dayMs;
      await story.update(id, {
        type: "time_bound",
        starts_at: new Date(startsAt).toISOString(),
        ends_at: new Date(startsAt + dayMs).toISOString(),
      });
      await lab.advance("20m");
      expect(lock.opensWith(first)).toBe(false);
      expect(lock.opensWith(second), "the owner's stays").toBe(true);
    }),
);
