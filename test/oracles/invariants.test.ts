import { describe, expect, test } from "vitest";
import { commandsPerHourMax } from "../../src/oracles/bounds.ts";
import { allInvariants } from "../../src/oracles/catalogue.ts";
import { hourMs, minuteMs, startAt, watchedToy } from "./watched-toy.ts";

type Toy = ReturnType<typeof watchedToy>;

const later = (milliseconds: number) => startAt + milliseconds;

/** A code that is on its door, where everything is as it should be. */
function stay(toy: Toy, id = "ada", pin = "4821"): void {
  toy.want(id, { pin });
  toy.hold(pin);
  toy.believe(id, { content: { entry: id, pin, name: "" }, slot: id.length });
}

/** The same code once more, elsewhere. */
const secondEntry = {
  accessCodeId: "ada",
  slot: 7,
  content: { entry: "", pin: "4821", name: "" },
  status: "setting",
  evidence: "unsent",
} as const;

/** A code is believed to be in a slot that shows asterisks, so long after an owner has put a PIN into it. */
function masked(toy: Toy, sentAfterMs: number): void {
  toy.want("ada");
  toy.clock.advance(minuteMs);
  toy.ownerAdds("7305");
  toy.believe("ada", { isMasked: true, sentAt: toy.clock.now() + sentAfterMs });
}

/** An owner's entry is written over by a command that was sent so long after it, or just before, while troubles last. */
function overwritten(toy: Toy, sentAfterMs: number): void {
  toy.want("ada");
  toy.clock.advance(hourMs);
  toy.sufferWhile("nothing", () => {
    toy.ownerAdds("7305");
    const sentAt = toy.clock.now() + sentAfterMs;
    toy.clock.advance(2 * hourMs);
    toy.believe("ada", { status: "setting", evidence: "inDoubt", sentAt });
    toy.overwrite("7305", "4821");
  });
}

/** After troubles, minutes after an owner's entry was made, it is cleared by a command that was sent so long after that. */
function clearedAfterTroubles(toy: Toy, sentAfterMs: number): void {
  toy.want("ada");
  toy.ownerAdds("7305");
  const sentAt = toy.clock.now() + sentAfterMs;
  toy.suffer("nothing", 4 * minuteMs);
  toy.show("7305");
  toy.believe("ada", { status: "setting", evidence: "inDoubt", sentAt });
  toy.lose("7305");
}

/** A digit of an entry changes, and changes back. */
function garbledAndBack(toy: Toy): void {
  for (const [from, to] of [
    ["4821", "4831"],
    ["4831", "4821"],
  ] as const) {
    toy.suffer("forGood", 0);
    toy.overwrite(from, to);
    toy.clock.advance(24 * hourMs);
  }
}

/** A code gets another PIN, which is on its way and has room; the old one still stands there. */
function changePin(toy: Toy): void {
  stay(toy);
  toy.want("ada", { pin: "1234" });
  toy.believe("ada", {
    content: { entry: "new", pin: "1234", name: "" },
    slot: 2,
    status: "setting",
    evidence: "inDoubt",
  });
  toy.believe("old", { accessCodeId: "ada", content: { entry: "old", pin: "4821", name: "" }, slot: 1 });
}

/** Ada has got another PIN, and Grace the one that was Ada's; it still stands there while Grace gets another one, too. */
function passOn(toy: Toy): void {
  toy.want("ada", { pin: "4821" });
  toy.want("ada", { pin: "1234" });
  stay(toy, "grace", "4821");
  toy.want("grace", { pin: "9753" });
  toy.believe("grace", {
    content: { entry: "grace", pin: "9753", name: "" },
    earlier: [{ pin: "4821", name: "", window: undefined, mark: undefined, sentStarts: undefined }],
    status: "setting",
    evidence: "inDoubt",
  });
}

/** For each invariant: what breaks it, and what looks like it and does not. */
const stories: Readonly<
  Record<
    string,
    { readonly id: number; readonly broken: (toy: Toy) => void; readonly held: (toy: Toy) => void }
  >
> = {
  "a PIN stays after the end of its code": {
    id: 1,
    broken: (toy) => {
      stay(toy);
      toy.forget("ada");
      toy.clock.advance(16 * minuteMs);
    },
    held: (toy) => {
      stay(toy);
      toy.forget("ada");
      toy.clock.advance(14 * minuteMs);
      toy.lose("4821");
      toy.clock.advance(hourMs);
    },
  },
  "a PIN stays after an outage is over": {
    id: 1,
    broken: (toy) => {
      stay(toy);
      toy.forget("ada");
      toy.suffer("nothing", 5 * hourMs);
      toy.clock.advance(hourMs);
    },
    held: (toy) => {
      stay(toy);
      toy.forget("ada");
      toy.suffer("nothing", 5 * hourMs);
      toy.clock.advance(40 * minuteMs);
      toy.lose("4821");
      toy.clock.advance(hourMs);
    },
  },
  "a fault changes a digit of an entry, and a day later changes it back": {
    id: 1,
    broken: (toy) => {
      stay(toy);
      toy.forget("ada");
      garbledAndBack(toy);
    },
    // The owner has the same PIN, so that the lock has refused ours.
    held: (toy) => {
      toy.ownerAdds("4821");
      toy.want("ada");
      toy.believe("ada", { status: "setting", evidence: "unsent" });
      toy.forget("ada");
      garbledAndBack(toy);
    },
  },
  "a fault takes a PIN and gives it back": {
    id: 1,
    broken: (toy) => {
      stay(toy);
      toy.forget("ada");
      toy.meet("whileActive");
      toy.lose("4821");
      toy.hold("4821");
      toy.clock.advance(48 * hourMs);
    },
    // The owner has the same PIN, so that the lock has refused ours.
    held: (toy) => {
      toy.ownerAdds("4821");
      toy.want("ada");
      toy.forget("ada");
      toy.meet("whileActive");
      toy.lose("4821");
      toy.hold("4821");
      toy.clock.advance(48 * hourMs);
    },
  },
  "a code that is programmed just in time is there two hours early": {
    id: 2,
    broken: (toy) => {
      toy.want("ada", { startsAt: later(3 * hourMs), endsAt: later(5 * hourMs) });
      toy.clock.advance(hourMs);
      toy.hold("4821");
    },
    held: (toy) => {
      toy.want("ada", { startsAt: later(3 * hourMs), endsAt: later(5 * hourMs) });
      toy.clock.advance(2 * hourMs);
      toy.hold("4821");
    },
  },
  "an entry that had opened goes, and the code is still wanted": {
    id: 3,
    broken: (toy) => {
      stay(toy);
      toy.believe("ada", { status: "setting", evidence: "inDoubt" });
      toy.lose("4821");
      toy.clock.advance(16 * minuteMs);
    },
    held: (toy) => {
      stay(toy);
      toy.believe("ada", { status: "setting", evidence: "inDoubt" });
      toy.lose("4821");
      toy.clock.advance(14 * minuteMs);
      toy.hold("4821");
      toy.clock.advance(5 * hourMs);
    },
  },
  "the old PIN of a code goes before its new one has come": {
    id: 3,
    broken: (toy) => {
      changePin(toy);
      toy.believe("old", { intent: "absent", status: "removing" });
    },
    held: (toy) => {
      changePin(toy);
      toy.hold("1234");
      toy.believe("ada", { status: "set", evidence: "confirmed" });
      toy.believe("old", { intent: "absent", status: "removing" });
      toy.lose("4821");
    },
  },
  "the owner's entry is cleared though it has long stood there when troubles begin": {
    id: 4,
    broken: (toy) => {
      toy.ownerAdds("7305");
      toy.clock.advance(hourMs);
      toy.meet("nothing");
      toy.lose("7305");
    },
    held: (toy) => {
      toy.ownerAdds("7305");
      toy.clock.advance(minuteMs);
      toy.meet("nothing");
      toy.lose("7305");
    },
  },
  "the owner's entry goes": {
    id: 4,
    broken: (toy) => {
      toy.ownerAdds("7305");
      toy.clock.advance(hourMs);
      toy.lose("7305");
    },
    held: (toy) => {
      toy.ownerAdds("7305");
      toy.clock.advance(hourMs);
      toy.suffer("forGood", 0);
      toy.lose("7305");
    },
  },
  "the owner's entry is written over by what was sent when it had long been told": {
    id: 4,
    broken: (toy) => overwritten(toy, hourMs),
    // Before that nobody could know.
    held: (toy) => overwritten(toy, 0),
  },
  "the owner's entry is cleared after troubles by what was sent when the hub had heard of it": {
    id: 4,
    broken: (toy) => clearedAfterTroubles(toy, 2 * minuteMs),
    held: (toy) => clearedAfterTroubles(toy, 0),
  },
  "the owner's entry goes, whose PIN nobody can see, and only a code of ours was to go": {
    id: 4,
    broken: (toy) => {
      toy.want("ada", { pin: "4821", removal: { reason: "deleted", since: startAt } });
      toy.believe("ada", {
        intent: "absent",
        status: "removing",
        content: { entry: "7", pin: "", name: "" },
      });
      toy.ownerAdds("7305");
      toy.clock.advance(hourMs);
      toy.lose("7305");
    },
    held: (toy) => {
      toy.ownerAdds("7305");
      toy.clock.advance(hourMs);
      toy.believe("theirs", {
        intent: "absent",
        status: "removing",
        content: { entry: "7", pin: "", name: "" },
      });
      toy.lose("7305");
    },
  },
  "two entries go at once": {
    id: 6,
    broken: (toy) => {
      toy.ownerAdds("7305");
      toy.ownerAdds("0808");
      toy.suffer("nothing", 0);
      toy.lose("7305", "0808");
    },
    held: (toy) => {
      toy.ownerAdds("7305");
      toy.ownerAdds("0808");
      toy.suffer("nothing", 0);
      toy.lose("7305");
      toy.lose("0808");
    },
  },
  "a code counts as set, and what had come late in troubles has long taken it off": {
    id: 8,
    broken: (toy) => {
      stay(toy);
      toy.sufferWhile("nothing", () => {
        toy.lose("4821");
        toy.clock.advance(16 * minuteMs);
      });
    },
    held: (toy) => {
      stay(toy);
      toy.sufferWhile("nothing", () => {
        toy.lose("4821");
        toy.clock.advance(14 * minuteMs);
        toy.believe("ada", { status: "setting", evidence: "inDoubt" });
      });
    },
  },
  "a code that never came to the lock counts as set, troubles or not": {
    id: 8,
    broken: (toy) => {
      toy.want("ada");
      toy.sufferWhile("nothing", () => toy.believe("ada"));
    },
    held: (toy) => {
      toy.want("ada");
      toy.sufferWhile("nothing", () => toy.believe("ada", { status: "setting", evidence: "inDoubt" }));
    },
  },
  "a code counts as set, and in its slot is what its owner had put there before it was sent": {
    id: 8,
    broken: (toy) => masked(toy, 1),
    // What an owner puts there afterwards looks the same: asterisks.
    held: (toy) => masked(toy, -1),
  },
  "a code counts as set, and its PIN is not on the keypad": {
    id: 8,
    broken: (toy) => {
      toy.want("ada");
      toy.believe("ada");
    },
    held: (toy) => {
      stay(toy);
      toy.jam("jammed");
      toy.clock.advance(hourMs);
    },
  },
  "a PIN goes unseen, and nobody could look before an outage was over": {
    id: 8,
    broken: (toy) => {
      stay(toy);
      toy.meet("whileActive");
      toy.lose("4821");
      toy.suffer("nothing", 20 * hourMs);
      toy.clock.advance(hourMs);
    },
    held: (toy) => {
      stay(toy);
      toy.meet("whileActive");
      toy.lose("4821");
      toy.suffer("nothing", 20 * hourMs);
      toy.clock.advance(10 * minuteMs);
      toy.hold("4821");
      toy.clock.advance(5 * hourMs);
    },
  },
  "a removal is told, and the PIN is still there": {
    id: 9,
    broken: (toy) => {
      stay(toy);
      toy.tell("ada", "removed_from_device");
    },
    held: (toy) => {
      stay(toy);
      toy.believe("ada", { status: "removing", intent: "absent", evidence: "inDoubt" });
      toy.lose("4821");
      toy.tell("ada", "removed_from_device");
      toy.forget("ada");
    },
  },
  "a code is removed whose first PIN another one has had since, and is about to give up": {
    id: 9,
    broken: (toy) => {
      passOn(toy);
      toy.believe("grace", { content: { entry: "grace", pin: "9753", name: "" }, earlier: undefined });
      toy.tell("ada", "removed_from_device");
    },
    held: (toy) => {
      passOn(toy);
      toy.tell("ada", "removed_from_device");
    },
  },
  "an error outlives the proof that the code is set": {
    id: 11,
    broken: (toy) => {
      stay(toy);
      toy.believe("ada", { failingSince: startAt });
    },
    held: (toy) => {
      stay(toy);
      toy.believe("ada", { status: "unset", evidence: "inDoubt", failingSince: startAt });
    },
  },
  "an event comes after the end": {
    id: 12,
    broken: (toy) => toy.tell("ada", "created", "deleted", "set_on_device"),
    held: (toy) => toy.tell("ada", "created", "set_on_device", "removed_from_device", "deleted"),
  },
  "other hands are blamed where there were none": {
    id: 13,
    broken: (toy) => toy.tell("ada", "created", "set_on_device", "modified_external_to_seam"),
    held: (toy) => {
      toy.suffer("forGood", 0);
      toy.tell("ada", "created", "set_on_device", "modified_external_to_seam");
    },
  },
  "other hands are blamed for a deletion in troubles, and the door still opens": {
    id: 13,
    broken: (toy) => {
      stay(toy);
      toy.sufferWhile("nothing", () =>
        toy.tell("ada", "created", "set_on_device", "deleted_external_to_seam"),
      );
    },
    held: (toy) => {
      stay(toy);
      toy.sufferWhile("nothing", () => {
        toy.lose("4821");
        toy.tell("ada", "created", "set_on_device", "deleted_external_to_seam");
      });
    },
  },
  "other hands that have been at a lock once are blamed for the deletion of what still opens it": {
    id: 13,
    broken: (toy) => {
      stay(toy);
      toy.suffer("forGood", 0);
      toy.clock.advance(20 * hourMs);
      toy.tell("ada", "created", "set_on_device", "deleted_external_to_seam");
    },
    held: (toy) => {
      stay(toy);
      toy.suffer("forGood", 0);
      toy.clock.advance(20 * hourMs);
      toy.lose("4821");
      toy.tell("ada", "created", "set_on_device", "deleted_external_to_seam");
    },
  },
  "other hands are blamed for what a lock lied about that was looked at long ago": {
    id: 13,
    broken: (toy) => {
      toy.suffer("whileActive", hourMs);
      toy.clock.advance(20 * hourMs);
      toy.tell("ada", "created", "set_on_device", "deleted_external_to_seam");
    },
    held: (toy) => {
      toy.suffer("whileActive", hourMs);
      toy.tell("ada", "created", "set_on_device", "deleted_external_to_seam");
    },
  },
  "two codes lease one slot": {
    id: 15,
    broken: (toy) => {
      stay(toy);
      stay(toy, "grace", "1234");
      toy.believe("grace", { slot: "ada".length });
    },
    held: (toy) => {
      stay(toy);
      stay(toy, "grace", "1234");
    },
  },
  "a PIN is given a second slot before the first is empty": {
    id: 15,
    broken: (toy) => {
      stay(toy);
      toy.believe("ada", { status: "removing", intent: "absent" });
      toy.believe("again", secondEntry);
    },
    held: (toy) => {
      stay(toy);
      toy.believe("ada", { status: "removing", intent: "absent" });
      toy.lose("4821");
      toy.believe("ada", { endedAt: startAt });
      toy.believe("again", secondEntry);
      // It was there after all, which is found out too late.
      toy.believe("ada", { endedAt: undefined, evidence: "inDoubt" });
    },
  },
  "a slot is given back, and the PIN is still in it": {
    id: 16,
    broken: (toy) => {
      stay(toy);
      toy.want("ada", { removal: { reason: "deleted", since: startAt } });
      toy.believe("ada", { endedAt: startAt, intent: "absent" });
    },
    held: (toy) => {
      stay(toy);
      toy.want("ada", { removal: { reason: "deleted", since: startAt } });
      toy.believe("ada", { status: "removing", intent: "absent", evidence: "inDoubt" });
      toy.lose("4821");
      toy.believe("ada", { endedAt: startAt, intent: "absent" });
      // A command that was held up on its way.
      toy.hold("4821");
    },
  },
  "two codes share a PIN": {
    id: 17,
    broken: (toy) => {
      toy.want("ada", { startsAt: later(5 * hourMs), endsAt: later(7 * hourMs) });
      toy.want("grace", { startsAt: later(6 * hourMs), endsAt: later(8 * hourMs) });
    },
    held: (toy) => {
      toy.want("ada", { startsAt: later(5 * hourMs), endsAt: later(6 * hourMs) });
      toy.want("grace", { startsAt: later(6 * hourMs), endsAt: later(8 * hourMs) });
    },
  },
  "more codes count as set than there is room for": {
    id: 18,
    broken: (toy) => {
      for (const id of ["a", "bb", "ccc", "dddd"]) stay(toy, id, `100${id.length}`);
    },
    held: (toy) => {
      for (const id of ["a", "bb", "ccc"]) stay(toy, id, `100${id.length}`);
      // Another code takes the place of one that is gone, which it takes a second look to know.
      toy.meet("whileActive");
      toy.lose("1001");
      stay(toy, "dddd", "1004");
      toy.clock.advance(minuteMs);
      toy.forget("a");
      toy.clock.advance(48 * hourMs);
    },
  },
  "an entry holds a PIN that nobody has given": {
    id: 19,
    broken: (toy) => toy.hold("7777"),
    held: (toy) => {
      toy.suffer("whileActive", 0);
      toy.hold("7777");
      toy.clock.advance(48 * hourMs);
    },
  },
  "a PIN loses its zeros": {
    id: 20,
    broken: (toy) => {
      toy.want("ada", { pin: "0047" });
      toy.hold("047");
    },
    held: (toy) => {
      toy.want("ada", { pin: "0047" });
      toy.hold("0047");
    },
  },
  "a code never comes to its lock, and does not say why": {
    id: 22,
    broken: (toy) => {
      toy.want("ada");
      toy.clock.advance(3 * hourMs);
    },
    held: (toy) => {
      toy.want("ada");
      toy.believe("ada", { status: "unset", evidence: "inDoubt", failingSince: startAt });
      toy.clock.advance(3 * hourMs);
    },
  },
  "a command leaves while another one is under way": {
    id: 23,
    broken: (toy) => {
      toy.send("one");
      toy.send("two");
    },
    held: (toy) => {
      toy.send("one");
      toy.send("one");
      toy.answer("one");
      toy.send("two");
      toy.clock.advance(hourMs);
      toy.send("three");
    },
  },
  "commands without end": {
    id: 24,
    broken: (toy) => {
      for (let count = 0; count <= commandsPerHourMax; count++) {
        toy.send(`${count}`);
        toy.answer(`${count}`);
      }
    },
    held: (toy) => {
      for (let count = 0; count <= commandsPerHourMax; count++) {
        toy.send(`${count}`);
        toy.answer(`${count}`);
        toy.clock.advance(minuteMs / 10);
      }
    },
  },
  "a movement of the bolt is told twice": {
    id: 26,
    broken: (toy) => {
      toy.unlock();
      toy.tellUnlocked("keycode");
      toy.tellUnlocked("keycode");
    },
    held: (toy) => {
      toy.unlock();
      toy.tellUnlocked("keycode");
      toy.tellUnlocked("seamapi");
      toy.unlock();
      toy.tellUnlocked("manual");
    },
  },
  "the lock keeps a window that is two hours off": {
    id: 31,
    broken: (toy) => {
      const window = { startsAt: later(5 * hourMs), endsAt: later(9 * hourMs) };
      toy.want("ada", window);
      toy.hold("4821", { startsAt: later(7 * hourMs), endsAt: later(11 * hourMs) });
      toy.believe("ada", { content: { entry: "1", pin: "4821", name: "", window } });
    },
    held: (toy) => {
      const window = { startsAt: later(5 * hourMs), endsAt: later(9 * hourMs) };
      toy.want("ada", window);
      toy.hold("4821", window);
      toy.believe("ada", { content: { entry: "1", pin: "4821", name: "", window } });
    },
  },
  "a retained message tells a PIN": {
    id: 33,
    broken: (toy) => {
      toy.want("ada");
      toy.retain('{"body":{"codes":["4821"]}}');
    },
    held: (toy) => {
      toy.want("ada");
      toy.retain('{"body":{"codes":["****"]},"sentAt":"2026-01-01T04:48:21Z"}');
    },
  },
};

describe.each(Object.entries(stories))("when %s", (_, { id, broken, held }) => {
  test(`invariant ${id} is broken`, () => {
    const toy = watchedToy();
    broken(toy);
    expect(toy.broken.map((words) => Number(words.split(" ")[0]))).toContain(id);
    for (const words of toy.broken) expect(words).not.toMatch(/4821|0047|7305|7777|1234/);
  });

  test("and what only looks like it breaks none", () => {
    const toy = watchedToy();
    held(toy);
    expect(toy.broken).toEqual([]);
  });
});

test("a schedule that is kept in steps begins with its step, and not before", () => {
  const toy = watchedToy("august", { scheduleStepMs: { value: 1_000, source: "assumed: a toy" } });
  const startsAt = later(hourMs + 700);
  toy.want("ada", { startsAt, endsAt: later(2 * hourMs) });
  toy.hold("4821", { startsAt: later(hourMs), endsAt: later(2 * hourMs) });
  toy.clock.advance(hourMs + 300);
  toy.want("ada");
  expect(toy.broken).toEqual([]);
  toy.lose("4821");
  toy.want("bea", { pin: "7305", startsAt: later(3 * hourMs + 700), endsAt: later(4 * hourMs) });
  toy.clock.advance(2 * hourMs - 301);
  toy.hold("7305");
  expect(toy.broken).toEqual([expect.stringMatching(/^2 /)]);
});

test("a code that is put off opens at its old time until the lock has heard of it, and no longer", () => {
  const window = { startsAt: later(hourMs), endsAt: later(9 * hourMs) };
  const putOff = (toy: Toy) => {
    toy.want("ada", window);
    toy.hold("4821", window);
    toy.believe("ada", { content: { entry: "ada", pin: "4821", name: "", window } });
    toy.clock.advance(hourMs - minuteMs);
    toy.want("ada", { startsAt: later(3 * hourMs) });
    toy.believe("ada", { intent: "absent", status: "removing" });
  };
  const prompt = watchedToy("august");
  putOff(prompt);
  prompt.clock.advance(14 * minuteMs);
  prompt.lose("4821");
  expect(prompt.broken).toEqual([]);
  const late = watchedToy("august");
  putOff(late);
  late.clock.advance(16 * minuteMs);
  expect(late.broken).toEqual([expect.stringMatching(/^2 /)]);
});

/** A code meets its own PIN on the lock and is then over, while the PIN stays. */
const meetsItself = (toy: Toy): void => {
  const refusal = {
    code: "duplicate_code_on_device",
    vendorCode: "pin_exists",
    retry: "whenSlotFrees",
    outcome: "notDone",
    isDuplicate: true,
    message: "",
    since: startAt,
  } as const;
  stay(toy);
  toy.believe("ada", { status: "unset", evidence: "unsent", refusal });
  toy.forget("ada");
  toy.clock.advance(hourMs);
};

test("what a service has put there that was then set back is a stranger's to it, once it stands in its way", () => {
  const setBack = watchedToy();
  setBack.takeBack();
  meetsItself(setBack);
  expect(setBack.broken).toEqual([]);
  const remembering = watchedToy();
  meetsItself(remembering);
  expect(remembering.broken).toEqual([expect.stringMatching(/^1 /)]);
});

test("a PIN is remembered when its code is gone if it was ever on its way to the door, and nobody's otherwise", () => {
  const toy = watchedToy();
  toy.want("ada", { pin: "4821" });
  toy.want("grace", { pin: "9753" });
  toy.believe("grace", { status: "setting", evidence: "unsent" });
  toy.forget("ada");
  toy.forget("grace");
  toy.hold("9753");
  expect(toy.broken).toEqual([]);
  toy.hold("4821");
  expect(toy.broken).toEqual([expect.stringMatching(/^19 /)]);
});

test("a fault that hits single commands excuses what follows them, and nothing hours later", () => {
  const toy = watchedToy();
  stay(toy);
  toy.forget("ada");
  toy.meet("nothing");
  toy.clock.advance(20 * minuteMs);
  expect(toy.broken, "soon after it").toEqual([]);
  toy.clock.advance(hourMs);
  expect(toy.broken).toHaveLength(1);
});

test("there are 33, each with one who sees to it, and every live one has its story", () => {
  expect(allInvariants.map(({ id }) => id)).toEqual(Array.from({ length: 33 }, (_, index) => index + 1));
  const live = allInvariants.filter(({ kept }) => kept === "live").map(({ id }) => id);
  expect([...new Set(Object.values(stories).map(({ id }) => id))].sort((one, other) => one - other)).toEqual(
    live,
  );
});
