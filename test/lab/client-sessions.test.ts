import { afterEach, beforeEach, expect, test } from "vitest";
import { createLab, type Lab } from "../../src/index.ts";

let lab: Lab;
let accounts: string[];

beforeEach(async () => {
  lab = await createLab({ seed: 9, fleet: [{ vendor: "august", count: 2 }, { vendor: "smartthings" }] });
  const { connected_accounts } = await lab.request("/connected_accounts/list");
  accounts = connected_accounts.map(
    (account: { connected_account_id: string }) => account.connected_account_id,
  );
});

afterEach(() => lab.close());

const sessionOf = async (input: object) =>
  (await lab.request("/client_sessions/get_or_create", { ...input })).client_session;

test("a session sees its accounts and what is behind them, and nothing else is found", async () => {
  const session = await sessionOf({ connected_account_ids: accounts.slice(0, 1) });
  const apiKey = session.token;
  const ask = (path: string, body = {}) => lab.request(path, body, { apiKey });
  const mine = lab.lock("august-1").deviceId;
  const others = lab.lock("smartthings-1").deviceId;
  const foreign = (await lab.request("/access_codes/create", { device_id: others, code: "4821" }))
    .access_code;
  const { access_code } = await ask("/access_codes/create", { device_id: mine, code: "7305" });

  expect((await ask("/devices/list")).devices).toHaveLength(session.device_count);
  expect((await ask("/connected_accounts/list")).connected_accounts).toHaveLength(1);
  expect((await ask("/access_codes/list")).access_codes).toHaveLength(1);
  const { events } = await ask("/events/list", { since: "2000-01-01T00:00:00Z" });
  expect(events.map(({ device_id }: { device_id: string }) => device_id)).not.toContain(others);
  await ask("/access_codes/update", { access_code_id: access_code.access_code_id, name: "Ann" });

  const { access_code_id } = foreign;
  for (const [path, body, type] of [
    ["/devices/get", { device_id: others }, "device_not_found"],
    ["/locks/unlock_door", { device_id: others }, "device_not_found"],
    ["/access_codes/create", { device_id: others }, "device_not_found"],
    ["/access_codes/create_multiple", { device_ids: [mine, others] }, "device_not_found"],
    ["/access_codes/generate_code", { device_id: others }, "device_not_found"],
    ["/access_codes/get", { access_code_id }, "access_code_not_found"],
    ["/access_codes/update", { access_code_id, name: "x" }, "access_code_not_found"],
    ["/access_codes/delete", { access_code_id }, "access_code_not_found"],
    ["/events/get", { device_id: others }, "event_not_found"],
    ["/connected_accounts/get", { connected_account_id: accounts[1] }, "connected_account_not_found"],
    ["/webhooks/list", {}, "unauthorized"],
    ["/client_sessions/get_or_create", {}, "unauthorized"],
    ["/_lockstep/locks/get", { device_id: mine }, "unauthorized"],
  ] as const) {
    const refused =
      path === "/_lockstep/locks/get" ? getWith(apiKey, `${path}?device_id=${mine}`) : ask(path, body);
    await expect(refused, path).rejects.toMatchObject({ type });
  }
});

test("who asks for a new session is given one of its own, though there is one like it", async () => {
  const input = { user_identifier_key: "ann", connected_account_ids: accounts.slice(0, 1) };
  const known = await sessionOf(input);
  const { client_session } = await lab.request("/client_sessions/create", input);
  expect(client_session).toMatchObject(input);
  expect(client_session.client_session_id).not.toBe(known.client_session_id);
  expect(client_session.token).not.toBe(known.token);
  const apiKey = client_session.token;
  expect((await lab.request("/devices/list", {}, { apiKey })).devices).toHaveLength(2);
  await expect(
    lab.request("/client_sessions/create", { connected_account_ids: ["none"] }),
  ).rejects.toMatchObject({ type: "connected_account_not_found" });
});

async function getWith(apiKey: string, path: string): Promise<unknown> {
  const response = await lab.fetch(
    new Request(`http://lab${path}`, { headers: { authorization: `Bearer ${apiKey}` } }),
  );
  const { error } = (await response.json()) as { error?: object };
  if (error) throw error;
  return undefined;
}

test("the same session is given again while it lasts, and its token opens nothing afterwards", async () => {
  const asked = { user_identifier_key: "ann", connected_account_ids: accounts };
  const expires_at = new Date(Date.parse(lab.now) + 3_600_000).toISOString();
  const session = await sessionOf({ ...asked, expires_at });
  expect(await sessionOf(asked)).toEqual(session);
  expect((await sessionOf({ ...asked, user_identifier_key: "bob" })).token).not.toBe(session.token);
  await lab.advance("2h");
  await expect(lab.request("/devices/list", {}, { apiKey: session.token })).rejects.toMatchObject({
    type: "unauthorized",
  });
  expect((await sessionOf(asked)).token).not.toBe(session.token);
});

test("a session is found by its id and its user, and by its own token", async () => {
  const session = await sessionOf({ user_identifier_key: "ann", connected_account_ids: accounts });
  const get = async (input: object, apiKey?: string) =>
    (await lab.request("/client_sessions/get", { ...input }, apiKey === undefined ? {} : { apiKey }))
      .client_session;
  const { client_session_id, token } = session;
  for (const input of [{ client_session_id }, { user_identifier_key: "ann" }])
    expect(await get(input)).toEqual(session);
  expect(await get({}, token)).toEqual(session);
  const other = await sessionOf({ user_identifier_key: "bob" });
  for (const [input, apiKey, type] of [
    [{ client_session_id: "none" }, undefined, "client_session_not_found"],
    [{ client_session_id: other.client_session_id }, token, "client_session_not_found"],
    [{}, undefined, "invalid_input"],
    [{}, "seam_cst_none", "unauthorized"],
  ] as const) {
    await expect(get(input, apiKey)).rejects.toMatchObject({ type });
  }
});

test("a session of accounts that there are not is none", async () => {
  await expect(sessionOf({ connected_account_ids: ["none"] })).rejects.toMatchObject({
    type: "connected_account_not_found",
  });
});

test("a publishable key makes sessions and opens nothing else", async () => {
  const ask = (path: string) =>
    lab.fetch(
      new Request(`http://lab${path}`, {
        method: "POST",
        headers: { "seam-publishable-key": "seam_pk1_token" },
      }),
    );
  expect((await ask("/client_sessions/get_or_create")).status).toBe(200);
  expect((await ask("/devices/list")).status).toBe(401);
});
