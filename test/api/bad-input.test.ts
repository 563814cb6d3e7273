import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Method, Route } from "../../src/api/route.ts";
import { routes } from "../../src/api/routes.ts";
import { type ApiAnswer, testApi } from "../support/test-api.ts";
import { takesQuery, validRequest } from "../support/valid-requests.ts";

type Api = ReturnType<typeof testApi>;

function expectRefusal(answer: ApiAnswer, api: Api): void {
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  expect(answer.body).toMatchObject({
    ok: false,
    error: { type: expect.any(String), message: expect.any(String), request_id: expect.any(String) },
  });
  expect(api.reached()).toEqual([]);
  expect(api.reports).toEqual([]);
}

const bodyMethod = (route: Route): Method | undefined => route.methods.find((method) => !takesQuery(method));

const routesWithBody = routes.flatMap((route) => {
  const method = bodyMethod(route);
  return method ? [{ path: route.path, route, method }] : [];
});

/** An object like any other, but for one byte inside a text. */
const notUtf8 = new Uint8Array(Buffer.from('{"name":"?"}').map((byte) => (byte === 0x3f ? 0xff : byte)));

const json = { "content-type": "application/json" };

describe.each(routesWithBody)("$method $path refuses", ({ path, route, method }) => {
  const deep = `{"name":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  test.each<[string, NonNullable<RequestInit["body"]>, Record<string, string>]>([
    ["what is not JSON", "{", json],
    ["a JSON array", "[]", json],
    ["a JSON null", "null", json],
    ["a JSON string", '"text"', json],
    ["bytes that are not UTF-8", notUtf8, json],
    ["JSON declared as text", JSON.stringify(validRequest(route)), { "content-type": "text/plain" }],
    ["a form", "device_id=device-1", { "content-type": "application/x-www-form-urlencoded" }],
    ["something that is almost JSON's type", "{}", { "content-type": "application/jsonp" }],
    ["deep nesting", deep, json],
    ["a null byte in a value", JSON.stringify({ ...validRequest(route), name: "a\0b" }), json],
    ["a null byte in a name", JSON.stringify({ ...validRequest(route), "a\0b": 1 }), json],
    ["half of a surrogate pair", JSON.stringify({ ...validRequest(route), name: "\ud800" }), json],
    ["more than 1 MB", JSON.stringify({ ...validRequest(route), name: "x".repeat(1_100_000) }), json],
  ])("%s", async (_name, body, headers) => {
    const api = testApi();
    expectRefusal(await api.send(method, path, { body, headers }), api);
  });
});

test("a body over 1 MB is a 413, whatever length it declares", async () => {
  for (const headers of [json, { ...json, "content-length": "2" }]) {
    const api = testApi();
    const answer = await api.send("POST", "/devices/get", {
      body: `{"name":"${"x".repeat(1_100_000)}"}`,
      headers,
    });
    expect(answer.status).toBe(413);
    expect(answer.body).toMatchObject({ error: { type: "payload_too_large" } });
  }
});

test("a body that is no JSON by its type is a 415", async () => {
  const answer = await testApi().send("POST", "/devices/get", {
    body: "{}",
    headers: { "content-type": "text/plain" },
  });
  expect(answer.status).toBe(415);
});

test("a null byte in a query is refused", async () => {
  const api = testApi();
  expectRefusal(await api.send("GET", "/devices/get?device_id=%00"), api);
});

/** One parameter each that is wrong, in a request that is otherwise in order. */
const wrongParameters: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  "/access_codes/create": [
    { device_id: undefined },
    { device_id: 1 },
    { code: "482" },
    { code: "4821482148" },
    { code: "48a1" },
    { code: "48 1" },
    { code: "4821\n" },
    { code: "٤٨٢١" },
    { code: "" },
    { code: 4821 },
    { preferred_code_length: 0 },
    { preferred_code_length: "6" },
    { preferred_code_length: 4.5 },
    { starts_at: "tomorrow" },
    { starts_at: "" },
    { starts_at: "2026-03-08" },
    { starts_at: "2026-03-08T10:00:00" },
    { starts_at: "2026-02-30T10:00:00Z" },
    { starts_at: "2026-13-01T10:00:00Z" },
    { starts_at: "2026-03-08T25:00:00Z" },
    { starts_at: 1_772_964_000_000 },
    { starts_at: "2026-03-11T10:00:00Z" },
    { ends_at: "2026-03-08T10:00:00Z" },
    { ends_at: "2026-03-08T09:00:00Z" },
    { max_time_rounding: "2hours" },
    { is_offline_access_code: "yes" },
    { is_one_time_use: 1 },
    { sync: "yes" },
    { common_code_key: "" },
    { use_backup_access_code_pool: "yes" },
    { prefer_native_scheduling: 1 },
  ],
  "/access_codes/update": [
    { access_code_id: undefined },
    { type: "forever" },
    { code: "12" },
    { code: null },
    { ends_at: "soon" },
    { starts_at: "2026-03-08T10:00:00Z", ends_at: "2026-03-08T09:00:00Z" },
    { is_managed: "no" },
  ],
  "/access_codes/delete": [{ access_code_id: undefined }, { access_code_id: ["a"] }],
  "/access_codes/get": [
    { access_code_id: undefined },
    { access_code_id: undefined, device_id: "device-1" },
    { code: 4821 },
  ],
  "/access_codes/list": [
    { limit: 0 },
    { limit: -1 },
    { limit: 55_001 },
    { limit: "10" },
    { access_code_ids: "code-1" },
    { access_code_ids: [1] },
    { page_cursor: 1 },
    { customer_ids: "customer-1" },
    { search: "" },
    { user_identifier_key: 1 },
    { access_grant_id: "grant-1" },
  ],
  "/access_codes/create_multiple": [
    { device_ids: undefined },
    { device_ids: "device-1" },
    { device_ids: [1] },
    { behavior_when_code_cannot_be_shared: "ignore" },
    { code: "482" },
    { starts_at: "2026-03-08T10:00:00Z", ends_at: "2026-03-08T09:00:00Z" },
    { is_one_time_use: true },
  ],
  "/access_codes/update_multiple": [
    { common_code_key: undefined },
    { common_code_key: "" },
    { ends_at: null },
    { starts_at: "2026-03-11T10:00:00Z" },
  ],
  "/access_codes/pull_backup_access_code": [{ access_code_id: undefined }, { access_code_id: 1 }],
  "/access_codes/report_device_constraints": [
    { device_id: undefined },
    { supported_code_lengths: [] },
    { supported_code_lengths: [3] },
    { supported_code_lengths: [21] },
    { supported_code_lengths: 4 },
    { min_code_length: 3 },
    { max_code_length: 4.5 },
  ],
  "/access_codes/generate_code": [{ device_id: undefined }, { device_id: {} }],
  "/access_codes/unmanaged/get": [{ access_code_id: undefined }, { access_code_id: undefined, code: "4821" }],
  "/access_codes/unmanaged/list": [{ device_id: undefined }, { limit: 0 }, { limit: 300_001 }],
  "/access_codes/unmanaged/update": [
    { access_code_id: undefined },
    { is_managed: undefined },
    { is_managed: "yes" },
    { force: 1 },
  ],
  "/access_codes/unmanaged/delete": [{ access_code_id: undefined }, { sync: "yes" }],
  "/access_codes/unmanaged/convert_to_managed": [{ access_code_id: undefined }, { sync: 1 }],
  "/access_codes/simulate/create_unmanaged_access_code": [
    { device_id: undefined },
    { name: undefined },
    { code: undefined },
    { code: "482" },
    { code: "482148214" },
    { code: "48a1" },
  ],
  "/action_attempts/list": [{ action_attempt_ids: undefined }, { action_attempt_ids: "attempt-1" }],
  "/client_sessions/create": [
    { user_identifier_key: "" },
    { connected_account_ids: "account-1" },
    { expires_at: "soon" },
    { customer_key: "ann" },
  ],
  "/client_sessions/get": [{ user_identifier_key: undefined }, { client_session_id: 1 }],
  "/client_sessions/get_or_create": [
    { user_identifier_key: "" },
    { connected_account_ids: "account-1" },
    { expires_at: "soon" },
    { connect_webview_ids: [] },
  ],
  "/connected_accounts/get": [{ connected_account_id: undefined }, { email: "august@example.com" }],
  "/connected_accounts/update": [
    { connected_account_id: undefined },
    { custom_metadata: { depth: { a: 1 } } },
    { custom_metadata: { long: "x".repeat(501) } },
    { accepted_capabilities: ["doorbell"] },
  ],
  "/connected_accounts/delete": [{ connected_account_id: undefined }, { sync: "yes" }],
  "/connected_accounts/sync": [{ connected_account_id: undefined }],
  "/devices/update": [
    { device_id: undefined },
    { name: "" },
    { name: 4 },
    { properties: { name: 4 } },
    { is_managed: "no" },
    { custom_metadata: { a: 1 } },
    { custom_metadata: [] },
  ],
  "/devices/delete": [{ device_id: undefined }],
  "/devices/list_device_providers": [{ provider_category: "doorbells" }],
  "/devices/unmanaged/get": [{ device_id: undefined }],
  "/devices/unmanaged/list": [{ include_if: ["can_fly"] }, { limit: 0 }],
  "/devices/unmanaged/update": [{ device_id: undefined }, { is_managed: undefined }, { is_managed: false }],
  "/devices/simulate/connect": [{ device_id: undefined }],
  "/devices/simulate/disconnect": [{ device_id: 1 }],
  "/devices/simulate/connect_to_hub": [{ device_id: undefined }],
  "/devices/simulate/disconnect_from_hub": [{ device_id: null }],
  "/devices/simulate/remove": [{ device_id: undefined }],
  "/locks/simulate/manual_lock_via_keypad": [{ device_id: undefined }],
  "/action_attempts/get": [{ action_attempt_id: undefined }, { action_attempt_id: null }],
  "/connected_accounts/list": [{ limit: 0 }, { limit: 2.5 }, { search: "" }, { customer_key: "a" }],
  "/devices/get": [{ device_id: undefined }, { device_id: false }],
  "/devices/list": [
    { device_ids: 4242 },
    { search: "" },
    { created_before: "yesterday" },
    { space_id: "space-1" },
  ],
  "/events/get": [{ event_id: undefined }, { event_id: 1 }],
  "/events/list": [
    { since: undefined },
    { since: "2026" },
    { between: ["2026-03-01T00:00:00Z"] },
    { between: ["2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z"] },
    { between: ["a", "b"] },
    { unstable_offset: -1 },
    { limit: 0 },
    { event_types: "access_code.created" },
  ],
  "/locks/get": [{ name: undefined }, { name: 1 }],
  "/locks/list": [{ device_types: "august_lock" }, { limit: "all" }],
  "/locks/lock_door": [{ device_id: undefined }, { sync: 1 }],
  "/locks/unlock_door": [{ device_id: undefined }, { sync: null }],
  "/locks/simulate/keypad_code_entry": [
    { code: undefined },
    { code: "" },
    { code: "48a1" },
    { code: "1".repeat(21) },
    { device_id: undefined },
  ],
  "/webhooks/create": [
    { url: undefined },
    { url: "example.com/hook" },
    { url: "ftp://example.com" },
    { url: "file:///etc/passwd" },
    { url: "http://user:secret@example.com" },
    { url: "http://" },
    { event_types: "*" },
    { event_types: [1] },
  ],
  "/webhooks/update": [{ event_types: undefined }, { webhook_id: undefined }, { event_types: "*" }],
  "/webhooks/get": [{ webhook_id: undefined }, { webhook_id: 1 }],
  "/webhooks/delete": [{ webhook_id: undefined }],
  "/workspaces/create": [
    { name: undefined },
    { name: "" },
    { is_sandbox: "yes" },
    { webview_logo_shape: "star" },
    { connect_webview_customization: "blue" },
    { connect_webview_customization: { logo_shape: "star" } },
  ],
  "/workspaces/update": [{ name: "" }, { is_suspended: 1 }, { connect_webview_customization: [] }],
  "/_lockstep/time/advance": [
    { by: undefined },
    { by: "PT1H", to: "2026-03-08T10:00:00Z" },
    { by: "1 hour" },
    { by: "-1h" },
    { by: "P1M" },
    { by: "367d" },
    { by: 3600 },
    { by: undefined, to: "later" },
  ],
  "/_lockstep/time/pace": [{ pace: undefined }, { pace: -1 }, { pace: 3601 }, { pace: "fast" }],
  "/_lockstep/locks/would_open": [{ code: "48a1" }, { code: undefined }, { device_id: undefined }],
  "/_lockstep/locks/enter_code": [{ code: "48a1" }, { code: undefined }, { device_id: undefined }],
  "/_lockstep/locks/edit": [
    { action: "paint" },
    { action: undefined },
    { new_code: undefined },
    { action: "add_code" },
    { code: "abcd" },
    { new_code: "abcd" },
  ],
  "/_lockstep/faults/inject": [{ kind: undefined }, { kind: 1 }],
  "/_lockstep/faults/heal": [{ fault_id: 1 }],
};

describe.each(routesWithBody.filter(({ route }) => Object.keys(route.input.shape).length > 0))(
  "$path",
  ({ path, route, method }) => {
    test.each(wrongParameters[path] ?? [{ missing: "this path in the table of wrong parameters" }])(
      "refuses %j",
      async (wrong) => {
        const api = testApi();
        const answer = await api.sendJson(method, path, { ...validRequest(route), ...wrong });
        expectRefusal(answer, api);
        expect(answer.body).toMatchObject({ error: { type: "invalid_input" } });
      },
    );

    test("a parameter that nobody knows is ignored, as Seam does", async () => {
      const api = testApi();
      const answer = await api.sendJson(method, path, { ...validRequest(route), unheard_of: [1, { a: 2 }] });
      expect(answer.status).toBe(200);
    });

    test("whatever the value of a parameter, it is answered or refused, and what is refused reaches nobody", async () => {
      const names = Object.keys(route.input.shape);
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...names), anyJson, async (name, value) => {
          const api = testApi();
          const answer = await api.sendJson(method, path, { ...validRequest(route), [name]: value });
          if (answer.status !== 200) expectRefusal(answer, api);
        }),
        { numRuns: 60 },
      );
    });

    test("whatever the body, it is answered or refused, and what is refused reaches nobody", async () => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (body) => {
          const api = testApi();
          const answer = await api.send(method, path, { body, headers: json });
          if (answer.status !== 200) expectRefusal(answer, api);
        }),
        { numRuns: 60 },
      );
    });
  },
);

/** JSON of any shape, with the texts and numbers that parsers stumble over among it. */
const anyJson = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    "",
    "0",
    "__proto__",
    "\u0000",
    "\ud800",
    "٤",
    "9".repeat(400),
    "1e9",
    "2026-03-08T10:00:00Z",
  ),
  fc.constantFrom(-0, 1e308, -1, 0.1, Number.MAX_SAFE_INTEGER),
  fc.constantFrom({ __proto__: null, toString: 1 }, [[[[]]]], { _errors: [] }),
);

test("whatever the query, it is answered or refused, and what is refused reaches nobody", async () => {
  const names = [...new Set(routes.flatMap((route) => Object.keys(route.input.shape)))];
  const name = fc.oneof(fc.constantFrom(...names), fc.string());
  const readable = routes.filter((route) => route.methods.some(takesQuery));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...readable),
      fc.array(fc.tuple(name, fc.string({ unit: "binary" }))),
      async (route, pairs) => {
        const api = testApi();
        const method = route.methods.find(takesQuery) ?? "GET";
        const answer = await api.send(method, `${route.path}?${new URLSearchParams(pairs)}`);
        if (answer.status !== 200) expectRefusal(answer, api);
      },
    ),
    { numRuns: 500 },
  );
});

test("no refusal repeats the PIN", async () => {
  for (const code of ["48", "4821482148", "4821x"]) {
    const { body } = await testApi().sendJson("POST", "/access_codes/create", {
      device_id: "device-1",
      code,
    });
    expect(JSON.stringify(body).includes(`"${code}"`) || JSON.stringify(body).includes(code)).toBe(false);
  }
});
