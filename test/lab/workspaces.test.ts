import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Route } from "../../src/api/route.ts";
import { routes } from "../../src/api/routes.ts";
import { createLab, type Lab } from "../../src/index.ts";
import { validRequest } from "../support/valid-requests.ts";

const unknownId = "9b1d6c1e-0000-4000-8000-000000000000";
const since = "2000-01-01T00:00:00Z";

/** What stands for an id that is nobody's: of the same form, so that only its owner can make a difference. */
type Ids = Readonly<Record<string, string>>;

const addressable = [
  "device_id",
  "access_code_id",
  "action_attempt_id",
  "event_id",
  "connected_account_id",
  "workspace_id",
];

let lab: Lab;
let own: string;
let other: string;
let ownIds: Ids;
let otherIds: Ids;

/** Everything of which a workspace has one, by the parameter that names it. */
async function inhabit(apiKey: string, lock: string, pin: string): Promise<Ids> {
  const ask = (path: string, body: Record<string, unknown> = {}) => lab.request(path, body, { apiKey });
  const device_id = lab.lock(lock).deviceId;
  const { access_code, action_attempt } = await ask("/access_codes/create", { device_id, code: pin });
  await lab.advance("15m");
  const { events } = await ask("/events/list", { since });
  const { connected_accounts } = await ask("/connected_accounts/list");
  const [{ connected_account_id }] = connected_accounts;
  const { workspace } = await ask("/workspaces/get");
  return {
    device_id,
    access_code_id: access_code.access_code_id,
    action_attempt_id: action_attempt.action_attempt_id,
    event_id: events[0].event_id,
    connected_account_id,
    workspace_id: workspace.workspace_id,
  };
}

beforeAll(async () => {
  lab = await createLab({
    seed: 7,
    fleet: [
      { vendor: "august", count: 1 },
      { vendor: "august", count: 1, workspace: "Second" },
    ],
  });
  own = lab.apiKey;
  other = lab.createApiKey("Second");
  ownIds = await inhabit(own, "august-1", "4821");
  otherIds = await inhabit(other, "august-2", "4821");
});

afterAll(() => lab.close());

async function answerTo(route: Route, body: Record<string, unknown>, apiKey: string) {
  const response = await lab.fetch(
    new Request(`http://lab${route.path}`, {
      method: route.methods.find((method) => method !== "GET") ?? "GET",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      ...(route.methods.some((method) => method !== "GET") && { body: JSON.stringify(body) }),
    }),
  );
  return { status: response.status, text: await response.text() };
}

/** The parameters of a route that name something of a workspace. */
const idParameters = (route: Route): string[] =>
  Object.keys(route.input.shape).filter((name) => addressable.includes(name.replace(/s$/, "")));

const isGetOnly = (route: Route): boolean => route.methods.every((method) => method === "GET");

/** The route's request with an id in the place of each parameter in `names`. */
function requestFor(route: Route, names: readonly string[], ids: Ids): Record<string, unknown> {
  const named = names.map((name) => {
    const id = ids[name.replace(/s$/, "")];
    return [name, name.endsWith("s") ? [id] : id];
  });
  return { ...validRequest(route), ...Object.fromEntries(named) };
}

const nobodys = (ids: Ids): Ids => Object.fromEntries(Object.keys(ids).map((name) => [name, unknownId]));

/** What differs between any two answers. */
const comparable = ({ status, text }: { status: number; text: string }, ids: Ids) => ({
  status,
  text: Object.values(ids)
    .reduce((shown, id) => shown.replaceAll(id, unknownId), text)
    .replaceAll(/request_[0-9a-f-]+/g, "request"),
});

const addressed = routes.filter((route) => !isGetOnly(route) && idParameters(route).length > 0);

describe.each(addressed.map((route) => [route.path, route] as const))("%s", (_path, route) => {
  test("answers to the ids of another workspace as to ids that do not exist", async () => {
    const names = idParameters(route);
    for (const tried of [names, ...names.map((name) => [name])]) {
      const theirs = await answerTo(route, requestFor(route, tried, otherIds), own);
      const nobody = await answerTo(route, requestFor(route, tried, nobodys(otherIds)), own);
      expect(comparable(theirs, otherIds)).toEqual(comparable(nobody, otherIds));
      expect(theirs.status, "and never as if the server were at fault").toBeLessThan(500);
    }
  });
});

test("what the GET-only routes of /_lockstep tell of a lock, they tell its own workspace alone", async () => {
  const inspect = (apiKey: string, device_id: string) =>
    lab.fetch(
      new Request(`http://lab/_lockstep/locks/get?device_id=${device_id}`, {
        headers: { authorization: `Bearer ${apiKey}` },
      }),
    );
  expect((await inspect(own, ownIds["device_id"] ?? "")).status).toBe(200);
  expect((await inspect(own, otherIds["device_id"] ?? "")).status).toBe(404);
});

test("a list shows nothing of another workspace", async () => {
  const lists = routes.filter(({ path }) => path.endsWith("/list") || path === "/_lockstep/trace");
  expect(lists.length).toBeGreaterThan(5);
  for (const route of lists) {
    const body = "since" in route.input.shape ? { since } : {};
    const url = new URL(`http://lab${route.path}`);
    for (const [name, value] of Object.entries(body)) url.searchParams.set(name, value);
    for (const [apiKey, strangers] of [
      [own, otherIds],
      [other, ownIds],
    ] as const) {
      const response = await lab.fetch(new Request(url, { headers: { authorization: `Bearer ${apiKey}` } }));
      const text = await response.text();
      if (response.status !== 200) continue;
      for (const id of Object.values(strangers)) expect(text, route.path).not.toContain(id);
    }
  }
});

test("each workspace sees its own: the same PIN on each door, and one code each", async () => {
  for (const [apiKey, ids] of [
    [own, ownIds],
    [other, otherIds],
  ] as const) {
    const { access_codes } = await lab.request("/access_codes/list", {}, { apiKey });
    expect(access_codes.map(({ access_code_id }: Ids) => access_code_id)).toEqual([ids["access_code_id"]]);
    expect(access_codes[0].workspace_id).toBe(ids["workspace_id"]);
  }
});
