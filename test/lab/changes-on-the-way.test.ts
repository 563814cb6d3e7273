import { describe, expect, test } from "vitest";
import type { FaultInput } from "../../src/index.ts";
import { ownVendors } from "../../src/lab/vendors.ts";
import { expectWell, strike, untilSet } from "../support/conditions.ts";
import { inLab, type LabStory } from "../support/lab-story.ts";

const vendors = Object.entries(ownVendors)
  .filter(([, { driver }]) => driver.profile.onlineCodes?.value !== false)
  .map(([vendor, { driver }]) => ({
    vendor,
    makesPins: driver.profile.assignsPins?.value === true,
    /** Of every PIN, where four digits are too few. */
    ending: driver.profile.pinLengths.value?.includes(4) === false ? "06" : "",
    /** The vendor's word for that it does not know what has become of a command. */
    unsure: Object.entries(driver.refusals).find(([, { outcome }]) => outcome === "unknown")?.[0] ?? "",
  }));

interface Trouble {
  readonly kind: string;
  readonly ofHub?: true;
  readonly when?: FaultInput["when"];
  readonly params?: FaultInput["params"];
}

/** What happens to a lock, or to its hub, while a code and its changes are on the way to it. */
const troubles = {
  "whose answers are lost": { kind: "lock.replyLost" },
  "that is said not to have answered and has": { kind: "lock.nakWithEffect", when: { skip: 0, count: 2 } },
  "of which nothing is heard": { kind: "net.blackhole", ofHub: true, params: { direction: "there" } },
  "that is away as soon as it has the code": {
    kind: "hub.offline",
    ofHub: true,
    when: { after: { event: "write", delay: "100ms" } },
  },
} as const satisfies Readonly<Record<string, Trouble>>;

interface Change {
  readonly after: string;
  readonly code?: string;
  readonly name?: string;
}

/** What a client changes, one after the other. */
const courses: Readonly<Record<string, readonly Change[]>> = {
  "another name": [{ after: "3s", name: "Bob" }],
  "another name, then another PIN": [
    { after: "3s", name: "Bob" },
    { after: "20s", code: "1357" },
  ],
  "two other PINs at once": [
    { after: "3s", code: "1357" },
    { after: "1s", code: "8642" },
  ],
  "three other PINs, each when the one before may have arrived": [
    { after: "3s", code: "1357" },
    { after: "70s", code: "8642", name: "Bob" },
    { after: "70s", code: "9753" },
  ],
  "another PIN, and back again": [
    { after: "3s", code: "1357" },
    { after: "40s", code: "4821", name: "Bob" },
  ],
};

const cases = Object.keys(troubles).flatMap((trouble) =>
  Object.keys(courses).map((course) => ({ trouble: trouble as keyof typeof troubles, course })),
);

describe.each(vendors)("changed on its way to a lock of $vendor", ({ vendor, makesPins, ending, unsure }) => {
  /** Without a PIN where the vendor makes it. */
  const said = (code: string | undefined) => (code && !makesPins ? { code: code + ending } : {});

  const create = async ({ lab, lock }: LabStory, code: string, name: string): Promise<string> => {
    const { access_code } = await lab.request("/access_codes/create", {
      device_id: lock.deviceId,
      name,
      ...said(code),
    });
    return access_code.access_code_id;
  };

  /** Two guests: one whose code is there, so that the lock's table is known, and one whose code is changed on its way. */
  async function live(story: LabStory, trouble: keyof typeof troubles, course: string) {
    const { lab, lock } = story;
    const first = await create(story, "2468", "Eve");
    await story.until(async () => (await story.status(first)) === "set", "15m");
    const { ofHub, ...fault }: Trouble = troubles[trouble];
    const params = fault.kind === "lock.nakWithEffect" ? { params: { code: unsure } } : {};
    lab.inject({ target: ofHub ? lock.hub : lock.target, for: "4m", ...fault, ...params });
    const changed = await create(story, "4821", "Ann");
    for (const { after, code, name } of courses[course] ?? []) {
      await lab.advance(after);
      const change = { ...said(code), ...(name !== undefined && { name }) };
      if (Object.keys(change).length > 0) await story.update(changed, change);
    }
    await lab.advance("100s");
    return { first, changed };
  }

  const pinsOf = async (story: LabStory, ids: readonly string[]): Promise<string[]> =>
    (await Promise.all(ids.map(async (id) => (await story.code(id)).code as string))).toSorted();

  test.each(cases)("and $trouble, a code ends with its last PIN alone: $course", ({ trouble, course }) =>
    inLab(vendor, async (story) => {
      const { first, changed } = await live(story, trouble, course);
      await story.lab.advance("3h");
      expect(await story.status(changed)).toBe("set");
      expect(story.pins().toSorted()).toEqual(await pinsOf(story, [first, changed]));
    }),
  );

  test.each(cases)("and $trouble, a code that is deleted leaves nothing: $course", ({ trouble, course }) =>
    inLab(vendor, async (story) => {
      const { first, changed } = await live(story, trouble, course);
      await story.delete(changed);
      await story.lab.advance("3h");
      expect(await story.status(changed)).toBe("gone");
      expect(story.pins()).toEqual(await pinsOf(story, [first]));
    }),
  );
});

test.each([
  { vendor: "hubitat", delay: "8s", after: "1s" },
  { vendor: "kwikset", delay: "15s", after: "2s" },
])(
  "of two changes in a row the last one stands on a lock of $vendor, though the first arrives late",
  ({ vendor, delay, after }) =>
    inLab(vendor, async (story) => {
      const id = await story.createSet("0427");
      strike(story, "radio.late", { params: { direction: "toLock", delay }, when: { nth: 1 } });
      await story.update(id, { code: "5816" });
      await story.lab.advance(after);
      await story.update(id, { code: "2930" });
      await untilSet(story, id, "2m");
      await expectWell(story, id, "2930");
      await story.lab.advance("15m");
      await expectWell(story, id, "2930");
      expect(await story.events(id)).not.toContain("modified_external_to_seam");
    }),
);

test("a code that is changed before the lock says that its slot is an owner's goes elsewhere, and the owner's stays", () =>
  inLab(
    "smartthings",
    async (story) => {
      const { lab, lock } = story;
      lab.inject({ kind: "radio.sleepy", target: lock.target, for: "25s" });
      const id = await story.create("4821");
      await lab.advance("2s");
      await lock.edit({ action: "add_code", code: "7305" });
      await lab.advance("1s");
      await story.update(id, { code: "1234" });
      await lab.advance("15m");
      expect(await story.status(id)).toBe("set");
      expect(story.pins().toSorted()).toEqual(["1234", "7305"]);
    },
    { lock: { masksCodes: true, refusesOverwrite: true } },
  ));

test.for([
  {
    end: "changed",
    finally: ["1234", "7305"],
    act: (story: LabStory, id: string) => story.update(id, { code: "1234" }),
  },
  { end: "deleted", finally: ["7305"], act: (story: LabStory, id: string) => story.delete(id) },
  { end: "left as it is", finally: ["4821", "7305"], act: async () => {} },
])(
  "a code that is $end while nobody answers its first write leaves alone what its owner has made in a slot that shows no PIN",
  ({ act, finally: expected }) =>
    inLab(
      "smartthings",
      async (story) => {
        const { lab, lock } = story;
        lab.inject({
          kind: "lock.noReply",
          target: lock.target,
          match: { command: "setCode" },
          when: { nth: 1 },
        });
        const id = await story.create("4821");
        await lab.advance("2s");
        await lock.edit({ action: "add_code", code: "7305" });
        await act(story, id);
        await lab.advance("15m");
        expect(story.pins().toSorted()).toEqual(expected);
      },
      { lock: { masksCodes: true } },
    ),
);

test("a code that a lock without PINs to show has taken and not answered is known by its name, and set", () =>
  inLab(
    "smartthings",
    async (story) => {
      const { lab, lock } = story;
      lab.inject({
        kind: "lock.replyLost",
        target: lock.target,
        match: { command: "setCode" },
        when: { nth: 1 },
      });
      const id = await story.create("4821");
      await untilSet(story, id, "2m");
      await lab.advance("15m");
      await expectWell(story, id, "4821");
      const sent = (await story.commands()).map(({ type }) => type);
      expect(sent.filter((type) => type === "setCode")).toHaveLength(1);
      expect(sent).not.toContain("deleteCode");
    },
    { lock: { masksCodes: true } },
  ));
