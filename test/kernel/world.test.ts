import { setTimeout as sleepPatched } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NodeCrashed, World } from "../../src/kernel/world.ts";

const startAt = Date.UTC(2026, 2, 8, 10);
const newWorld = (seed = 1) => new World({ seed, startAt });

/** A world in which three nodes keep each other busy over the network, with third-party style timers and chance. */
async function runBusyWorld(seed: number): Promise<World> {
  const world = newWorld(seed);
  const names = ["one", "two", "three"];
  world.network.listen("three", (stream) => {
    stream.on("data", (bytes: Buffer) => setTimeout(() => stream.write(bytes), Math.random() * 50));
  });
  for (const name of names) {
    const node = world.node(name);
    const random = world.random(`work/${name}`);
    node.run(() => {
      const stream = name === "three" ? undefined : world.network.connect(name, "three");
      stream?.on("data", (bytes: Buffer) => world.trace.note("heard", bytes.toString("hex")));
      const work = () => {
        world.trace.note("work", `${world.ids.uuid()} ${Date.now()}`);
        stream?.write(random.bytes(4));
        if (world.now < startAt + 5000) node.clock.setTimeout(work, random.int(0, 100));
      };
      work();
    });
  }
  await world.runFor(10_000);
  return world;
}

describe("determinism", () => {
  test("the same seed gives the same digest and the same draws, with another world in between", async () => {
    const first = await runBusyWorld(7);
    const other = await runBusyWorld(8);
    const second = await runBusyWorld(7);
    expect(first.eventCount).toBeGreaterThan(300);
    expect(second.digest).toBe(first.digest);
    expect(second.draws()).toEqual(first.draws());
    expect(other.digest).not.toBe(first.digest);
  });

  test("worlds that run at the same time do not disturb each other", async () => {
    const alone = await runBusyWorld(3);
    const together = await Promise.all([runBusyWorld(3), runBusyWorld(4), runBusyWorld(3)]);
    expect(together[0].digest).toBe(alone.digest);
    expect(together[2].digest).toBe(alone.digest);
  });

  test("ids do not repeat after a restart with the next boot count", () => {
    const ids = (bootCount: number) => {
      const world = new World({ seed: 1, startAt, bootCount });
      return Array.from({ length: 100 }, () => world.ids.uuid());
    };
    expect(ids(0)).toEqual(ids(0));
    expect(new Set([...ids(0), ...ids(1), ...ids(2)]).size).toBe(300);
  });
});

describe("order", () => {
  test("at one instant a node's events keep their order, and different seeds shuffle the nodes", async () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const world = newWorld(seed);
      const seen: string[] = [];
      for (let turn = 0; turn < 3; turn++) {
        for (const name of ["a", "b", "c"]) {
          world.node(name).clock.setTimeout(() => seen.push(`${name}${turn}`), 100);
        }
      }
      await world.runFor(100);
      for (const name of ["a", "b", "c"]) {
        expect(seen.filter((entry) => entry.startsWith(name))).toEqual([`${name}0`, `${name}1`, `${name}2`]);
      }
      orders.add(seen.filter((entry) => entry.endsWith("0")).join());
    }
    expect(orders.size).toBe(6);
  });

  test("timers fire in the order of their instants, whatever the order of setting", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 200 }), async (delays) => {
        const world = newWorld();
        const fired: number[] = [];
        for (const delay of delays) {
          world.node("a").clock.setTimeout(() => {
            expect(world.now).toBe(startAt + delay);
            fired.push(delay);
          }, delay);
        }
        await world.runFor(5000);
        expect(fired).toEqual([...delays].sort((one, other) => one - other));
      }),
      { numRuns: 30 },
    );
  });

  test("time does not move before ticks, promises and immediates have run out", async () => {
    const world = newWorld();
    const node = world.node("a");
    const instants: number[] = [];
    node.clock.setTimeout(() => {
      const dig = async (depth: number): Promise<void> => {
        instants.push(Date.now());
        if (depth === 0) return;
        await null;
        await new Promise<void>((resolve) => process.nextTick(resolve));
        await new Promise<void>((resolve) => setImmediate(resolve));
        await new Promise<void>((resolve) => queueMicrotask(resolve));
        await dig(depth - 1);
      };
      void dig(50);
    }, 10);
    const next = new Promise<number>((resolve) => {
      node.clock.setTimeout(() => resolve(instants.length), 11);
    });
    await world.runFor(20);
    expect(await next).toBe(51);
    expect(new Set(instants)).toEqual(new Set([startAt + 10]));
  });
});

describe("the end of an instant", () => {
  test("comes when all is done at it, and what is planned then comes in its time", async () => {
    const world = newWorld();
    const seen: string[] = [];
    const note = (what: string) => () => void seen.push(`${what} ${world.now - startAt}`);
    const onlooker = world.node("onlooker");
    const { clock } = world.node("a");
    clock.setTimeout(() => {
      note("event")();
      onlooker.atInstantEnd(() => {
        note("end")();
        onlooker.clock.setTimeout(note("planned"), 5);
      });
      clock.setTimeout(note("follows"), 0);
      setImmediate(note("immediate"));
    }, 10);
    clock.setTimeout(note("later"), 20);
    await world.runFor(17);
    expect(seen).toEqual(["event 10", "immediate 10", "follows 10", "end 10", "planned 15"]);
    expect(world.now - startAt).toBe(17);
    await world.runFor(10);
    expect(seen.at(-1)).toBe("later 20");
  });

  test("is not told to a node that has crashed meanwhile", async () => {
    const world = newWorld();
    const seen: string[] = [];
    const node = world.node("a");
    node.clock.setTimeout(() => {
      node.atInstantEnd(() => seen.push("dead"));
      world.node("b").clock.setTimeout(() => world.crash("a"), 0);
    }, 10);
    await world.runFor(20);
    expect(seen).toEqual([]);
  });

  test("an error then is the world's, and who has entered is not answered before it", async () => {
    const world = newWorld();
    const entered = world.enter("a", () => {
      world.node("onlooker").atInstantEnd(() => {
        throw new Error("broken");
      });
    });
    await expect(entered).rejects.toThrow("broken");
    await expect(world.runFor(1)).rejects.toThrow("broken");
  });
});

describe("timers", () => {
  test("the clock port takes delays beyond 2^31 ms; the patched global imitates Node and fires after 1 ms", async () => {
    const world = newWorld();
    const delayMs = 2 ** 31 + 5;
    const fired: [string, number][] = [];
    const node = world.node("a");
    node.clock.setTimeout(() => fired.push(["port", world.now - startAt]), delayMs);
    node.run(() => setTimeout(() => fired.push(["global", world.now - startAt]), delayMs));
    await world.runFor(2 ** 32);
    expect(fired).toEqual([
      ["global", 1],
      ["port", delayMs],
    ]);
  });

  test("a cleared timer does not fire, by handle or by number", async () => {
    const world = newWorld();
    const fired: string[] = [];
    const node = world.node("a");
    node.clock.clearTimeout(node.clock.setTimeout(() => fired.push("port"), 5));
    node.clock.clearTimeout(undefined);
    node.run(() => {
      clearTimeout(setTimeout(() => fired.push("handle"), 5));
      clearTimeout(Number(setTimeout(() => fired.push("number"), 5)));
      clearImmediate(setImmediate(() => fired.push("immediate")));
      const interval = setInterval(() => {
        fired.push(`tick ${world.now - startAt}`);
        if (fired.length === 3) clearInterval(interval);
      }, 10);
      const refreshed = setTimeout(() => fired.push("refreshed"), 60);
      setTimeout(() => refreshed.refresh(), 50);
    });
    await world.runFor(105);
    expect(fired).toEqual(["tick 10", "tick 20", "tick 30"]);
    await world.runFor(5);
    expect(fired).toContain("refreshed");
  });

  test("node:timers/promises sleeps in the world's time, and can be broken off", async () => {
    const world = newWorld();
    const controller = new AbortController();
    const slept = world.enter("a", async () => {
      await sleepPatched(3_600_000);
      return Date.now();
    });
    const aborted = world.enter("a", () => sleepPatched(1000, undefined, { signal: controller.signal }));
    const outcome = expect(aborted).rejects.toMatchObject({ name: "AbortError" });
    world.node("a").clock.setTimeout(() => controller.abort(), 500);
    await world.runFor(3_600_000);
    expect(await slept).toBe(startAt + 3_600_000);
    await outcome;
  });
});

describe("crash", () => {
  test("takes the node's timers, intervals and immediates, and nobody else's", async () => {
    const world = newWorld();
    const seen: string[] = [];
    world.node("environment").clock.setTimeout(() => {
      // In the crash's own instant the victim has an immediate waiting.
      world.node("service").run(() => setImmediate(() => seen.push("immediate")));
      world.crash("service");
    }, 50);
    world.node("environment").clock.setTimeout(() => seen.push("environment"), 100);
    world.node("service").clock.setTimeout(() => seen.push("port"), 100);
    world.node("service").run(() => {
      setTimeout(() => seen.push("timer"), 100);
      setInterval(() => seen.push("interval"), 70);
    });
    await world.runFor(1000);
    expect(seen).toEqual(["environment"]);
  });

  test("the next incarnation lives, and the dead one can do nothing any more", async () => {
    const world = newWorld();
    const seen: string[] = [];
    const dead = world.node("service");
    world.crash("service");
    expect(dead.alive).toBe(false);
    expect(() => dead.run(() => {})).toThrow(/crashed/);
    dead.clock.setTimeout(() => seen.push("dead"), 10);
    expect(world.node("service")).not.toBe(dead);
    world.node("service").clock.setTimeout(() => seen.push("alive"), 10);
    await world.runFor(100);
    expect(seen).toEqual(["alive"]);
  });

  test("promises of the dead incarnation settle nothing, and its late errors are of no consequence", async () => {
    const world = newWorld();
    let reached = false;
    const visit = world.enter("service", async () => {
      await sleepPatched(100);
      reached = true;
    });
    const outcome = expect(visit).rejects.toBeInstanceOf(NodeCrashed);
    const lastAct = world.enter("service", () => {
      process.nextTick(() => {
        throw new Error("nobody listens");
      });
      world.crash("service");
    });
    await expect(lastAct).rejects.toBeInstanceOf(NodeCrashed);
    await world.runFor(1000);
    await outcome;
    expect(reached).toBe(false);
  });
});

describe("pause", () => {
  /** What the paused node does and when, in seconds from the start. */
  function watched() {
    const world = newWorld();
    const done: string[] = [];
    const note = (what: string) => done.push(`${what} ${(world.now - startAt) / 1000}`);
    return { world, done, note };
  }

  test("what is to happen in a paused node waits and comes in a burst, in the order of its times", async () => {
    const { world, done, note } = watched();
    const { clock } = world.node("sleeper");
    clock.setTimeout(() => note("second"), 3000);
    clock.setTimeout(() => note("first"), 2000);
    clock.setTimeout(() => note("third"), 20_000);
    world.node("other").clock.setTimeout(() => note("other"), 2500);
    world.pause("sleeper");
    await world.runFor(10_000);
    expect(done).toEqual(["other 2.5"]);
    world.resume("sleeper");
    await world.runFor(20_000);
    expect(done).toEqual(["other 2.5", "first 10", "second 10", "third 20"]);
  });

  test("a timer that is cancelled after the pause never fires, though its time came in it", async () => {
    const { world, done, note } = watched();
    const { clock } = world.node("sleeper");
    const doomed = clock.setTimeout(() => note("doomed"), 1000);
    clock.setTimeout(() => clock.clearTimeout(doomed), 500);
    world.pause("sleeper");
    await world.runFor(2000);
    world.resume("sleeper");
    await world.runFor(2000);
    expect(done).toEqual([]);
    expect(world.nextEventAt).toBeUndefined();
  });

  test("a crash ends the pause, and with it all that waited", async () => {
    const { world, done, note } = watched();
    world.node("sleeper").clock.setTimeout(() => note("dead"), 1000);
    world.pause("sleeper");
    await world.runFor(2000);
    world.crash("sleeper");
    world.resume("sleeper");
    world.node("sleeper").clock.setTimeout(() => note("alive"), 1000);
    await world.runFor(2000);
    expect(done).toEqual(["alive 3"]);
  });

  test("who asks a paused node is answered when it goes on", async () => {
    const { world } = watched();
    world.pause("sleeper");
    const answer = world.enter("sleeper", () => world.now);
    await world.runFor(5000);
    world.resume("sleeper");
    await world.runFor(0);
    expect(await answer).toBe(startAt + 5000);
  });
});

describe("from outside", () => {
  test("what enters runs on its node at the current instant, and its answer or error comes back", async () => {
    const world = newWorld();
    await world.runFor(1234);
    expect(await world.enter("service", () => Date.now())).toBe(startAt + 1234);
    await expect(world.enter("service", () => Promise.reject(new Error("refused")))).rejects.toThrow(
      "refused",
    );
    await expect(
      world.enter("service", () => {
        throw new Error("thrown");
      }),
    ).rejects.toThrow("thrown");
    // An answer that is an error is no failure of the world.
    await world.runFor(1);
  });

  test("entering while the world runs is served in between, at the instant that it has come to", async () => {
    const world = newWorld();
    const node = world.node("a");
    const beat = () => void node.clock.setTimeout(beat, 1);
    beat();
    const run = world.runFor(20_000);
    const instants: number[] = [];
    for (let visit = 0; visit < 20; visit++) {
      instants.push(await world.enter("service", () => Date.now()));
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    await run;
    expect(instants).toEqual([...instants].sort((one, other) => one - other));
    expect(instants.at(-1)).toBeGreaterThan(instants[0] as number);
    expect(world.now).toBe(startAt + 20_000);
  });

  test("the answer comes when all that followed at that instant has settled", async () => {
    const world = newWorld();
    const seen: string[] = [];
    await world.enter("a", () => {
      setImmediate(() => {
        seen.push("immediate");
        void Promise.resolve().then(() => setImmediate(() => seen.push("second")));
        world.node("b").clock.setTimeout(() => seen.push("event without delay"), 0);
      });
    });
    expect(seen.sort()).toEqual(["event without delay", "immediate", "second"]);
  });

  test("runWhile goes event by event, through idle time, and stops at once when nothing is waited for", async () => {
    const world = newWorld();
    let done = false;
    world.node("a").clock.setTimeout(() => {
      done = true;
    }, 86_400_000);
    world.node("a").clock.setTimeout(() => {}, 86_400_001);
    await world.runWhile(() => !done, 7 * 86_400_000);
    expect(world.now).toBe(startAt + 86_400_000);
    await world.runWhile(() => true, 5000);
    expect(world.now).toBe(startAt + 86_405_000);
  });

  test("runs that overlap each end at their own instant", async () => {
    const world = newWorld();
    const ends: number[] = [];
    const run = async (ms: number) => {
      await world.runFor(ms);
      ends.push(world.now - startAt);
    };
    await Promise.all([run(300), run(100), run(200)]);
    expect(ends).toEqual([100, 200, 300]);
  });

  test("code of the world may itself wait for the world to run", async () => {
    const world = newWorld();
    let settled = false;
    world.node("lock").clock.setTimeout(() => {
      settled = true;
    }, 2500);
    const answer = await world.enter("service", async () => {
      await world.runWhile(() => !settled, 10_000);
      return Date.now();
    });
    expect(answer).toBe(startAt + 2500);
  });

  test("whoever has run the world as far as he wanted waits there for what is outside", async () => {
    const world = newWorld();
    let isBack = false;
    world.node("service").clock.setTimeout(() => {
      void world.leave(async () => {
        await new Promise<void>((resolve) => setTimeout(resolve, 20));
        isBack = true;
      });
    }, 100);
    await world.runFor(100);
    expect(isBack).toBe(true);
    expect(world.now).toBe(startAt + 100);
  });

  test("a world that keeps up with the wall clock does so while code of it is outside", async () => {
    const world = newWorld();
    let comeBack: () => void = () => {};
    const away = new Promise<void>((resolve) => {
      comeBack = resolve;
    });
    const left = world.enter("service", () => {
      void world.leave(() => away);
    });
    await left;
    await world.keepUp(startAt + 5000);
    expect(world.now).toBe(startAt + 5000);
    comeBack();
  });

  test("time stands still while code of the world is outside, and visitors are served meanwhile", async () => {
    const world = newWorld();
    const seen: string[] = [];
    let arrived: () => void = () => {};
    const request = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    world.node("service").clock.setTimeout(() => {
      void world
        .leave(async () => {
          arrived();
          // Real time: outside, `setTimeout` is Node's own.
          await new Promise<void>((resolve) => setTimeout(resolve, 20));
          return "delivered";
        })
        .then((result) => seen.push(`${result} at ${Date.now() - startAt}`));
    }, 100);
    world.node("service").clock.setTimeout(() => seen.push("later"), 101);
    const run = world.runFor(1000);
    await request;
    seen.push(`visit at ${(await world.enter("service", () => Date.now())) - startAt}`);
    await run;
    expect(seen).toEqual(["visit at 100", "delivered at 100", "later"]);
  });
});

describe("failure", () => {
  const ways: Record<string, () => void> = {
    "thrown in an event": () => {
      throw new Error("broken");
    },
    "thrown in an immediate": () =>
      void setImmediate(() => {
        throw new Error("broken");
      }),
    "thrown in a tick": () =>
      process.nextTick(() => {
        throw new Error("broken");
      }),
    "rejected and not handled": () => void Promise.reject(new Error("broken")),
    "thrown in a patched timer": () =>
      void setTimeout(() => {
        throw new Error("broken");
      }, 10),
  };
  for (const [way, breakIt] of Object.entries(ways)) {
    test(`an error ${way} is the world's, for whoever runs or enters it`, async () => {
      const world = newWorld();
      const untouched = newWorld();
      world.node("a").clock.setTimeout(breakIt, 10);
      const waiting = world.enter("b", () => new Promise(() => {}));
      const waitingOutcome = expect(waiting).rejects.toThrow("broken");
      await expect(world.runFor(1000)).rejects.toThrow("broken");
      await waitingOutcome;
      await expect(world.runFor(1)).rejects.toThrow("broken");
      await expect(world.enter("a", () => {})).rejects.toThrow("broken");
      await untouched.runFor(1000);
    });
  }

  test("events that follow each other without time are a failure, not an endless loop", async () => {
    const world = newWorld();
    const node = world.node("a");
    const again = () => void node.clock.setTimeout(again, 0);
    again();
    await expect(world.runFor(1)).rejects.toThrow(/never end/);
  });

  test("a closed world tells whoever waits, and does nothing more", async () => {
    const world = newWorld();
    const seen: string[] = [];
    world.node("a").clock.setTimeout(() => seen.push("late"), 10);
    const waiting = world.enter("a", () => new Promise(() => {}));
    const outcome = expect(waiting).rejects.toThrow("closed");
    world.close();
    await outcome;
    await expect(world.runFor(100)).rejects.toThrow("closed");
    expect(seen).toEqual([]);
  });
});
