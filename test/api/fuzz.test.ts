import fc from "fast-check";
import { expect, test } from "vitest";
import type { Method, Route } from "../../src/api/route.ts";
import { routes } from "../../src/api/routes.ts";
import { createLab, type Lab } from "../../src/index.ts";
import { tallyOf } from "../fuzz/fuzz-runs.ts";
import { queryOf, takesQuery, validRequest } from "../support/valid-requests.ts";

/** `npm run fuzz` asks for many more. */
const numRuns = Number(process.env["LOCKSTEP_FUZZ"] ?? 120);

/** What moves the whole lab, and is tried elsewhere: time, and faults that are meant to break something. */
const leftOut = ["/_lockstep/time/advance", "/_lockstep/faults/inject"];

const tried = routes.filter(({ path }) => !leftOut.includes(path));

/** Whatever a client may send in place of a parameter. */
const junk = fc.oneof(
  fc.constantFrom(null, true, false, 0, -1, 1e308, "", "0", "\u0000", "\ud800", "__proto__", "4821", "٤٨٢١"),
  fc.constantFrom("2026-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0000-00-00T00:00:00Z", "PT1H", "*"),
  fc.string({ maxLength: 60 }),
  fc.integer(),
  fc.double(),
  fc.array(fc.oneof(fc.string({ maxLength: 8 }), fc.integer()), { maxLength: 4 }),
  fc.dictionary(fc.string({ maxLength: 8 }), fc.oneof(fc.string({ maxLength: 8 }), fc.boolean()), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A request that was in order, with some parameters wrong, some missing, and some that nobody knows. */
const request = fc.constantFrom(...tried).chain((route) =>
  fc.record({
    path: fc.constant(route.path),
    method: fc.constantFrom(...route.methods),
    wrong: fc.dictionary(fc.constantFrom(...Object.keys(route.input.shape), "unheard_of"), junk, {
      maxKeys: 3,
      noNullPrototype: true,
    }),
    without: fc.option(fc.constantFrom(...Object.keys(validRequest(route)), "unheard_of"), { freq: 2 }),
    isReal: fc.boolean(),
  }),
);

/** Everything that a client can see of the lab; of events, those since an instant. */
async function visible(lab: Lab, since: string): Promise<string> {
  const asked = await Promise.all([
    lab.request("/devices/list"),
    lab.request("/devices/unmanaged/list"),
    lab.request("/access_codes/list"),
    lab.request("/connected_accounts/list"),
    lab.request("/webhooks/list"),
    lab.request("/workspaces/list"),
    lab.request("/events/list", { since, limit: 50_000 }),
  ]);
  return JSON.stringify(asked);
}

/** A query has only text, and lists of it. */
const asText = (parameters: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(text) : text(value),
    ]),
  );

const text = (value: unknown): unknown =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : value;

test("whatever is sent to whatever path: no 5xx, an envelope, and nothing changed by what was refused", async () => {
  const lab = await createLab({
    seed: 4,
    fleet: [
      { vendor: "august", count: 2 },
      { vendor: "smartthings", count: 2 },
    ],
  });
  const token = lab.createPersonalAccessToken();
  const { workspace } = await lab.request("/workspaces/get");
  const devices = lab.locks.map(({ deviceId }) => deviceId);

  /** Ids that there are, in place of the examples' own. */
  const real = async (parameters: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> => {
    const { access_codes } = await lab.request("/access_codes/list");
    return Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => {
        if (name === "device_id") return [name, devices[0]];
        if (name === "device_ids") return [name, devices.slice(0, 2)];
        if (name === "access_code_id") return [name, access_codes[0]?.access_code_id ?? value];
        return [name, value];
      }),
    );
  };

  const send = async (route: Route, method: Method, parameters: Readonly<Record<string, unknown>>) => {
    const query = takesQuery(method) ? `?${queryOf(asText(parameters))}` : "";
    return lab.fetch(
      new Request(`http://lab${route.path}${query}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          "seam-workspace": workspace.workspace_id,
          "content-type": "application/json",
        },
        ...(takesQuery(method) ? {} : { body: JSON.stringify(parameters) }),
      }),
    );
  };

  const requests = tallyOf("requests");
  try {
    await fc.assert(
      fc.asyncProperty(request, async ({ path, method, wrong, without, isReal }) => {
        const route = tried.find((one) => one.path === path) as Route;
        const valid = validRequest(route);
        const parameters: Record<string, unknown> = { ...(isReal ? await real(valid) : valid), ...wrong };
        if (without !== null) delete parameters[without];
        const since = lab.now;
        const before = await visible(lab, since);
        const response = await send(route, method, parameters);
        requests.count();
        const body = (await response.json()) as {
          ok?: unknown;
          error?: { type?: unknown };
        };
        expect(response.status, route.path).toBeLessThan(500);
        expect(body.ok, route.path).toBe(response.ok);
        if (response.ok) return;
        expect(typeof body.error?.type, route.path).toBe("string");
        expect((await visible(lab, since)) === before, `${route.path} changed something and refused`).toBe(
          true,
        );
      }),
      { numRuns },
    );
  } finally {
    requests.done();
    await lab.close();
  }
});
