import fc from "fast-check";
import { expect, test } from "vitest";
import { violatedGrammar } from "../../src/events/grammar.ts";
import { RequestError } from "../../src/lock/errors.ts";
import type { Refusal } from "../../src/lock/refusal.ts";
import { day, deviceIds, type Family, hour, iso, minute, SeamWorld } from "../support/seam-world.ts";

/** What may happen to a world, in any order. `pick` chooses among what there is at that moment. */
type Happening =
  | { do: "create"; family: Family; pin: string; from: number; length: number | undefined; allowed: boolean }
  | { do: "update"; pick: number; change: "pin" | "name" | "times" | "ongoing" | "permission"; value: number }
  | { do: "delete" | "send" | "confirm" | "refuse" | "fail" | "silence" | "modify" | "remove"; pick: number }
  | { do: "advance" | "jump"; byMs: number }
  | { do: "hub"; online: boolean };

const pins = ["1001", "2002", "3003", "4004", "5005"];

const span = fc.constantFrom(0, minute, 20 * minute, hour, 3 * hour, day, 4 * day);
const pick = fc.nat(9);

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("create" as const),
      family: fc.constantFrom<Family>("native", "justInTime", "nativeEditing", "editing"),
      pin: fc.constantFrom(...pins),
      from: span,
      length: fc.option(fc.constantFrom(minute, hour, 5 * day), { nil: undefined }),
      allowed: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("update" as const),
      pick,
      change: fc.constantFrom(
        "pin" as const,
        "name" as const,
        "times" as const,
        "ongoing" as const,
        "permission" as const,
      ),
      value: fc.nat(4),
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "delete" as const,
        "send" as const,
        "confirm" as const,
        "confirm" as const,
        "confirm" as const,
        "refuse" as const,
        "fail" as const,
        "silence" as const,
        "modify" as const,
        "remove" as const,
      ),
      pick,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom("advance" as const, "jump" as const), byMs: span }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("hub" as const), online: fc.boolean() }) },
);

const refusal: Refusal = {
  vendorCode: "x",
  code: "august_lock_temporarily_offline",
  warnFirst: "august_lock_temporarily_offline",
  retry: "later",
  outcome: "notDone",
  message: "Not now.",
};

/** One world in which things happen, and the ids of all codes that there ever were. */
class History {
  readonly world = new SeamWorld({ capacity: 3 });
  readonly ids: string[] = [];

  apply(what: Happening): void {
    try {
      this.#apply(what);
    } catch (error) {
      // A request may be turned down; nothing else may fail.
      if (!(error instanceof RequestError)) throw error;
    }
  }

  #apply(what: Happening): void {
    const { world } = this;
    switch (what.do) {
      case "create":
        this.#create(what);
        return;
      case "update":
        this.#update(what);
        return;
      case "delete":
        world.service.accessCodes.delete({ access_code_id: this.#someCode(what.pick) });
        return;
      case "advance":
        world.clock.advance(what.byMs);
        return;
      case "jump":
        world.clock.jumpTo(world.clock.now() + what.byMs);
        return;
      case "hub":
        world.parts.listener.gatewayReported("native", "gateway-native", what.online);
        return;
      default:
        this.#onLock(what.do, what.pick);
    }
  }

  #create(what: Extract<Happening, { do: "create" }>): void {
    const now = this.world.clock.now();
    const id = this.world.create(what.family, {
      code: what.pin,
      is_external_modification_allowed: what.allowed,
      ...(what.length !== undefined && {
        starts_at: iso(now + what.from),
        ends_at: iso(now + what.from + what.length),
      }),
    });
    this.ids.push(id);
  }

  #update({ pick, change, value }: Extract<Happening, { do: "update" }>): void {
    const now = this.world.clock.now();
    const changes = {
      pin: { code: pins[value] ?? "" },
      name: { name: `Guest ${value}` },
      times: {
        type: "time_bound" as const,
        starts_at: iso(now + value * hour),
        ends_at: iso(now + value * day + hour),
      },
      ongoing: { type: "ongoing" as const },
      permission: { allow_external_modification: value % 2 === 0 },
    };
    this.world.service.accessCodes.update({ access_code_id: this.#someCode(pick), ...changes[change] });
  }

  #onLock(what: string, pick: number): void {
    const { locks } = this.world;
    const live = locks.live.filter(({ slot }) => slot !== 0);
    const placement = live[pick % Math.max(1, live.length)];
    if (!placement) return;
    const { placementId, status, intent } = placement;
    const isBusy = status === "setting" || status === "removing" || status === "unknown";
    if (what === "send" && isBusy) locks.send(placementId);
    if (what === "confirm" && isBusy) locks.confirm(placementId);
    if (what === "refuse" && isBusy) locks.refuse(placementId, refusal, { isFailing: false });
    if (what === "fail" && isBusy) locks.refuse(placementId, refusal, { isFailing: true });
    if (what === "silence" && isBusy) locks.fallSilent(placementId);
    if (what === "modify" && status === "set") locks.modifyExternally(placementId, `99${placement.slot}9`);
    if (what === "remove" && status === "set" && intent === "present") locks.deleteExternally(placementId);
  }

  #someCode(pick: number): string {
    return this.ids[pick % Math.max(1, this.ids.length)] ?? "none";
  }

  /** The faults stop, and the locks do what they are told until there is nothing left to do. */
  heal(): void {
    for (let round = 0; round < 20; round++) {
      for (const { placementId, status } of this.world.locks.live) {
        if (status === "unknown") this.world.locks.confirm(placementId);
      }
      this.world.locks.confirmAll();
      this.world.clock.advance(day);
    }
  }

  check(): void {
    const { world } = this;
    for (const id of this.ids) {
      const events = world.eventsOf(id);
      expect(violatedGrammar(events), events.join(" ")).toBeUndefined();
      expect(events.includes("deleted")).toBe(!world.exists(id));
    }
    for (const deviceId of Object.values(deviceIds)) {
      const slots = world.locks.live.filter((entry) => entry.deviceId === deviceId && entry.slot !== 0);
      expect(new Set(slots.map(({ slot }) => slot)).size).toBe(slots.length);
      // An adopted PIN is not ours to keep apart from others.
      const ours = slots.filter(({ content }) => !content.pin.startsWith("99"));
      expect(new Set(ours.map(({ content }) => content.pin)).size).toBe(ours.length);
    }
  }

  /** Everything that a client can see, without the times of things that a restart may move. */
  get outcome() {
    return this.ids.map((id) => ({
      events: this.world.eventsOf(id),
      code: this.world.exists(id) ? this.world.code(id) : undefined,
    }));
  }
}

test("whatever happens, events keep their grammar, slots and PINs are nobody's twice, and all is well when faults stop", () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
      const history = new History();
      for (const what of happenings) {
        history.apply(what);
        history.check();
      }
      history.heal();
      history.check();
      for (const { code } of history.outcome) {
        if (!code) continue;
        // All that ends has ended by now.
        expect(code.type).toBe("ongoing");
        const isLeftToOthers = code.warnings.some(
          ({ warning_code }) => warning_code === "code_modified_external_to_seam",
        );
        const lacksRoom = code.errors.some(
          ({ error_code }) => error_code === "no_space_for_access_code_on_device",
        );
        if (lacksRoom) expect(code.status).toBe("unset");
        else if (!isLeftToOthers) expect(code.status).toBe("set");
      }
    }),
    { numRuns: 200 },
  );
});

test("a restart after any step changes nothing of what becomes of the codes", () => {
  fc.assert(
    fc.property(
      fc.array(happening, { maxLength: 25 }),
      fc.infiniteStream(fc.boolean()),
      (happenings, restarts) => {
        const [steady, shaken] = [new History(), new History()];
        for (const what of happenings) {
          steady.apply(what);
          shaken.apply(what);
          if (restarts.next().value) shaken.world.restart();
        }
        expect(shaken.outcome).toEqual(steady.outcome);
        steady.heal();
        shaken.heal();
        expect(shaken.outcome).toEqual(steady.outcome);
      },
    ),
    { numRuns: 100 },
  );
});
