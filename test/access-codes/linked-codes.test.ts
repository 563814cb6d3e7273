import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RequestError } from "../../src/lock/errors.ts";
import { day, deviceIds, type Family, hour, iso, SeamWorld, startAt } from "../support/seam-world.ts";

/** Those whose codes a client may choose. */
const families = ["native", "justInTime", "nativeEditing", "editing"] as const satisfies Family[];
const linkKey = /^auto_set_by_create_multiple_[0-9a-f-]{36}$/;

type Input = Parameters<SeamWorld["service"]["accessCodes"]["createMultiple"]>[0];

const createOn = (world: SeamWorld, on: readonly Family[], input: Omit<Input, "device_ids"> = {}) =>
  world.service.accessCodes.createMultiple({
    device_ids: on.map((family) => deviceIds[family]),
    ...input,
  });

/** The lock of the family takes PINs of these lengths alone. */
const takesOnly = (world: SeamWorld, family: Family, pinLengths: readonly number[]) =>
  world.parts.listener.deviceReported(deviceIds[family], {
    reachable: true,
    locked: true,
    battery: 1,
    pinLengths,
  });

/** Everything that a client can see. */
const visible = (world: SeamWorld) => ({
  codes: world.service.accessCodes.list({}).items,
  events: world.log.list({ since: iso(0) }).map(({ event_id }) => event_id),
});

const refused = (world: SeamWorld, request: () => unknown): RequestError => {
  const before = visible(world);
  let refusal: unknown;
  try {
    request();
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(RequestError);
  expect(visible(world)).toEqual(before);
  return refusal as RequestError;
};

describe("codes that are created together", () => {
  test("share a PIN and a key, in the order of the devices", () => {
    const world = new SeamWorld();
    const codes = createOn(world, ["editing", "native"], { name: "Ann" });
    expect(codes.map(({ device_id }) => device_id)).toEqual([deviceIds.editing, deviceIds.native]);
    expect(new Set(codes.map(({ code }) => code)).size).toBe(1);
    expect(new Set(codes.map(({ common_code_key }) => common_code_key)).size).toBe(1);
    for (const code of codes) {
      expect(code).toMatchObject({ name: "Ann", status: "setting" });
      expect(code.common_code_key).toMatch(linkKey);
      expect(world.eventsOf(code.access_code_id)).toEqual(["created"]);
    }
  });

  test("have a length that each device takes: the preferred one, or the shortest", () => {
    const world = new SeamWorld();
    takesOnly(world, "native", [5, 6, 7]);
    takesOnly(world, "editing", [6, 7]);
    const lengthOf = (preferred?: number) =>
      createOn(
        world,
        ["native", "editing"],
        preferred === undefined ? {} : { preferred_code_length: preferred },
      )[0]?.code?.length;
    expect([lengthOf(7), lengthOf(5), lengthOf()]).toEqual([7, 6, 6]);
  });

  test("keep clear of every PIN on any of the locks", () => {
    const world = new SeamWorld({ capacity: 10_000 });
    for (const family of families) takesOnly(world, family, [4]);
    for (let pin = 0; pin < 10_000; pin++) {
      const digits = String(pin).padStart(4, "0");
      if (pin % 2 === 0) world.locks.addForeign(deviceIds.native, digits);
      else if (digits !== "4821") world.locks.addForeign(deviceIds.editing, digits);
    }
    const drawn = new Set<string | null | undefined>();
    for (let attempt = 0; attempt < 20 && drawn.size === 0; attempt++) {
      try {
        drawn.add(createOn(world, ["native", "editing"])[0]?.code);
      } catch (error) {
        expect(error).toBeInstanceOf(RequestError);
      }
    }
    expect(drawn.has("4821")).toBe(true);
  });

  test("have the PIN that was given, and then no key", () => {
    const codes = createOn(new SeamWorld(), ["native", "editing"], { code: "4821" });
    expect(codes.map(({ common_code_key }) => common_code_key)).toEqual([null, null]);
    expect(codes.every(({ code }) => code === "4821")).toBe(true);
  });

  test("are none at all where one device cannot have the PIN, and the refusal says why", () => {
    const world = new SeamWorld();
    takesOnly(world, "native", [4]);
    takesOnly(world, "editing", [6]);
    world.create("justInTime", { code: "4821" });
    expect(refused(world, () => createOn(world, ["native", "editing"])).parameters).toHaveProperty(
      "device_ids",
    );
    expect(
      refused(world, () => createOn(world, ["native", "editing"], { code: "4821" })).parameters,
    ).toHaveProperty("code");
    expect(refused(world, () => createOn(world, ["native", "justInTime"], { code: "4821" })).type).toBe(
      "duplicate_access_code",
    );
    expect(
      refused(world, () =>
        world.service.accessCodes.createMultiple({ device_ids: [deviceIds.native, "nobody"] }),
      ).type,
    ).toBe("device_not_found");
    expect(
      refused(world, () => createOn(world, ["nativeEditing"], { attempt_for_offline_device: false }))
        .parameters,
    ).toHaveProperty("attempt_for_offline_device");
  });

  test("are on one device at least, and on each once", () => {
    const world = new SeamWorld();
    for (const on of [[], ["native", "native"]] as const) {
      expect(refused(world, () => createOn(world, on)).parameters).toHaveProperty("device_ids");
    }
  });

  test("are shared by as many as can, where the others may have one of their own", () => {
    const world = new SeamWorld();
    takesOnly(world, "native", [8]);
    takesOnly(world, "editing", [4, 5]);
    takesOnly(world, "nativeEditing", [5, 6]);
    const [alone, ...together] = createOn(world, ["native", "editing", "nativeEditing"], {
      behavior_when_code_cannot_be_shared: "create_random_code",
    });
    expect(alone?.common_code_key).toBeNull();
    expect(alone?.code).toHaveLength(8);
    expect(together.map(({ common_code_key }) => common_code_key?.replace(linkKey, "linked"))).toEqual([
      "linked",
      "linked",
    ]);
    expect(new Set(together.map(({ code }) => code)).size).toBe(1);
    expect(together[0]?.code).toHaveLength(5);
  });

  test("have a PIN of their own where the given one is taken, and that may be", () => {
    const world = new SeamWorld();
    world.create("native", { code: "4821" });
    const [own, given] = createOn(world, ["native", "editing"], {
      code: "4821",
      behavior_when_code_cannot_be_shared: "create_random_code",
    });
    expect([own?.code === "4821", given?.code === "4821"]).toEqual([false, true]);
  });
});

describe("linked codes are changed together", () => {
  const stay = { starts_at: iso(startAt + day), ends_at: iso(startAt + 3 * day) };

  test("by their key: times and name", () => {
    const world = new SeamWorld();
    const codes = createOn(world, ["native", "editing"], stay);
    const key = codes[0]?.common_code_key ?? "";
    const ends_at = iso(startAt + 4 * day);
    world.service.accessCodes.updateMultiple({ common_code_key: key, ends_at, name: "Bob" });
    for (const { access_code_id, code } of codes) {
      expect(world.code(access_code_id)).toMatchObject({ ...stay, ends_at, name: "Bob", code });
      expect(world.eventsOf(access_code_id)).toContain("changed");
    }
  });

  test("but for those that are leaving; and a key that nobody has is not found", () => {
    const world = new SeamWorld();
    const [gone, kept] = createOn(world, ["native", "editing"], stay);
    const common_code_key = gone?.common_code_key ?? "";
    world.clock.advance(day);
    world.locks.confirmAll();
    world.service.accessCodes.delete({ access_code_id: gone?.access_code_id ?? "" });
    world.service.accessCodes.updateMultiple({ common_code_key, name: "Bob" });
    expect(world.code(gone?.access_code_id ?? "").name).toBeNull();
    expect(world.code(kept?.access_code_id ?? "").name).toBe("Bob");
    const request = { common_code_key: "nobody's", name: "Bob" };
    expect(refused(world, () => world.service.accessCodes.updateMultiple(request)).type).toBe(
      "access_code_not_found",
    );
  });

  test("or not at all, where one cannot be", () => {
    const world = new SeamWorld();
    createOn(world, ["native", "editing"], stay);
    const [code] = world.service.accessCodes.list({}).items;
    const request = { common_code_key: code?.common_code_key ?? "", starts_at: iso(startAt + 5 * day) };
    expect(refused(world, () => world.service.accessCodes.updateMultiple(request)).parameters).toHaveProperty(
      "ends_at",
    );
  });

  test("when one of them is given another PIN", () => {
    const world = new SeamWorld();
    const [one, other] = createOn(world, ["native", "editing"]).map(({ access_code_id }) => access_code_id);
    world.locks.confirmAll();
    world.service.accessCodes.update({ access_code_id: one ?? "", code: "4821" });
    expect(world.code(other ?? "").code === "4821").toBe(true);
    expect(world.eventsOf(other ?? "")).toEqual(["created", "set_on_device", "changed"]);
    world.create("editing", { code: "7305" });
    const request = { access_code_id: one ?? "", code: "7305" };
    expect(refused(world, () => world.service.accessCodes.update(request)).type).toBe(
      "duplicate_access_code",
    );
  });
});

describe("a preferred length", () => {
  test("is given to a code that has another, and to those that are linked with it", () => {
    const world = new SeamWorld();
    const [one, other] = createOn(world, ["native", "editing"]).map(({ access_code_id }) => access_code_id);
    world.service.accessCodes.update({ access_code_id: one ?? "", preferred_code_length: 7 });
    expect(world.code(one ?? "").code).toHaveLength(7);
    expect(world.code(one ?? "").code === world.code(other ?? "").code).toBe(true);
  });

  test("leaves the PIN of a code alone that has it, or cannot have it", () => {
    const world = new SeamWorld();
    const id = world.create("justInTime", { code: "4821" });
    for (const preferred_code_length of [4, 5]) {
      world.service.accessCodes.update({ access_code_id: id, preferred_code_length });
      expect(world.code(id).code === "4821").toBe(true);
    }
    expect(world.eventsOf(id)).toEqual(["created"]);
  });
});

test("whatever is asked, linked codes have one PIN, no device has a PIN twice, and what is refused changes nothing", () => {
  const pins = ["1001", "2002", "300003", "40000004"];
  const some = fc.uniqueArray(fc.constantFrom(...families), { minLength: 1, maxLength: 4 });
  const request = fc.oneof(
    fc.record({
      do: fc.constant("createMultiple" as const),
      on: some,
      pin: fc.option(fc.constantFrom(...pins), { nil: undefined }),
      maySplit: fc.boolean(),
      preferred: fc.option(fc.integer({ min: 4, max: 9 }), { nil: undefined }),
    }),
    fc.record({
      do: fc.constant("create" as const),
      on: fc.constantFrom(...families),
      key: fc.constantFrom("a", "b", undefined),
      pin: fc.option(fc.constantFrom(...pins), { nil: undefined }),
    }),
    fc.record({ do: fc.constant("pin" as const), pick: fc.nat(9), pin: fc.constantFrom(...pins) }),
    fc.record({
      do: fc.constant("length" as const),
      pick: fc.nat(9),
      preferred: fc.integer({ min: 4, max: 9 }),
    }),
    fc.record({ do: fc.constant("times" as const), pick: fc.nat(9), hours: fc.integer({ min: -1, max: 3 }) }),
    fc.record({ do: fc.constant("delete" as const), pick: fc.nat(9) }),
    fc.record({ do: fc.constant("confirm" as const) }),
  );
  const lengths = fc.constantFrom<readonly number[]>([4], [4, 6], [6, 8], [4, 5, 6, 7, 8, 9]);
  const property = fc.property(
    fc.record({ native: lengths, justInTime: lengths, nativeEditing: lengths, editing: lengths }),
    fc.array(request, { maxLength: 15 }),
    (takes, requests) => {
      const world = new SeamWorld();
      for (const family of families) takesOnly(world, family, takes[family]);
      const { accessCodes } = world.service;
      const some = (pick: number) => {
        const { items } = accessCodes.list({});
        return items[pick % Math.max(1, items.length)];
      };
      const ask = (what: (typeof requests)[number]): unknown => {
        switch (what.do) {
          case "createMultiple":
            return createOn(world, what.on, {
              ...(what.pin !== undefined && { code: what.pin }),
              ...(what.preferred !== undefined && { preferred_code_length: what.preferred }),
              behavior_when_code_cannot_be_shared: what.maySplit ? "create_random_code" : "throw",
            });
          case "create":
            return world.create(what.on, {
              ...(what.key !== undefined && { common_code_key: what.key }),
              ...(what.pin !== undefined && { code: what.pin }),
            });
          case "pin":
            return accessCodes.update({
              access_code_id: some(what.pick)?.access_code_id ?? "",
              code: what.pin,
            });
          case "length":
            return accessCodes.update({
              access_code_id: some(what.pick)?.access_code_id ?? "",
              preferred_code_length: what.preferred,
            });
          case "times":
            return accessCodes.updateMultiple({
              common_code_key: some(what.pick)?.common_code_key ?? "nobody's",
              ends_at: iso(startAt + what.hours * hour),
            });
          case "delete":
            return accessCodes.delete({ access_code_id: some(what.pick)?.access_code_id ?? "" });
          case "confirm":
            return world.locks.confirmAll();
        }
      };
      for (const what of requests) {
        const before = visible(world);
        try {
          ask(what);
        } catch (error) {
          if (!(error instanceof RequestError)) throw error;
          expect(visible(world)).toEqual(before);
        }
        const codes = accessCodes.list({}).items;
        const live = codes.filter(({ status }) => status !== "removing");
        const keys = new Set(
          live.map(({ common_code_key }) => common_code_key).filter((key) => key !== null),
        );
        for (const key of keys) {
          const linked = live.filter(({ common_code_key }) => common_code_key === key);
          expect(new Set(linked.map(({ code }) => code)).size).toBe(1);
        }
        for (const family of families) {
          const here = codes.filter(({ device_id }) => device_id === deviceIds[family]);
          expect(new Set(here.map(({ code }) => code)).size).toBe(here.length);
          for (const { code } of here) expect(takes[family].includes(code?.length ?? 0)).toBe(true);
        }
      }
    },
  );
  fc.assert(property, { numRuns: 200 });
});
