import { describe, expect, test } from "vitest";
import { ownVendors } from "../../src/lab/vendors.ts";
import { inLab, type LabStory } from "../support/lab-story.ts";

const vendors = Object.entries(ownVendors)
  .filter(([, { driver }]) => driver.profile.onlineCodes?.value !== false)
  .map(([vendor, { driver }]) => ({ vendor, profile: driver.profile }));

const hourMs = 3_600_000;

/** The stay that ends begins at once, so that its code is on the keypad as soon as the lock takes it. */
const staysForMs = hourMs;

/** How far the code of the first guest has come when the service dies. */
const deaths = {
  "as soon as its PIN is on the keypad": async (story: LabStory) => {
    while (story.pins().length === 0) await story.lab.step();
  },
  "when it is set": async (story: LabStory, id: string) => {
    await story.until(async () => (await story.status(id)) === "set", "15m");
  },
};

/** Runs the world event by event until only one PIN is on the keypad, and that the second guest's. */
async function untilReplaced({ lab, pins }: { lab: LabStory["lab"]; pins: () => string[] }, before: string) {
  for (let step = 0; step < 20_000; step++) {
    const now = pins();
    if (now.length > 0 && !now.includes(before)) return;
    expect(now.length, "PINs on the keypad while the overdue one is").toBeLessThanOrEqual(1);
    await lab.step();
  }
  throw new Error("the second guest's PIN never came");
}

describe.each(vendors)(
  "what is overdue goes before anything else is done to a lock: $vendor",
  ({ vendor, profile }) => {
    const makesPins = profile.assignsPins?.value === true;
    /** How long before its start a code is given to the lock. */
    const leadMs = profile.nativeScheduling.value ? 72 * hourMs : hourMs;
    const length = Math.min(...(profile.pinLengths.value ?? [6]));
    const createFor = async (story: LabStory, pin: string, startsAt: number, endsAt: number) => {
      const { access_code } = await story.lab.request("/access_codes/create", {
        device_id: story.lock.deviceId,
        ...(!makesPins && { code: pin.slice(0, length) }),
        starts_at: new Date(startsAt).toISOString(),
        ends_at: new Date(endsAt).toISOString(),
      });
      return access_code.access_code_id as string;
    };

    test.each(Object.entries(deaths))(
      "the service dies %s, and both are due when it is back",
      (_, untilDeath) =>
        inLab(vendor, async (story) => {
          const endsAt = story.now + staysForMs;
          await createFor(story, "864213", endsAt + leadMs, endsAt + leadMs + hourMs);
          const first = await createFor(story, "975310", story.now, endsAt);
          await untilDeath(story, first);
          const [overdue = ""] = story.pins();
          story.lab.inject({ kind: "service.crash", target: "service", params: { downFor: "2h" } });
          await untilReplaced({ lab: story.lab, pins: () => story.pins() }, overdue);
        }),
    );

    test("one stay ends at the instant at which the next is due", () =>
      inLab(vendor, async (story) => {
        const endsAt = story.now + staysForMs;
        await createFor(story, "864213", endsAt + leadMs, endsAt + leadMs + hourMs);
        const first = await createFor(story, "975310", story.now, endsAt);
        await story.until(async () => (await story.status(first)) === "set", "15m");
        const [overdue = ""] = story.pins();
        await story.lab.advance({ to: new Date(endsAt - 1).toISOString() });
        await untilReplaced({ lab: story.lab, pins: () => story.pins() }, overdue);
      }));
  },
);
