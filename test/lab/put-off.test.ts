import { expect, test } from "vitest";
import { ownVendors } from "../../src/lab/vendors.ts";
import { pinsFor } from "../support/guest-stay.ts";
import { inLab } from "../support/lab-story.ts";

const dayMs = 86_400_000;

const vendors = Object.keys(ownVendors).filter((vendor) => pinsFor(vendor) !== undefined);

const cases = vendors.flatMap((vendor) =>
  (["in two requests", "in one request"] as const).map((how) => ({ vendor, how })),
);

test.each(cases)(
  "a code that is put off, with a PIN that its owner has, does not open until then: $vendor, $how",
  ({ vendor, how }) =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      const { first, second } = pinsFor(vendor) ?? { first: "", second: "" };
      const id = await story.createSet(first);
      await lock.edit({ action: "add_code", code: second });
      if (how === "in two requests") await story.update(id, { code: second });
      const startsAt = Date.parse(lab.now) + 3 * dayMs;
      await story.update(id, {
        ...(how === "in one request" && { code: second }),
        type: "time_bound",
        starts_at: new Date(startsAt).toISOString(),
        ends_at: new Date(startsAt + dayMs).toISOString(),
      });
      await lab.advance("20m");
      expect(lock.opensWith(first)).toBe(false);
      expect(lock.opensWith(second), "the owner's stays").toBe(true);
    }),
);
