import { afterEach, beforeEach, expect, test } from "vitest";
import { createLab, type Lab } from "../../src/index.ts";

let lab: Lab;

beforeEach(async () => {
  lab = await createLab({ seed: 2, compat: "fake-seam-connect" });
});

afterEach(() => lab.close());

const ask = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
  const response = await lab.fetch(
    new Request(`http://lab${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body && { body: JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  const answer = text === "" ? undefined : JSON.parse(text);
  return { status: response.status, body: answer as Record<string, unknown> };
};

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test("its seed's keys and tokens open its seed's workspaces, and its locks are there by its names", async () => {
  const { body: seed } = await ask("GET", "/_fake/default_seed");
  expect(Object.keys(seed)).toHaveLength(23);
  const idsSeenBy = async (token: unknown, more = {}) => {
    const { body } = await ask("POST", "/devices/list", {}, { ...bearer(String(token)), ...more });
    return (body["devices"] as { device_id: string }[]).map(({ device_id }) => device_id);
  };
  const all = [seed["august_device_1"], seed["august_device_2"], seed["schlage_device_1"]];
  expect(await idsSeenBy(seed["seam_apikey1_token"])).toEqual(all);
  expect(await idsSeenBy(seed["seam_apikey2_token"])).toEqual([]);
  expect(await idsSeenBy(seed["seam_cst1_token"])).toEqual(all.slice(0, 2));
  expect(
    await idsSeenBy(seed["seam_at1_token"], { "seam-workspace": String(seed["seed_workspace_1"]) }),
  ).toEqual(all);
  const session = await ask(
    "POST",
    "/client_sessions/get_or_create",
    { user_identifier_key: seed["john_user_identifier_key"] },
    { "seam-publishable-key": String(seed["seam_pk1_token"]) },
  );
  expect(session.body).toMatchObject({ client_session: { token: seed["seam_cst1_token"] } });
});

test("its database is shown, and what is in it are real locks", async () => {
  await lab.request("/access_codes/create", { device_id: "august_device_1", code: "4821" });
  await lab.advance("15m");
  expect(lab.lock("august_device_1").opensWith("4821")).toBe(true);
  const { body } = await ask("GET", "/_fake/database");
  expect(body).toMatchObject({
    workspaces: [{ workspace_id: "seed_workspace_1" }, { workspace_id: "seed_workspace_2" }],
    access_codes: [{ device_id: "august_device_1", status: "set" }],
  });
  expect((await ask("PUT", "/_fake/database", {})).status).toBe(405);
});

test("the outcome of an attempt is dictated, and what really becomes of it changes nothing", async () => {
  const { action_attempt } = await lab.request("/locks/unlock_door", { device_id: "august_device_1" });
  const { action_attempt_id } = action_attempt;
  const error = { type: "fake", message: "As told" };
  await ask("POST", "/_fake/update_action_attempt", { action_attempt_id, status: "error", error });
  await lab.advance("5m");
  const after = await lab.request("/action_attempts/get", { action_attempt_id });
  expect(after.action_attempt).toMatchObject({ status: "error", error });
  const unknown = { action_attempt_id: "none", status: "pending" };
  expect((await ask("POST", "/_fake/update_action_attempt", unknown)).status).toBe(404);
});

test("an outage of a workspace answers 503 on the paths that it names", async () => {
  const workspace_id = "seed_workspace_1";
  await ask("POST", "/_fake/simulate_workspace_outage", { workspace_id, routes: ["/devices/list"] });
  const list = () => ask("POST", "/devices/list", {}, bearer("seam_apikey1_token"));
  expect(await list()).toEqual({ status: 503, body: undefined });
  expect((await ask("POST", "/devices/list", {}, bearer("seam_apikey2_token"))).status).toBe(200);
  expect((await ask("POST", "/locks/list", {}, bearer("seam_apikey1_token"))).status).toBe(200);
  await ask("POST", "/_fake/simulate_workspace_outage", { workspace_id, routes: [] });
  expect((await list()).status).toBe(200);
});

test("its devices and its accounts are called as there", async () => {
  const asked = bearer("seam_apikey1_token");
  const { body } = await ask("POST", "/devices/get", { name: "Fake August Lock 1" }, asked);
  expect(body).toMatchObject({ device: { device_id: "august_device_1" } });
  const account = await ask("POST", "/connected_accounts/get", { email: "jane@example.com" }, asked);
  expect(account.body).toMatchObject({
    connected_account: { connected_account_id: "jane_connected_account_id" },
  });
});

test("a lab that stands in for nobody has none of it", async () => {
  await lab.close();
  lab = await createLab({ seed: 2, fleet: [{ vendor: "august" }] });
  expect((await ask("GET", "/_fake/default_seed")).status).toBe(404);
});
