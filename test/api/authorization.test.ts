import { describe, expect, test } from "vitest";
import { routes } from "../../src/api/routes.ts";
import { testApi, testApiKey } from "../support/test-api.ts";
import { validRequest } from "../support/valid-requests.ts";

const wrongHeaders = [
  "",
  testApiKey,
  "Bearer",
  "Bearer ",
  `Bearer ${testApiKey}x`,
  `Bearer ${testApiKey.slice(0, -1)}`,
  `Bearer ${testApiKey} ${testApiKey}`,
  `Basic ${testApiKey}`,
];

describe.each(routes.filter((route) => !route.isOpen))("$path", (route) => {
  test.each(wrongHeaders)("refuses the header %j", async (authorization) => {
    const api = testApi();

    const [method = "GET"] = route.methods;
    const answer = await api.send(method, route.path, {
      headers: { authorization, "content-type": "application/json" },
      ...(method === "GET" ? {} : { body: JSON.stringify(validRequest(route)) }),
    });

    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ error: { type: "unauthorized" }, ok: false });
    expect(api.reached()).toEqual([]);
  });
});

test("a missing header is refused like a wrong one", async () => {
  const response = await testApi().fetch(new Request("http://lab.test/workspaces/get"));
  expect(response.status).toBe(401);
});

test("only /health is open", async () => {
  expect(routes.filter((route) => route.isOpen).map((route) => route.path)).toEqual(["/health"]);
  expect((await testApi().send("GET", "/health", { headers: { authorization: "" } })).status).toBe(200);
});
