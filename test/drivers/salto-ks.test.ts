import { describe, expect, test } from "vitest";
import { saltoKs } from "../../drivers/salto-ks/index.ts";
import type { SaltoKsUser } from "../../drivers/salto-ks/wire.ts";
import { SessionBench } from "../driver/session-bench.ts";

const id = "00000000-0000-4000-8000-000000000007";

const user = (more: Partial<SaltoKsUser> = {}): SaltoKsUser => ({
  id,
  first_name: "Ada",
  last_name: "",
  access: null,
  subscribed: true,
  pin_key: "k1",
  deleted: false,
  synced: true,
  ...more,
});
const users = (...items: SaltoKsUser[]) => ({ type: "users", items });

/** A bench on which the user has been made, and the PIN is to be. */
function creating() {
  const bench = new SessionBench(saltoKs);
  const placementId = bench.place("", "Ada");
  bench.answer(users());
  expect(bench.last.body).toMatchObject({ type: "users.create", first_name: "Ada" });
  bench.answer({ type: "user", id });
  expect(bench.last.body).toEqual({ type: "users.pin", user_id: id });
  return { bench, placementId };
}

function confirmed() {
  const { bench, placementId } = creating();
  bench.answer({ type: "pin", pin: "705316", pin_key: "k1" });
  bench.untilSent("users");
  bench.answer(users(user()));
  expect(bench.placement(placementId).status).toBe("set");
  return { bench, placementId };
}

const pinIs = (bench: SessionBench, placementId: string, pin: string) =>
  bench.placement(placementId).content.pin === pin;

describe("Salto KS", () => {
  test("makes a user, has a PIN made, and believes in it when the IQ has synced", () => {
    const { bench, placementId } = creating();
    bench.answer({ type: "pin", pin: "705316", pin_key: "k1" });
    bench.untilSent("users");
    bench.answer(users(user({ synced: false })));
    expect(bench.placement(placementId).status).toBe("setting");
    bench.untilSent("users");
    bench.answer(users(user()));
    expect(bench.placement(placementId)).toMatchObject({ status: "set", content: { entry: id, mark: "k1" } });
    expect(pinIs(bench, placementId, "705316")).toBe(true);
  });

  test("puts the times right before it has a PIN made, which opens from then on", () => {
    const { bench, placementId } = creating();
    const window = {
      startsAt: Date.parse("2026-07-01T10:00:00Z"),
      endsAt: Date.parse("2026-07-02T10:00:00Z"),
    };
    bench.session.change(placementId, { pin: "", name: "Ada", window });
    bench.untilSent("users");
    bench.answer(users(user()));
    bench.untilSent("users.update");
    bench.answer({ type: "user", id });
    expect(bench.last.body).toEqual({ type: "users.pin", user_id: id });
  });

  test("has another PIN made where the answer with the first was lost, for the same user", () => {
    const { bench, placementId } = creating();
    bench.untilSent("users");
    bench.answer(users(user()));
    bench.untilSent("users.pin");
    expect(bench.last.body).toEqual({ type: "users.pin", user_id: id });
    bench.answer({ type: "pin", pin: "918273", pin_key: "k2" });
    bench.untilSent("users");
    bench.answer(users(user({ pin_key: "k2" })));
    expect(bench.placement(placementId).status).toBe("set");
    expect(pinIs(bench, placementId, "918273")).toBe(true);
    expect(bench.sent.filter(({ body }) => body.type === "users.delete")).toEqual([]);
  });

  test("uses the user that a failed attempt has left behind", () => {
    const { bench } = creating();
    bench.answer({ type: "error", status: 429 });
    bench.untilSent("users.pin");
    expect(bench.sent.filter(({ body }) => body.type === "users.create")).toHaveLength(1);
  });

  test("has the PIN made anew when somebody else has had one made", () => {
    const { bench, placementId } = confirmed();
    bench.tell(users(user({ pin_key: "k2" })));
    expect(bench.external, "the list may tell of before").toEqual([]);
    bench.untilSent("users");
    bench.answer(users(user({ pin_key: "k2" })));
    expect(bench.external).toEqual(["modified"]);
    expect(pinIs(bench, placementId, "")).toBe(true);
    expect(bench.last.body).toEqual({ type: "users.pin", user_id: id });
    bench.answer({ type: "pin", pin: "918273", pin_key: "k3" });
    bench.untilSent("users");
    bench.answer(users(user({ pin_key: "k3" })));
    expect(bench.placement(placementId)).toMatchObject({ status: "set", changedExternally: undefined });
    expect(pinIs(bench, placementId, "918273")).toBe(true);
  });

  test("subscribes a user again that has lost its subscription, and says so where there is no room", () => {
    const { bench, placementId } = confirmed();
    bench.tell(users(user({ subscribed: false })));
    expect(bench.last.body).toMatchObject({ user_id: id, subscribed: true });
    bench.answer({ type: "error", status: 400, Message: "subscription_limit" });
    expect(bench.placement(placementId)).toMatchObject({
      status: "unset",
      refusal: { code: "salto_ks_user_not_subscribed" },
    });
    bench.tell(users(user()));
    expect(bench.placement(placementId)).toMatchObject({ status: "set", refusal: undefined });
    expect(pinIs(bench, placementId, "705316")).toBe(true);
  });
});
