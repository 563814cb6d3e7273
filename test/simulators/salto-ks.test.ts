import { describe, expect, test } from "vitest";
import type { SaltoKsCommand, SaltoKsReply, SaltoKsState, SaltoKsUser } from "../../drivers/salto-ks/wire.ts";
import catalogue from "../../fixtures/salto-ks/errors.json" with { type: "json" };
import { saltoKs } from "../../simulators/salto-ks/index.ts";
import { Users } from "../../simulators/salto-ks/users.ts";
import { type BenchOptions, SimulatorBench } from "../../src/conformance/simulator-bench.ts";
import { type FaultPoint, noFaults } from "../../src/simulator/fault-point.ts";

const minute = 60_000;
const bench = (options?: BenchOptions) => new SimulatorBench(saltoKs, options);

const create = (first_name: string): SaltoKsCommand => ({
  type: "users.create",
  first_name,
  last_name: "",
  access: null,
});

const usersOf = (on: SimulatorBench, lock = 0): readonly SaltoKsUser[] => {
  const reply = on.ask({ type: "users" }, { lock }) as SaltoKsReply | undefined;
  return reply?.type === "users" ? reply.items : [];
};

/** How the API refuses a command: by its message, or by its status. */
const refusalOf = (on: SimulatorBench, command: SaltoKsCommand, lock = 0): string | undefined => {
  const reply = on.ask(command, { lock }) as SaltoKsReply | undefined;
  return reply?.type === "error" ? (reply.Message ?? String(reply.status)) : undefined;
};

/** Makes a user with a PIN, and waits until the IQ has synced. */
function added(
  on: SimulatorBench,
  name: string,
  lock = 0,
): { readonly user_id: string; readonly pin: string } {
  const made = on.ask(create(name), { lock }) as SaltoKsReply | undefined;
  const user_id = made?.type === "user" ? made.id : "";
  const told = on.ask({ type: "users.pin", user_id }, { lock }) as SaltoKsReply | undefined;
  on.advance(minute);
  return { user_id, pin: told?.type === "pin" ? told.pin : "" };
}

const refusing = (vendorCode: string): string | undefined => {
  const faults: FaultPoint = { ...noFaults, onCommand: () => ({ type: "refuse", vendorCode }) };
  return refusalOf(bench({ faults }), create("Ada"));
};

/** How to bring the lock into each documented refusal without reaching inside it. */
const provoke: Readonly<Record<string, () => string | undefined>> = {
  subscription_limit: () => {
    const on = bench({ locks: [{ siteUsers: 1 }, {}] });
    added(on, "Ada");
    return refusalOf(on, create("Bob"), 1);
  },
  not_subscribed: () => {
    const on = bench();
    added(on, "Ada");
    on.lock().setCondition("subscription.lapsed", true);
    return usersOf(on)[0]?.subscribed === false ? "not_subscribed" : undefined;
  },
  no_such_user: () =>
    refusalOf(bench(), { type: "users.pin", user_id: "00000000-0000-4000-8000-000000000000" }),
  no_pin_hardware: () => {
    const on = bench({ locks: [{ hasPin: false }] });
    const made = on.ask(create("Ada")) as SaltoKsReply | undefined;
    return refusalOf(on, { type: "users.pin", user_id: made?.type === "user" ? made.id : "" });
  },
  iq_offline: () => {
    const on = bench();
    on.gateway.setOnline(false);
    return refusalOf(on, { type: "locking", locked_state: "unlocked" });
  },
  "401": () => refusing("401"),
  "429": () => refusing("429"),
  "503": () => refusing("503"),
};

test.each(catalogue)("the refusal $vendorCode happens", ({ vendorCode }) => {
  expect(provoke[vendorCode]?.()).toBe(vendorCode);
});

describe("the site", () => {
  test("takes users while the IQ is offline, and the lock learns of them when it is back", () => {
    const on = bench();
    on.gateway.setOnline(false);
    expect((on.state() as SaltoKsState).iq.online).toBe(false);
    const { pin } = added(on, "Ada");
    on.advance(60 * minute);
    expect([usersOf(on)[0]?.synced, on.lock().opensWith(pin)]).toEqual([false, false]);
    on.gateway.setOnline(true);
    on.advance(minute);
    expect([usersOf(on)[0]?.synced, on.lock().opensWith(pin)]).toEqual([true, true]);
  });

  test("shows a deleted user until the lock knows, and the door opens until then", () => {
    const on = bench();
    const { user_id, pin } = added(on, "Ada");
    on.gateway.setOnline(false);
    on.ask({ type: "users.delete", user_id });
    on.advance(60 * minute);
    expect([usersOf(on)[0]?.deleted, on.lock().opensWith(pin)]).toEqual([true, true]);
    on.gateway.setOnline(true);
    on.advance(minute);
    expect([usersOf(on).length, on.lock().opensWith(pin)]).toEqual([0, false]);
  });

  test("makes a PIN that is the user's only one, and shows nobody which", () => {
    const on = bench();
    const first = added(on, "Ada");
    const keyBefore = usersOf(on)[0]?.pin_key;
    const told = on.ask({ type: "users.pin", user_id: first.user_id }) as SaltoKsReply;
    on.advance(minute);
    const second = told.type === "pin" ? told.pin : "";
    expect([on.lock().opensWith(first.pin), on.lock().opensWith(second)]).toEqual([false, true]);
    expect(usersOf(on)[0]?.pin_key).not.toBe(keyBefore);
    expect(JSON.stringify(usersOf(on)).includes(second)).toBe(false);
    expect(second).toMatch(/^\d{6,7}$/);
  });

  test("counts the users of all its locks, and says in the account when there is no room", () => {
    const on = bench({ locks: [{ siteUsers: 2 }, {}] });
    const { user_id } = added(on, "Ada");
    added(on, "Bob", 1);
    expect(on.account?.errors).toEqual(["salto_ks_subscription_limit_exceeded"]);
    expect((on.state() as SaltoKsState).subscription).toEqual({ users_max: 2, users: 2, has_room: false });
    on.restart();
    expect(on.account?.errors).toEqual(["salto_ks_subscription_limit_exceeded"]);
    on.ask({ type: "users.delete", user_id });
    expect(on.account?.errors).toEqual([]);
    expect((on.state(1) as SaltoKsState).subscription.has_room).toBe(true);
  });

  test("lets nobody in whose subscription has lapsed, until they are subscribed again with the PIN that they have", () => {
    const on = bench();
    const { user_id, pin } = added(on, "Ada");
    on.lock().setCondition("subscription.lapsed", true);
    on.advance(minute);
    expect(on.lock().press(pin).opened).toBe(false);
    const subscribe: SaltoKsCommand = {
      ...create("Ada"),
      type: "users.update",
      user_id,
      subscribed: true,
    } as SaltoKsCommand;
    expect(refusalOf(on, subscribe)).toBe("subscription_limit");
    on.lock().setCondition("subscription.lapsed", false);
    expect(refusalOf(on, subscribe)).toBeUndefined();
    on.advance(minute);
    expect(on.lock().press(pin).opened).toBe(true);
  });
});

test("a creation that is judged once more while its id is being saved gets the same id, which nobody else gets", () => {
  const command = create("Ada");
  const told: string[] = [];
  const users: Users = new Users("lock", undefined, () => told.push(users.idFor(command)));
  expect(told).toEqual([]);
  const id = users.idFor(command);
  expect(told).toEqual([id]);
  expect(new Users("lock", users.memory(), () => {}).nextId()).not.toBe(id);
});
