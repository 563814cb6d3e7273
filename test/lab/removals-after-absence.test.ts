import { expect, test } from "vitest";
import { inLab } from "../support/lab-story.ts";

const locks = [
  { vendor: "smartthings", shows: "PINs", lock: {} },
  { vendor: "smartthings", shows: "asterisks", lock: { masksCodes: true } },
  { vendor: "hubitat", shows: "PINs", lock: {} },
  { vendor: "kwikset", shows: "tokens", lock: {} },
];

const cases = locks.flatMap((lock) =>
  ["while it is away", "as it returns"].map((when) => ({ ...lock, when })),
);

test.for(cases)(
  "a code of $vendor that is deleted $when leaves alone what its owner has made in its slot meanwhile: $shows",
  ({ vendor, lock: options, when }) =>
    inLab(
      vendor,
      async (story) => {
        const { lab, lock } = story;
        await story.createSet("246810");
        const id = await story.createSet("482100");
        const slotOf = (wanted: string) => lock.inspect().slots.find(({ pin }) => pin === wanted)?.slot;
        const slot = slotOf("482100");
        // Long enough for an audit: what a list has told before the absence counts no more after it.
        await lab.advance("8h");
        lab.inject({ kind: "hub.offline", target: lock.hub, for: "10m" });
        await lab.advance("1m");
        await lock.edit({ action: "remove_code", code: "482100" });
        await lock.edit({ action: "add_code", code: "730500" });
        expect(slotOf("730500")).toBe(slot);
        if (when === "while it is away") await story.delete(id);
        await lab.advance("9m");
        if (when === "as it returns") await story.delete(id);
        await lab.advance("30m");
        expect(await story.status(id)).toBe("gone");
        expect(story.pins().toSorted()).toEqual(["246810", "730500"]);
      },
      { lock: options },
    ),
);

test.for(locks)(
  "a code of $vendor that is deleted while its lock is away, and that nobody has touched, is taken off when it returns: $shows",
  ({ vendor, lock: options }) =>
    inLab(
      vendor,
      async (story) => {
        const { lab, lock } = story;
        await story.createSet("246810");
        const id = await story.createSet("482100");
        lab.inject({ kind: "hub.offline", target: lock.hub, for: "10m" });
        await lab.advance("1m");
        await story.delete(id);
        await lab.advance("12m");
        expect(await story.status(id)).toBe("gone");
        expect(story.pins()).toEqual(["246810"]);
      },
      { lock: options },
    ),
);
