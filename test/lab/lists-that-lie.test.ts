import { describe, expect, test } from "vitest";
import { expectWell, inHours } from "../support/conditions.ts";
import { inLab, type LabStory } from "../support/lab-story.ts";

test("a list that is empty for hours looks as if other hands had been there, and the code counts as set again after it", () =>
  inLab("august", async (story) => {
    const { lab, lock } = story;
    const id = await story.createSet("4821");
    lab.inject({ kind: "cloud.emptyList", target: lock.target, for: "1d" });
    await lab.advance("1d");
    expect(await story.events(id)).toContain("deleted_external_to_seam");
    await lab.advance("1d");
    expect(await story.status(id)).toBe("set");
    expect(lock.opensWith("4821")).toBe(true);
  }));

test("a list that is empty once makes nobody believe that a code is gone", () =>
  inLab("august", async (story) => {
    const { lab, lock } = story;
    const id = await story.createSet("4821");
    lab.inject({ kind: "cloud.emptyList", target: lock.target, when: { nth: 1 }, for: "1d" });
    await lab.advance("1d");
    expect(await story.events(id)).toEqual(["created", "set_on_device"]);
  }));

test("a code that an empty list has hidden for a day loses its old PIN when it gets another", () =>
  inLab("ttlock", async (story) => {
    const { lab, lock } = story;
    const id = await story.createSet("4821", { is_external_modification_allowed: true });
    lab.inject({ kind: "cloud.emptyList", target: lock.target, for: "30h" });
    await lab.advance("26h");
    await story.update(id, { code: "9753" });
    await lab.advance("1d");
    expect(story.pins()).toEqual(["9753"]);
    await expectWell(story, id, "9753");
  }));

test.each([true, false])(
  "a list that is empty while a code gets another PIN takes its old one from nobody (others may change it: %s)",
  (isAllowed) =>
    inLab("august", async (story) => {
      const { lab, lock } = story;
      const id = await story.createSet("4821", { is_external_modification_allowed: isAllowed });
      // The new PIN is under way when the list begins to lie.
      const match = { command: "pin.put" };
      lab.inject({
        kind: "cloud.emptyList",
        target: lock.target,
        when: { after: { event: "command", match } },
        for: "30m",
      });
      await story.update(id, { code: "9753" });
      while (lock.opensWith("4821")) {
        await lab.advance("1s");
        if ((await story.status(id)) === "set") break;
      }
      expect(await story.status(id), "before the old one goes").toBe("set");
      await lab.advance("1h");
      expect(story.pins()).toEqual(["9753"]);
      await expectWell(story, id, "9753");
    }),
);

test("a list that was empty from the start takes a PIN from nobody before the next one is set", () =>
  inLab("august", async (story) => {
    const { lab, lock } = story;
    lab.inject({ kind: "cloud.emptyList", target: lock.target, for: "30m" });
    const id = await story.create("4821");
    await story.until(async () => lock.opensWith("4821"), "1m");
    await story.update(id, { code: "9753" });
    await story.until(async () => !lock.opensWith("4821"), "1h");
    expect(await story.status(id)).toBe("set");
    await lab.advance("1h");
    expect(story.pins()).toEqual(["9753"]);
    await expectWell(story, id, "9753");
  }));

/** A code with whatever PIN Salto has made for it, which is set; its id and the PIN. */
async function createAtSalto(story: LabStory): Promise<[string, string]> {
  const { access_code } = await story.lab.request("/access_codes/create", {
    device_id: story.lock.deviceId,
    name: "Ada",
  });
  const id: string = access_code.access_code_id;
  await story.until(async () => (await story.status(id)) === "set", "15m");
  return [id, (await story.code(id)).code];
}

test("a list that is empty once makes nobody believe that a code is off the lock", () =>
  inLab("salto-ks", async (story) => {
    const { lab, lock } = story;
    const [id, pin] = await createAtSalto(story);
    lab.inject({ kind: "lock.offline", target: lock.target, for: "10m" });
    await story.delete(id);
    lab.inject({ kind: "cloud.emptyList", target: lock.target, when: { skip: 1, count: 1 }, for: "1h" });
    await lab.advance("5m");
    expect(lock.opensWith(pin), "the lock has not heard of it").toBe(true);
    expect(await story.status(id)).toBe("removing");
    await lab.advance("1h");
    expect(await story.status(id)).toBe("gone");
    expect(story.pins()).toEqual([]);
  }));

test("nor a list that is empty for minutes, where it had shown the owner's users", () =>
  inLab("salto-ks", async (story) => {
    const { lab, lock } = story;
    const [id, pin] = await createAtSalto(story);
    await lock.edit({ action: "add_code", code: "975310", name: "Cleaner" });
    await lab.advance("10m");
    lab.inject({ kind: "lock.offline", target: lock.target, for: "30m" });
    await story.delete(id);
    lab.inject({ kind: "cloud.emptyList", target: lock.target, match: { command: "users" }, for: "20m" });
    await lab.advance("25m");
    expect(lock.opensWith(pin), "the lock has not heard of it").toBe(true);
    expect(await story.status(id)).toBe("removing");
    await lab.advance("1h");
    expect(await story.status(id)).toBe("gone");
    expect(story.pins()).toEqual(["975310"]);
  }));

test("where the owner has taken off the last other code, an empty list is believed within two hours", () =>
  inLab("salto-ks", async (story) => {
    const { lab, lock } = story;
    const [id] = await createAtSalto(story);
    await lock.edit({ action: "add_code", code: "975310", name: "Cleaner" });
    await lab.advance("10m");
    await story.delete(id);
    await lock.edit({ action: "remove_code", code: "975310" });
    await story.until(async () => (await story.status(id)) === "gone", "120m");
    expect(story.pins()).toEqual([]);
  }));

test("a list of Salto's that is empty for hours gives nobody another PIN", () =>
  inLab("salto-ks", async (story) => {
    const { lab, lock } = story;
    const [id, pin] = await createAtSalto(story);
    lab.inject({ kind: "cloud.emptyList", target: lock.target, for: "1d" });
    await lab.advance("1d");
    expect(story.pins()).toEqual([pin]);
    expect(await story.events(id)).toEqual(["created", "set_on_device"]);
    await lab.advance("1h");
    await expectWell(story, id, pin);
  }));

test("nor to whom a PIN was just made", () =>
  inLab("salto-ks", async (story) => {
    const { lab, lock } = story;
    lab.inject({ kind: "cloud.emptyList", target: lock.target, for: "2h" });
    const { access_code } = await lab.request("/access_codes/create", {
      device_id: lock.deviceId,
      name: "Ada",
    });
    const id: string = access_code.access_code_id;
    await story.until(async () => story.pins().length > 0, "15m");
    const [pin = ""] = story.pins();
    await lab.advance("1h");
    expect(story.pins()).toEqual([pin]);
    expect(await story.status(id)).toBe("setting");
    await lab.advance("2h");
    expect(story.pins()).toEqual([pin]);
    await expectWell(story, id, pin);
  }));

test.each(["august", "wyze"])(
  "a code that %s's list has not shown is taken off the lock all the same",
  (vendor) =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      lab.inject({
        kind: "cloud.emptyList",
        target: lock.target,
        when: { after: { event: "command", delay: "1s" } },
        for: "5m",
      });
      const id = await story.create("4821");
      await story.until(async () => lock.opensWith("4821"), "1m");
      await lab.advance("1m");
      expect(await story.status(id), "the list lies").not.toBe("set");
      await story.delete(id);
      await lab.advance("1h");
      expect(await story.status(id)).toBe("gone");
      expect(lock.opensWith("4821")).toBe(false);
    }),
);

test("a code that is deleted while it is being added is taken off, however far behind the list is", async () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    await inLab(
      "schlage",
      async (story) => {
        const id = await story.create("4821");
        await story.lab.advance("4s");
        await story.delete(id);
        await story.lab.advance("1h");
        expect(await story.status(id)).toBe("gone");
        expect(story.lock.opensWith("4821")).toBe(false);
      },
      { seed },
    );
  }
});

test("a list that lags behind an addition does not make the service ask without end", () =>
  inLab(
    "wyze",
    async (story) => {
      const { lab, lock } = story;
      lab.inject({
        kind: "cloud.eventual",
        target: lock.target,
        params: { lag: "60s" },
        when: { after: { event: "command", delay: "425ms" } },
        for: "36s",
      });
      const [starts_at, ends_at] = [5, 53].map((hours) =>
        new Date(story.now + hours * 3_600_000).toISOString(),
      );
      const id = await story.create("4821", { starts_at, ends_at });
      await lab.advance("6h");
      expect(await story.status(id)).toBe("set");
      expect(story.pins()).toEqual(["4821"]);
    },
    { seed: 3 },
  ));

/** From now on the vendor's list tells of what was so long before. */
const lag = ({ lab, lock }: LabStory, by: string) =>
  lab.inject({ kind: "cloud.eventual", target: lock.target, params: { lag: by }, for: "1h" });

/** Waits until the code is set, and returns what else it was on the way there. */
async function shownUntilSet(story: LabStory, id: string): Promise<string[]> {
  const shown = new Set<string>();
  await story.until(async () => {
    const { status, errors } = await story.code(id);
    if (status !== "set") shown.add(status);
    for (const { error_code } of errors) shown.add(error_code);
    return status === "set";
  }, "15m");
  return [...shown];
}

describe.each(["60s", "100s", "4m"])("a list of Wyze's that lags %s", (by) => {
  test("shows our own code late, which is known again, and is no duplicate in the meantime", () =>
    inLab("wyze", async (story) => {
      lag(story, by);
      const id = await story.create("4821");
      expect(await shownUntilSet(story, id)).toEqual(["setting"]);
      await expectWell(story, id, "4821");
      expect(story.pins()).toEqual(["4821"]);
      expect(await story.events(id)).toEqual(["created", "set_on_device"]);
    }));

  test("also where the answer to the addition is lost, and the name is refused to a second one", () =>
    inLab("wyze", async (story) => {
      lag(story, by);
      const match = { command: "pwd.operations.add" };
      story.lab.inject({
        kind: "lock.replyLost",
        target: story.lock.target,
        match,
        when: { nth: 1 },
        for: "1h",
      });
      const id = await story.create("4821");
      await shownUntilSet(story, id);
      await expectWell(story, id, "4821");
      expect(story.pins()).toEqual(["4821"]);
    }));

  test("makes nobody stand before the door with neither PIN while one is changed", () =>
    inLab("wyze", async (story) => {
      const { lab, lock } = story;
      const id = await story.createSet("4821");
      lag(story, by);
      await story.update(id, { code: "9753" });
      for (let minute = 0; minute < 90; minute++) {
        await lab.advance("1m");
        expect(lock.opensWith("4821") || lock.opensWith("9753"), `after ${minute} minutes`).toBe(true);
      }
      await expectWell(story, id, "9753");
    }));
});

test("a name that somebody has taken a moment ago makes theirs no code of ours", () =>
  inLab("wyze", async (story) => {
    const { lab, lock } = story;
    await story.createSet("9753", { name: "Bob" });
    await lock.edit({ action: "add_code", code: "1086", name: "Ada" });
    const id = await story.create("4821", { name: "Ada" });
    await lab.advance("1h");
    expect(await story.code(id)).toMatchObject({
      status: "unset",
      errors: [{ error_code: "wyze_duplicate_code_name" }],
    });
    await lock.edit({ action: "remove_code", code: "1086" });
    await shownUntilSet(story, id);
    await expectWell(story, id, "4821");
  }));

test("a list of Salto's that lags makes nobody have a second user, and with it another PIN", () =>
  inLab("salto-ks", async (story) => {
    lag(story, "60s");
    const { access_code } = await story.lab.request("/access_codes/create", {
      device_id: story.lock.deviceId,
      name: "Ada",
    });
    const id: string = access_code.access_code_id;
    await story.until(async () => story.pins().length > 0, "15m");
    const told = story.pins();
    await shownUntilSet(story, id);
    await story.lab.advance("1h");
    expect(story.pins()).toEqual(told);
    await expectWell(story, id, told[0] ?? "");
  }));

test("a list of Wyze's that shows once what stood there before a change was not edited by anybody", () =>
  inLab("wyze", async (story) => {
    const { lab, lock } = story;
    const id = await story.createSet("4821");
    lab.inject({
      kind: "cloud.eventual",
      target: lock.target,
      match: { command: "pwd" },
      params: { lag: "60s" },
      when: { nth: 2 },
      for: "1h",
    });
    await story.update(id, { code: "9753" });
    await story.until(async () => (await story.status(id)) === "setting", "1m");
    await story.until(async () => (await story.status(id)) === "set", "15m");
    await lock.edit({ action: "add_code", code: "1086", name: "Bob" });
    await lab.advance("1h");
    expect(await story.events(id)).toEqual(["created", "set_on_device", "changed", "set_on_device"]);
    await expectWell(story, id, "9753");
  }));

test("an edit by other hands is told of when the list has had its time after our own change", () =>
  inLab("wyze", async (story) => {
    const { lab, lock } = story;
    const id = await story.createSet("4821");
    await lock.edit({ action: "change_code", code: "4821", newCode: "1086" });
    await lab.advance("5m");
    expect(await story.events(id)).toContain("modified_external_to_seam");
    await lab.advance("1h");
    await expectWell(story, id, "4821");
  }));

test.each(["lockly", "wyze", "ttlock"])(
  "a code that %s's list has hidden for hours is known for ours when it is shown again, and can be deleted",
  (vendor) =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      const id = await story.createSet("482135");
      lab.inject({ kind: "cloud.emptyList", target: lock.target, for: "8h" });
      await lab.advance("20h");
      await expectWell(story, id, "482135");
      expect(story.pins()).toEqual(["482135"]);
      await story.delete(id);
      await lab.advance("1h");
      expect(await story.status(id)).toBe("gone");
      expect(story.pins()).toEqual([]);
    }),
);

test.each(["wyze", "schlage", "ttlock"])(
  "a code that %s's list has hidden while other times were asked for is found again, and gets them without end of looking",
  (vendor) =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      lab.inject({ kind: "cloud.emptyList", target: lock.target, for: "1h" });
      const id = await story.create("4821");
      await story.until(async () => story.pins().length > 0, "5m");
      await lab.advance("5m");
      await story.update(id, { starts_at: inHours(story, 2), ends_at: inHours(story, 50) });
      await lab.advance("1h");
      const shownAgainAt = lab.now;
      await lab.advance("12h");
      await expectWell(story, id, "4821");
      expect(story.pins()).toEqual(["4821"]);
      expect((await story.commands(shownAgainAt)).length).toBeLessThan(40);
      await lab.advance("2d");
      expect(lock.opensWith("4821")).toBe(false);
    }),
);

const nameOnLock = ({ lock }: LabStory) => lock.inspect().slots.map(({ name }) => name);

test.each(["wyze", "ttlock"])(
  "a code that %s's list has hidden while it was renamed is found again, and gets the new name",
  (vendor) =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      lab.inject({ kind: "cloud.emptyList", target: lock.target, for: "1h" });
      const id = await story.create("4821", { name: "Ada" });
      await story.until(async () => story.pins().length > 0, "5m");
      await lab.advance("5m");
      await story.update(id, { name: "Grace" });
      await lab.advance("12h");
      await expectWell(story, id, "4821");
      expect(nameOnLock(story)).toEqual(["Grace"]);
    }),
);

test.each([
  ["wyze", "pwd.operations.update"],
  ["ttlock", "keyboardPwd/change"],
])("a new name that %s takes and does not pass on is sent again", (vendor, command) =>
  inLab(vendor, async (story) => {
    const { lab, lock } = story;
    const id = await story.createSet("4821", { name: "Ada" });
    const once = { match: { command }, when: { nth: 1 }, for: "1h" };
    lab.inject({ kind: "lock.ackNoEffect", target: lock.target, ...once });
    await story.update(id, { name: "Grace" });
    await story.until(
      async () => (await story.status(id)) === "set" && nameOnLock(story)[0] === "Grace",
      "15m",
    );
    await expectWell(story, id, "4821");
  }),
);

test("a code of Wyze's whose addition nobody has answered, and whose PIN its owner changes before a list has shown it, is made anew", () =>
  inLab("wyze", async (story) => {
    const { lab, lock } = story;
    const match = { command: "pwd.operations.add" };
    lab.inject({ kind: "lock.replyLost", target: lock.target, match, when: { nth: 1 }, for: "1h" });
    const id = await story.create("4821");
    await story.until(async () => lock.opensWith("4821"), "1m");
    await lock.edit({ action: "change_code", code: "4821", newCode: "7305" });
    await lab.advance("20m");
    await expectWell(story, id, "4821");
    expect(story.pins()).toEqual(["4821"]);
  }));

/** What puts a PIN on the lock at vendors that tell its key in their answer, or on their list alone. */
const additions = {
  igloohome: "jobs.post",
  lockly: "accessCode.add",
  schlage: "addaccesscode",
  ttlock: "keyboardPwd/add",
  wyze: "pwd.operations.add",
};

describe.each(Object.entries(additions))("a list of %s's that shows nothing", (vendor, command) => {
  const createUnanswered = (story: LabStory, kind: string): Promise<string> => {
    story.lab.inject({ kind, target: story.lock.target, match: { command }, for: "3m" });
    return story.create(vendor === "lockly" ? "482135" : "4821");
  };

  test("is not believed of a code that nobody has told of, for as long as the outage lasts that hides it", () =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      const id = await createUnanswered(story, "lock.replyLost");
      lab.inject({ kind: "cloud.emptyList", target: lock.target, for: "35m" });
      await story.until(async () => story.pins().length > 0, "2m");
      await story.delete(id);
      await lab.advance("30m");
      expect(await story.status(id)).toBe("removing");
      await story.until(async () => (await story.status(id)) === "gone", "40m");
      expect(story.pins()).toEqual([]);
    }));

  test("is believed at last of a code that never came to the lock", () =>
    inLab(vendor, async (story) => {
      const id = await createUnanswered(story, "lock.noReply");
      await story.lab.advance("20s");
      await story.delete(id);
      await story.until(async () => (await story.status(id)) === "gone", "90m");
      expect(story.pins()).toEqual([]);
    }));
});
