import { describe, expect, test } from "vitest";
import { august } from "../../drivers/august/index.ts";
import type { ForeignEntry } from "../../src/driver/foreign-entry.ts";
import type { LockDriver } from "../../src/driver/lock-driver.ts";
import { SessionBench } from "./session-bench.ts";

const success = { type: "commandResult", statusCode: "success" };
const code = (codeSlot: number, codePIN?: string) => ({
  type: "code",
  codeSlot,
  status: codePIN === undefined ? "available" : "occupied",
  ...(codePIN !== undefined && { codePIN }),
});
const table = (...slots: number[]) => ({
  type: "codes",
  lockCodes: slots.map((codeSlot) => ({ codeSlot, codeName: `Guest ${codeSlot}` })),
});
const device = { type: "device", healthState: "online", lock: "locked", battery: 100 };

const pin = (userID: string, digits: string) => ({
  userID,
  firstName: "Ada",
  lastName: "Lovelace",
  pin: digits,
  slot: 1,
  accessType: "always",
});
const pins = (...loaded: object[]) => ({ type: "pins", loaded, created: [] });
const details = {
  type: "lock.details",
  lockStatus: "locked",
  battery: 1,
  bridge: { status: "online" },
  keypad: { battery: 1 },
};
const [ada, grace] = ["00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"];

/** A session that has just heard of its lock, and found these strangers in it. */
function smartthingsWith(...slots: number[]) {
  const bench = new SessionBench("smartthings");
  bench.tell(device);
  bench.answer(table(...slots));
  return bench;
}

function augustWith(...entries: object[]) {
  const bench = new SessionBench("august");
  bench.tell(details);
  bench.answer(pins(...entries));
  return bench;
}

function only(bench: SessionBench): ForeignEntry {
  const [row, ...others] = bench.foreign.values();
  if (!row || others.length > 0) throw new Error(`${bench.foreign.size} foreign entries`);
  return row;
}

const commands = (bench: SessionBench) => bench.sent.map(({ body }) => body.type);

describe("strangers' entries", () => {
  test("are read as soon as the lock has been heard of, though nothing is to be programmed", () => {
    const bench = smartthingsWith(3);
    expect(commands(bench)).toEqual(["getCodes"]);
    expect(bench.foreignNews).toEqual(["seen 3"]);
    expect(only(bench)).toMatchObject({ entry: "3", name: "Guest 3", value: { kind: "unreadable" } });
  });

  test("keep their id while they stand, whatever their owner makes of them", () => {
    const bench = augustWith(pin(ada, "4821"));
    const { foreignId, seenAt } = only(bench);
    bench.tell({ type: "pins.changed" });
    bench.answer(pins({ ...pin(ada, "7305"), firstName: "Augusta" }));
    expect(only(bench)).toMatchObject({ foreignId, seenAt, name: "Augusta Lovelace" });
    expect(bench.session.foreignPins().has("7305")).toBe(true);
    expect(bench.session.foreignPins().has("4821")).toBe(false);
    expect(bench.foreignNews).toEqual([`seen ${ada}`]);
  });

  test("are gone when a second read has missed them, and not before: an outage can look like an empty list", () => {
    const bench = augustWith(pin(ada, "4821"), pin(grace, "7305"));
    bench.tell({ type: "pins.changed" });
    bench.answer(pins());
    expect(bench.foreign.size).toBe(2);
    bench.untilSent("pins.get");
    bench.answer(pins(pin(grace, "7305")));
    expect(bench.foreignNews.slice(2)).toEqual([`gone ${ada}`]);
  });

  test("are gone at once where the lock itself has named them", () => {
    const bench = smartthingsWith(3, 4);
    bench.tell({ type: "codeChanged", codeSlot: 3, change: "deleted" });
    bench.answer(table(4));
    expect(bench.foreignNews.slice(2)).toEqual(["gone 3"]);
  });

  test("are looked for now and then, though the lock says nothing", () => {
    const bench = smartthingsWith();
    const heard = bench.clock.now();
    bench.untilSent("getCodes");
    expect(bench.clock.now() - heard).toBeLessThan(8 * 3_600_000);
    bench.answer(table(7));
    expect(bench.foreignNews).toEqual(["seen 7"]);
  });

  test("are not read for ever from a lock that does not answer and that nothing is wanted of", () => {
    const bench = new SessionBench("smartthings");
    bench.tell(device);
    bench.clock.advance(4 * 3_600_000);
    expect(commands(bench)).toEqual(["getCodes", "getCodes", "getCodes"]);
  });

  test("are told of once after a restart, by the same id", () => {
    const before = augustWith(pin(ada, "4821"));
    const row = only(before);
    const bench = new SessionBench("august");
    bench.foreign.set(row.foreignId, row);
    bench.session.resumeForeign(row);
    bench.tell(details);
    bench.answer(pins(pin(ada, "4821")));
    expect(bench.foreignNews).toEqual([]);
    expect(only(bench)).toEqual(row);
  });

  test("are not what a summary shows of ours come late, before it has been read", () => {
    const bench = smartthingsWith();
    const placementId = bench.place("4821");
    bench.answer(table());
    bench.answer(success);
    bench.untilSent("requestCode");
    bench.answer(code(1, "4821"));
    bench.session.remove(placementId);
    bench.answer(success);
    bench.untilSent("requestCode");
    bench.answer(code(1));
    bench.tell({ type: "codeChanged", codeSlot: 1, change: "set" });
    bench.answer(table(1));
    expect(bench.last.body).toEqual({ type: "requestCode", codeSlot: 1 });
    bench.answer(code(1, "4821"));
    bench.untilSent("requestCode");
    bench.answer(code(1, "4821"));
    expect(bench.last.body).toEqual({ type: "deleteCode", codeSlot: 1 });
    expect(bench.foreignNews).toEqual([]);
  });
});

describe("a look at a stranger's entry", () => {
  test("finds it as it is now", () => {
    const bench = smartthingsWith(3);
    bench.session.lookAtForeign(only(bench));
    expect(bench.last.body).toEqual({ type: "requestCode", codeSlot: 3 });
    bench.answer(code(3, "4821"));
    expect(bench.foreignNews).toEqual(["seen 3", "read 3"]);
    expect(only(bench).value.kind).toBe("known");
  });

  test("finds it gone", () => {
    const bench = smartthingsWith(3);
    bench.session.lookAtForeign(only(bench));
    bench.answer(code(3));
    expect(bench.foreignNews).toEqual(["seen 3", "gone 3"]);
    const other = augustWith(pin(ada, "4821"));
    other.session.lookAtForeign(only(other));
    other.answer(pins());
    other.untilSent("pins.get");
    other.answer(pins());
    expect(other.foreignNews).toEqual([`seen ${ada}`, `gone ${ada}`]);
  });

  test("is repeated until the lock answers", () => {
    const bench = smartthingsWith(3);
    bench.session.lookAtForeign(only(bench));
    for (let attempt = 0; attempt < 6; attempt++) bench.untilSent("requestCode");
    bench.answer(code(3, "4821"));
    expect(bench.foreignNews).toEqual(["seen 3", "read 3"]);
  });
});

describe("a stranger's entry that is taken over", () => {
  test("is ours as it stands, and nothing is sent", () => {
    const bench = augustWith(pin(ada, "4821"));
    const sent = bench.sent.length;
    const placement = bench.session.adoptForeign(only(bench), {
      accessCodeId: "code",
      acceptsExternalChange: false,
    });
    expect(bench.placement(placement.placementId)).toMatchObject({
      status: "set",
      evidence: "confirmed",
      content: { entry: ada, name: "Ada Lovelace" },
    });
    expect(bench.foreign.size).toBe(0);
    bench.tell({ type: "pins.changed" });
    bench.answer(pins(pin(ada, "4821")));
    expect(bench.placement(placement.placementId).status).toBe("set");
    expect(new Set(commands(bench).slice(sent))).toEqual(new Set(["pins.get"]));
    expect(bench.foreignNews).toEqual([`seen ${ada}`]);
  });

  test("is guarded from then on", () => {
    const bench = augustWith(pin(ada, "4821"));
    bench.session.adoptForeign(only(bench), { accessCodeId: "code", acceptsExternalChange: false });
    bench.tell({ type: "pins.changed" });
    bench.answer(pins(pin(ada, "7305")));
    expect(bench.external).toEqual(["modified"]);
    expect(bench.last.body).toMatchObject({ type: "pin.delete", userID: ada });
  });

  test("leaves as many places as before", () => {
    const small: LockDriver = {
      ...august,
      profile: { ...august.profile, capacity: { value: 2, source: "assumed: a lock of the tests" } },
    };
    const bench = new SessionBench(small);
    bench.tell(details);
    bench.answer(pins(pin(ada, "4821")));
    bench.session.adoptForeign(only(bench), { accessCodeId: "code", acceptsExternalChange: false });
    const slots = [bench.place("1111"), bench.place("2222")].map((id) => bench.placement(id).slot);
    expect(slots).toEqual([2, 0]);
  });
});

describe("an entry of ours that is given up", () => {
  test("is a stranger's from then on, by the code's id, and nothing is sent", () => {
    const bench = augustWith(pin(ada, "4821"));
    const { placementId } = bench.session.adoptForeign(only(bench), {
      accessCodeId: "code",
      acceptsExternalChange: false,
    });
    const sent = bench.sent.length;
    const row = bench.session.release(placementId);
    expect(row).toMatchObject({ foreignId: "code", entry: ada });
    expect([...bench.foreign.values()]).toEqual([row]);
    expect(bench.saved.size).toBe(0);
    bench.tell({ type: "pins.changed" });
    bench.answer(pins(pin(ada, "7305")));
    expect(bench.external).toEqual([]);
    expect(commands(bench).slice(sent)).toEqual(["pins.get"]);
  });
});

describe("a stranger's entry that is cleared by request", () => {
  test("is gone when a read has shown it empty", () => {
    const bench = smartthingsWith(3, 4);
    const [row] = bench.foreign.values();
    if (!row) throw new Error("nobody there");
    const { placementId } = bench.session.clearForeign(row);
    expect(bench.last.body).toEqual({ type: "deleteCode", codeSlot: 3 });
    expect(bench.foreign.get(row.foreignId)?.clearedBy).toBe(placementId);
    bench.answer(success);
    bench.untilSent("requestCode");
    expect(bench.foreignNews).toEqual(["seen 3", "seen 4"]);
    bench.answer(code(3));
    expect(bench.foreignNews.slice(2)).toEqual(["gone 3"]);
    expect(bench.foreign.has(row.foreignId)).toBe(false);
    expect(bench.saved.size).toBe(0);
  });

  test.each(["shown", "masked"])("is cleared again when the lock has dropped the command: %s", (how) => {
    const shown = code(3, how === "shown" ? "4821" : "**********");
    const bench = smartthingsWith(3);
    bench.session.lookAtForeign(only(bench));
    bench.answer(shown);
    bench.session.clearForeign(only(bench));
    bench.answer(success);
    bench.untilSent("requestCode");
    bench.answer(shown);
    if (how === "masked") {
      // It could be another's by now, and the lock does not say: the hub's list of names does.
      bench.untilSent("getCodes");
      bench.answer(table(3));
      bench.untilSent("requestCode");
      bench.answer(shown);
    }
    if (bench.last.body.type !== "deleteCode") bench.untilSent("deleteCode");
    expect(bench.foreignNews).toEqual(["seen 3", "read 3"]);
  });

  test("is left alone when the hub's list has another's name there by then: masked", () => {
    const bench = smartthingsWith(3);
    bench.session.clearForeign(only(bench));
    bench.answer(success);
    bench.untilSent("requestCode");
    bench.answer(code(3, "**********"));
    bench.untilSent("getCodes");
    bench.answer({ type: "codes", lockCodes: [{ codeSlot: 3, codeName: "Cleaner" }] });
    bench.untilSent("requestCode");
    bench.answer(code(3, "**********"));
    expect(() => bench.untilSent("deleteCode")).toThrow("no deleteCode was sent");
    expect(commands(bench).filter((type) => type === "deleteCode")).toHaveLength(1);
  });

  test("is its owner's when the owner makes it anew within the hour", () => {
    const bench = augustWith(pin(ada, "4821"));
    bench.session.clearForeign(only(bench));
    bench.answer({ type: "ok" });
    for (const _ of ["first", "second"]) {
      bench.untilSent("pins.get");
      bench.answer(pins());
    }
    const sent = bench.sent.length;
    bench.tell({ type: "pins.changed" });
    bench.answer(pins(pin(ada, "4821")));
    expect(bench.foreignNews).toEqual([`seen ${ada}`, `gone ${ada}`, `seen ${ada}`]);
    expect(commands(bench).slice(sent)).toEqual(["pins.get"]);
  });

  test("goes on being cleared after a restart", () => {
    const before = smartthingsWith(3);
    before.session.lookAtForeign(only(before));
    before.answer(code(3, "4821"));
    const { placementId } = before.session.clearForeign(only(before));
    const bench = new SessionBench("smartthings");
    for (const entry of before.foreign.values()) {
      bench.foreign.set(entry.foreignId, entry);
      bench.session.resumeForeign(entry);
    }
    bench.session.resume(before.placement(placementId));
    bench.untilSent("requestCode");
    bench.answer(code(3, "4821"));
    expect(bench.last.body).toEqual({ type: "deleteCode", codeSlot: 3 });
    bench.answer(success);
    bench.untilSent("requestCode");
    bench.answer(code(3));
    expect(bench.foreignNews).toEqual(["gone 3"]);
  });
});
