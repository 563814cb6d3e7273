import { describe, expect, test } from "vitest";
import {
  invalidInput,
  RequestError,
  type RequestErrorType,
  requestErrorStatus,
} from "../../src/lock/errors.ts";
import { testApi } from "../support/test-api.ts";

describe("an error of the client", () => {
  test("a missing parameter is named in Seam's words", async () => {
    const { body, status } = await testApi().sendJson("POST", "/access_codes/create", {});

    expect(status).toBe(400);
    expect(body).toEqual({
      error: {
        type: "invalid_input",
        message: 'Required for provided "device_id"',
        request_id: "request_00000000-0000-4000-8000-000000000001",
        validation_errors: { _errors: [], device_id: { _errors: ["Required"] } },
      },
      ok: false,
    });
  });

  test.each([
    ["/devices/list", { device_ids: 4242 }, "device_ids", "Expected array, received number"],
    ["/devices/get", { device_id: 4242 }, "device_id", "Expected string, received number"],
    ["/devices/get", { device_id: null }, "device_id", "Expected string, received null"],
    ["/access_codes/create", { device_id: "d", name: [] }, "name", "Expected string, received array"],
    [
      "/access_codes/create",
      { device_id: "d", code: "123" },
      "code",
      "String must contain at least 4 character(s)",
    ],
    [
      "/access_codes/create",
      { device_id: "d", code: "1234567890" },
      "code",
      "String must contain at most 9 character(s)",
    ],
    ["/access_codes/create", { device_id: "d", code: "12a4" }, "code", "Expected only digits"],
    ["/access_codes/list", { limit: 0 }, "limit", "Number must be greater than or equal to 1"],
    ["/access_codes/list", { limit: 1.5 }, "limit", "Expected integer, received float"],
    [
      "/access_codes/update",
      { access_code_id: "a", type: "forever" },
      "type",
      "Invalid enum value. Expected 'ongoing' | 'time_bound'",
    ],
    [
      "/events/list",
      { between: ["2026-03-01T00:00:00Z"] },
      "between",
      "Array must contain at least 2 element(s)",
    ],
  ])("%s says what is wrong with %j", async (path, input, parameter, words) => {
    const { body } = await testApi().sendJson("POST", path, input);

    expect(body).toMatchObject({
      error: {
        type: "invalid_input",
        message: expect.stringContaining(`${words} for provided "${parameter}"`),
        validation_errors: { _errors: [], [parameter]: { _errors: [words] } },
      },
    });
  });

  test("an element of an array is found below the array", async () => {
    const { body } = await testApi().sendJson("POST", "/devices/list", { device_ids: ["a", 1] });

    expect(body).toMatchObject({
      error: {
        message: 'Expected string, received number for provided "device_ids.1"',
        validation_errors: {
          device_ids: { _errors: [], 1: { _errors: ["Expected string, received number"] } },
        },
      },
    });
  });

  test.each(Object.entries(requestErrorStatus))(
    "%s that the service throws has status %i",
    async (type, status) => {
      const api = testApi();
      api.service.failWith(new RequestError(type as RequestErrorType, "Words for the client"));

      const answer = await api.sendJson("POST", "/devices/get", { device_id: "device-1" });

      expect(answer.status).toBe(status);
      expect(answer.body).toMatchObject({ ok: false, error: { type, message: "Words for the client" } });
      expect(api.reports).toEqual([]);
    },
  );

  test("a parameter that the service refuses is named as one that the API refuses", async () => {
    const api = testApi();
    api.service.failWith(invalidInput("ends_at", "must be in the future"));

    const { body } = await api.sendJson("POST", "/access_codes/create", { device_id: "device-1" });

    expect(body).toMatchObject({
      error: {
        type: "invalid_input",
        message: '"ends_at" must be in the future',
        validation_errors: { _errors: [], ends_at: { _errors: ["must be in the future"] } },
      },
    });
  });
});

describe("an error of ours", () => {
  const failing = () => {
    const api = testApi();
    api.service.failWith(new Error("slot 3 holds 4821 and not 73051"));
    return api;
  };

  test("is a 500 that tells nothing", async () => {
    const answer = await failing().send("GET", "/workspaces/get");

    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      error: {
        type: "internal_server_error",
        message: "Internal server error",
        request_id: answer.headers.get("seam-request-id"),
      },
      ok: false,
    });
  });

  test("is reported with where and what, and without a PIN", async () => {
    const api = failing();
    const answer = await api.send("GET", "/workspaces/get");

    expect(api.reports).toEqual([
      {
        requestId: answer.headers.get("seam-request-id"),
        method: "GET",
        path: "/workspaces/get",
        name: "Error",
        message: "slot 3 holds **** and not *****",
        stack: expect.stringContaining("envelope.test.ts"),
      },
    ]);
    expect(/4821|73051/.test(JSON.stringify(api.reports))).toBe(false);
  });
});

describe("every answer", () => {
  test("carries the id of its request, a new one each time", async () => {
    const api = testApi();
    const answers = [
      await api.send("GET", "/health"),
      await api.send("GET", "/nowhere"),
      await api.send("DELETE", "/health"),
      await api.send("GET", "/devices/get"),
      await api.send("GET", "/workspaces/get", { headers: { authorization: "" } }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 404, 405, 400, 401]);
    const ids = answers.map(({ headers }) => headers.get("seam-request-id"));
    expect(new Set(ids).size).toBe(answers.length);
    for (const id of ids) expect(id).toMatch(/^request/);
    for (const { body, headers } of answers.slice(1)) {
      expect(body).toMatchObject({ error: { request_id: headers.get("seam-request-id") }, ok: false });
    }
  });

  test("an unknown path is a 404", async () => {
    const { body, status } = await testApi().sendJson("POST", "/access_codes/creat", {});
    expect(status).toBe(404);
    expect(body).toMatchObject({ error: { type: "not_found" }, ok: false });
  });
});
