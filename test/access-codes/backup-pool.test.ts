import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backupPoolSize } from "../../src/access-codes/backup-pool.ts";
import type { AccessCodeObject } from "../../src/access-codes/seam-objects.ts";
import { violatedGrammar } from "../../src/events/grammar.ts";
import { RequestError } from "../../src/lock/errors.ts";
import type { Refusal } from "../../src/lock/refusal.ts";
import { day, deviceIds, type Family, hour, iso, SeamWorld, startAt } from "../support/seam-world.ts";

const stay = { starts_at: iso(startAt), ends_at: iso(startAt + 2 * day) };

const backups = (world: SeamWorld, family: Family = "native"): readonly AccessCodeObject[] =>
  world.service.accessCodes.list({ device_id: deviceIds[family] }).items.filter(({ is_backup }) => is_backup);

const codesOf = (problems: unknown): string[] =>
  (problems as { error_code?: string; warning_code?: string }[]).map(
    ({ error_code, warning_code }) => error_code ?? warning_code ?? "",
  );

const deviceProblems = (world: SeamWorld, family: Family = "native") => {
  const { errors, warnings } = world.service.devices.get({ device_id: deviceIds[family] });
  return { errors: codesOf(errors), warnings: codesOf(warnings) };
};

const pull = (world: SeamWorld, access_code_id: string) =>
  world.service.accessCodes.pullBackup({ access_code_id });

/** A world whose native lock has a full pool, and a guest's code that is set. */
function pooled(options: { capacity?: number; family?: Family } = {}) {
  const { family = "native" } = options;
  const world = new SeamWorld(options.capacity === undefined ? {} : { capacity: options.capacity });
  const id = world.create(family, { ...stay, code: "482100", use_backup_access_code_pool: true });
  world.locks.confirmAll();
  return { world, id };
}

const full: Refusal = {
  vendorCode: "full",
  code: "no_space_for_access_code_on_device",
  retry: "whenSlotFrees",
  outcome: "notDone",
  message: "Full.",
};

describe("a pool of backup codes", () => {
  test("is filled after the first code that asks for one, and its codes show what they are", () => {
    const { world } = pooled();
    expect(backups(world)).toHaveLength(backupPoolSize);
    for (const backup of backups(world)) {
      expect(backup).toMatchObject({
        name: `Backup ${backup.access_code_id} (Seam)`,
        status: "set",
        type: "ongoing",
        is_backup: true,
        is_backup_access_code_available: false,
        pulled_backup_access_code_id: null,
      });
      expect(world.eventsOf(backup.access_code_id)).toEqual(["created", "set_on_device"]);
    }
  });

  test("is there once, whatever is asked afterwards, and is filled up again", () => {
    const { world, id } = pooled();
    world.create("native", { use_backup_access_code_pool: true });
    world.create("native", { use_backup_access_code_pool: false });
    world.service.accessCodes.update({ access_code_id: id, use_backup_access_code_pool: true });
    expect(backups(world)).toHaveLength(backupPoolSize);
    const [one] = backups(world);
    world.service.accessCodes.delete({ access_code_id: one?.access_code_id ?? "" });
    world.locks.confirmAll();
    expect(backups(world).map(({ status }) => status)).toEqual(["set", "set"]);
    expect(backups(world)).not.toContainEqual(one);
  });

  test("may be asked for later, by an update, and for several devices at once", () => {
    const world = new SeamWorld();
    const id = world.create("editing", stay);
    expect(backups(world, "editing")).toEqual([]);
    world.service.accessCodes.update({ access_code_id: id, use_backup_access_code_pool: true });
    world.service.accessCodes.createMultiple({
      device_ids: [deviceIds.native, deviceIds.nativeEditing],
      use_backup_access_code_pool: true,
    });
    for (const family of ["editing", "native", "nativeEditing"] as const) {
      expect(backups(world, family)).toHaveLength(backupPoolSize);
    }
    expect(backups(world, "justInTime")).toEqual([]);
  });

  test("is refused on a device that Seam gives none, and nothing is created", () => {
    const world = new SeamWorld();
    expect(() => world.create("justInTime", { ...stay, use_backup_access_code_pool: true })).toThrow(
      expect.objectContaining({ type: "unsupported_device" }),
    );
    const device_ids = [deviceIds.native, deviceIds.justInTime];
    expect(() =>
      world.service.accessCodes.createMultiple({ device_ids, use_backup_access_code_pool: true }),
    ).toThrow(expect.objectContaining({ type: "unsupported_device" }));
    expect(world.service.accessCodes.list({}).items).toEqual([]);
    expect(backups(world)).toEqual([]);
  });

  test("tells on the device when it is empty or not full, and its emptiness on every code", () => {
    const world = new SeamWorld();
    const id = world.create("native", { ...stay, use_backup_access_code_pool: true });
    expect(deviceProblems(world)).toEqual({ errors: ["empty_backup_access_code_pool"], warnings: [] });
    expect(world.errors(id)).toEqual(["empty_backup_access_code_pool"]);
    const [first, second] = backups(world).map(({ access_code_id }) => access_code_id);
    world.clock.advance(hour);
    world.confirm(first ?? "");
    expect(deviceProblems(world)).toEqual({ errors: [], warnings: ["partial_backup_access_code_pool"] });
    expect(world.errors(id)).toEqual([]);
    world.confirm(second ?? "");
    expect(deviceProblems(world)).toEqual({ errors: [], warnings: [] });
  });

  test("draws another code for one whose PIN somebody else turns out to have", () => {
    const world = new SeamWorld();
    world.create("native", { ...stay, use_backup_access_code_pool: true });
    const [taken] = backups(world).map(({ access_code_id }) => access_code_id);
    const refusal: Refusal = { ...full, vendorCode: "twice", code: "duplicate_code_on_device" };
    world.locks.refuse(world.placement(taken ?? "").placementId, refusal, { isFailing: true });
    world.locks.confirmAll();
    expect(world.exists(taken ?? "")).toBe(false);
    expect(backups(world).map(({ status }) => status)).toEqual(["set", "set"]);
  });

  test("keeps its codes as they are: nobody changes one that has not been pulled", () => {
    const { world } = pooled();
    const [backup] = backups(world);
    expect(() =>
      world.service.accessCodes.update({ access_code_id: backup?.access_code_id ?? "", name: "Bob" }),
    ).toThrow("backup code");
  });
});

describe("a backup code that is pulled", () => {
  test("works from now on and until its guest's own code ends, without being written anew", () => {
    const { world, id } = pooled();
    world.clock.advance(hour);
    const calls = world.locks.calls.length;
    const backup = pull(world, id);
    expect(backup).toMatchObject({
      status: "set",
      type: "time_bound",
      is_backup: true,
      is_backup_access_code_available: false,
      starts_at: iso(startAt + hour),
      ends_at: stay.ends_at,
    });
    expect(world.code(id).pulled_backup_access_code_id).toBe(backup.access_code_id);
    expect(
      world.log.list({ since: iso(0), event_type: "access_code.backup_access_code_pulled" }),
    ).toMatchObject([{ access_code_id: id, backup_access_code_id: backup.access_code_id }]);
    // What follows is the pool's being filled up.
    expect(world.locks.calls.slice(calls)).toEqual(["place"]);
    world.locks.confirmAll();
    world.clock.advance(2 * day);
    world.locks.confirmAll();
    expect(world.exists(backup.access_code_id)).toBe(false);
    expect(backups(world)).toHaveLength(backupPoolSize);
  });

  test("is the same at every further pull, and another once it is gone", () => {
    const { world, id } = pooled();
    const first = pull(world, id).access_code_id;
    world.locks.confirmAll();
    expect(pull(world, id).access_code_id).toBe(first);
    expect(world.code(id).is_backup_access_code_available).toBe(true);
    world.service.accessCodes.delete({ access_code_id: first });
    expect(pull(world, id).access_code_id).not.toBe(first);
  });

  test("is its own from then on: it can be changed, and outlives its guest's first code", () => {
    const { world, id } = pooled();
    const { access_code_id } = pull(world, id);
    world.service.accessCodes.delete({ access_code_id: id });
    world.service.accessCodes.update({ access_code_id, ends_at: iso(startAt + 3 * day) });
    world.locks.confirmAll();
    expect(world.code(access_code_id)).toMatchObject({ status: "set", ends_at: iso(startAt + 3 * day) });
  });

  test("comes from the next in the pool, and when that is exhausted from nowhere", () => {
    const { world, id } = pooled();
    const others = ["730500", "730501", "730502"].map((code) => world.create("native", { ...stay, code }));
    const pulled = [id, ...others.slice(0, 1)].map((one) => pull(world, one).access_code_id);
    expect(new Set(pulled).size).toBe(2);
    expect(deviceProblems(world)).toEqual({
      errors: ["empty_backup_access_code_pool"],
      warnings: ["many_active_backup_codes"],
    });
    const [, , third = ""] = others;
    expect(world.code(third).is_backup_access_code_available).toBe(false);
    expect(() => pull(world, third)).toThrow(
      expect.objectContaining({ type: "backup_access_code_not_found" }),
    );
    world.locks.confirmAll();
    expect(world.code(third).is_backup_access_code_available).toBe(true);
    expect(pulled).not.toContain(pull(world, third).access_code_id);
  });

  test("is pulled for a code that never reached the lock", () => {
    const { world } = pooled();
    const id = world.create("native", { ...stay, code: "730500" });
    world.locks.refuse(world.placement(id).placementId, { ...full, vendorCode: "x" }, { isFailing: true });
    expect(world.eventsOf(id)).toContain("failed_to_set_on_device");
    expect(pull(world, id).status).toBe("set");
  });

  test.each([
    ["an ongoing code", "native", {}, "access_code_not_time_bound"],
    ["a code on a device without a pool", "editing", stay, "backup_access_code_not_found"],
  ] as const)("is not given for %s", (_, family, times, type) => {
    const { world } = pooled();
    const id = world.create(family, times);
    expect(world.code(id).is_backup_access_code_available).toBe(false);
    expect(() => pull(world, id)).toThrow(expect.objectContaining({ type }));
  });

  test("is not given for a code that is leaving, for a backup code, or for nobody", () => {
    const { world, id } = pooled();
    const backup = pull(world, id).access_code_id;
    world.service.accessCodes.delete({ access_code_id: id });
    for (const one of [id, backup]) {
      expect(world.code(one).is_backup_access_code_available).toBe(false);
      expect(() => pull(world, one)).toThrow("access_code_id");
    }
    expect(() => pull(world, "nobody")).toThrow(expect.objectContaining({ type: "access_code_not_found" }));
  });
});

describe("no guest's code waits for a place that a backup code holds", () => {
  test("when the table is full", () => {
    const { world } = pooled({ capacity: 3 });
    const id = world.create("native", { ...stay, code: "730500" });
    expect(
      backups(world)
        .map(({ status }) => status)
        .sort(),
    ).toEqual(["removing", "set"]);
    world.locks.confirmAll();
    expect(world.code(id)).toMatchObject({ status: "set", errors: [] });
    expect(deviceProblems(world).warnings).toEqual(["partial_backup_access_code_pool"]);
    // The missing one waits without being in anybody's way.
    const other = world.create("native", { ...stay, code: "730501" });
    world.locks.confirmAll();
    expect(world.code(other)).toMatchObject({ status: "set" });
    expect(deviceProblems(world).errors).toEqual(["empty_backup_access_code_pool"]);
  });

  test("when the lock says that it is full, though we thought that there was room", () => {
    const { world } = pooled();
    const id = world.create("native", { ...stay, code: "730500" });
    world.locks.refuse(world.placement(id).placementId, full, { isFailing: true });
    expect(backups(world).filter(({ status }) => status === "removing")).toHaveLength(1);
  });

  test("and the pool is filled when there is room again", () => {
    const { world, id } = pooled({ capacity: 3 });
    world.create("native", { ...stay, code: "730500" });
    world.locks.confirmAll();
    world.service.accessCodes.delete({ access_code_id: id });
    world.locks.confirmAll();
    expect(backups(world).map(({ status }) => status)).toEqual(["set", "set"]);
    expect(deviceProblems(world)).toEqual({ errors: [], warnings: [] });
  });
});

/** Everything that may happen to a pool and the codes beside it, on one lock of `capacity` places. */
type Happening =
  | { do: "create"; ongoing: boolean; hours: number }
  | { do: "pull" | "delete" | "confirm" | "refuseFull" | "refuseTwice" | "silence" | "send"; pick: number }
  | { do: "extend"; pick: number; hours: number }
  | { do: "stranger" }
  | { do: "advance"; hours: number }
  | { do: "restart" };

const pick = fc.nat(9);
const hours = fc.integer({ min: 1, max: 60 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("create" as const), ongoing: fc.boolean(), hours }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "pull" as const,
        "pull" as const,
        "delete" as const,
        "confirm" as const,
        "confirm" as const,
        "confirm" as const,
        "refuseFull" as const,
        "refuseTwice" as const,
        "silence" as const,
        "send" as const,
      ),
      pick,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("extend" as const), pick, hours }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("stranger" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("advance" as const), hours }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const) }) },
);

class PoolHistory {
  readonly world: SeamWorld;
  readonly family: Family;
  readonly ids = new Set<string>();
  readonly pulls = new Map<string, string>();
  #guests = 0;

  constructor(family: Family, capacity: number) {
    this.family = family;
    this.world = new SeamWorld({ capacity });
    this.world.create(family, { ...stay, use_backup_access_code_pool: true });
  }

  apply(what: Happening): void {
    try {
      this.#apply(what);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
    }
  }

  #apply(what: Happening): void {
    const { world, family } = this;
    const now = world.clock.now();
    switch (what.do) {
      case "create":
        world.create(family, {
          code: String(100_000 + this.#guests++),
          ...(!what.ongoing && { ends_at: iso(now + what.hours * hour) }),
        });
        return;
      case "pull": {
        const { access_code_id, is_backup_access_code_available } = this.#some(what.pick);
        const known = this.pulls.get(access_code_id);
        let pulled: AccessCodeObject | undefined;
        try {
          pulled = pull(world, access_code_id);
        } finally {
          // What the object says is what a pull does.
          expect(pulled !== undefined).toBe(is_backup_access_code_available);
        }
        if (known !== undefined && world.exists(known) && world.code(known).status !== "removing") {
          expect(pulled.access_code_id).toBe(known);
        } else {
          expect(pulled.ends_at).toBe(world.code(access_code_id).ends_at);
        }
        expect(pulled.status).toBe("set");
        this.pulls.set(access_code_id, pulled.access_code_id);
        return;
      }
      case "delete":
        world.service.accessCodes.delete({ access_code_id: this.#some(what.pick).access_code_id });
        return;
      case "extend":
        world.service.accessCodes.update({
          access_code_id: this.#some(what.pick).access_code_id,
          ends_at: iso(now + what.hours * hour),
        });
        return;
      case "stranger":
        world.locks.addForeign(deviceIds[family], String(900_000 + this.#guests++));
        return;
      case "advance":
        world.clock.advance(what.hours * hour);
        return;
      case "restart":
        world.restart();
        return;
      default:
        this.#onLock(what.do, what.pick);
    }
  }

  #some(pick: number): AccessCodeObject {
    const { items } = this.world.service.accessCodes.list({});
    const code = items[pick % Math.max(1, items.length)];
    if (!code) throw new RequestError("access_code_not_found", "There is none");
    return code;
  }

  #onLock(what: "confirm" | "refuseFull" | "refuseTwice" | "silence" | "send", pick: number): void {
    const { locks } = this.world;
    const busy = locks.live.filter(
      ({ slot, status }) =>
        slot !== 0 && (status === "setting" || status === "removing" || status === "unknown"),
    );
    const placement = busy[pick % Math.max(1, busy.length)];
    if (!placement) return;
    const { placementId, intent } = placement;
    const twice: Refusal = { ...full, vendorCode: "twice", code: "duplicate_code_on_device" };
    if (what === "confirm") locks.confirm(placementId);
    if (what === "send") locks.send(placementId);
    if (what === "silence") locks.fallSilent(placementId);
    if (intent === "absent") return;
    if (what === "refuseFull") locks.refuse(placementId, full, { isFailing: true });
    if (what === "refuseTwice") locks.refuse(placementId, twice, { isFailing: true });
  }

  check(): void {
    const { world, family } = this;
    const codes = world.service.accessCodes.list({}).items;
    for (const { access_code_id } of codes) this.ids.add(access_code_id);
    for (const id of this.ids) {
      const events = world.eventsOf(id);
      expect(violatedGrammar(events), events.join(" ")).toBeUndefined();
    }
    const live = codes.filter(({ status }) => status !== "removing");
    const pulled = new Set(this.pulls.values());
    const pool = live.filter(({ is_backup, access_code_id }) => is_backup && !pulled.has(access_code_id));
    expect(pool.length).toBeLessThanOrEqual(backupPoolSize);

    const placements = world.locks.live.filter(({ intent }) => intent === "present");
    const isInPool = (accessCodeId: string) =>
      pool.some(({ access_code_id }) => access_code_id === accessCodeId);
    const lacking = placements.filter(
      ({ accessCodeId, slot, refusal }) =>
        !isInPool(accessCodeId) && (slot === 0 || refusal?.vendorCode === "full"),
    );
    const holding = placements.filter(({ accessCodeId, slot }) => isInPool(accessCodeId) && slot !== 0);
    const leaving = world.locks.live.filter(({ intent }) => intent === "absent");
    // Each guest without a place has one on its way, as long as backup codes hold any.
    if (holding.length > 0) expect(lacking.length).toBeLessThanOrEqual(leaving.length);

    const standing = pool.filter(({ status }) => status === "set").length;
    const active = live.filter(({ access_code_id }) => pulled.has(access_code_id)).length;
    expect(deviceProblems(world, family)).toEqual({
      errors: standing === 0 ? ["empty_backup_access_code_pool"] : [],
      warnings: [
        ...(standing > 0 && standing < backupPoolSize ? ["partial_backup_access_code_pool"] : []),
        ...(active > 1 ? ["many_active_backup_codes"] : []),
      ],
    });
  }

  /** The troubles stop, and the lock does what it is told until there is nothing left to do. */
  heal(): void {
    for (let round = 0; round < 10; round++) {
      for (const { placementId, status, slot } of this.world.locks.live) {
        if (status === "unknown" && slot !== 0) this.world.locks.confirm(placementId);
      }
      this.world.locks.confirmAll();
    }
  }
}

test("whatever happens, guests come first, a pull is what was promised, and in the end there is a full pool or a full lock", () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Family>("native", "editing"),
      fc.integer({ min: 2, max: 6 }),
      fc.array(happening, { maxLength: 40 }),
      (family, capacity, happenings) => {
        const history = new PoolHistory(family, capacity);
        for (const what of happenings) {
          history.apply(what);
          history.check();
        }
        history.heal();
        history.check();
        const { world } = history;
        const codes = world.service.accessCodes.list({}).items;
        const guests = codes.filter(({ is_backup }) => !is_backup);
        const unset = guests.filter(({ status }) => status !== "set");
        const standing = codes.filter(({ is_backup, status }) => is_backup && status === "set");
        const free =
          capacity -
          world.locks.live.filter(({ slot }) => slot !== 0).length -
          world.locks.strangers(deviceIds[family]).length;
        if (unset.length > 0) expect(standing.filter(({ type }) => type === "ongoing")).toEqual([]);
        if (free > 0) expect(standing.length).toBeGreaterThanOrEqual(backupPoolSize);
      },
    ),
    { numRuns: 200 },
  );
});
