import { describe, expect, test } from "vitest";
import { testApi } from "../support/test-api.ts";

const minuteMs = 60_000;

/** What the lab was asked that lets time pass. */
const movesOf = ({ lab }: ReturnType<typeof testApi>) => lab.calls.filter(({ name }) => name !== "time");

describe("an action attempt", () => {
  test("is pending in the answer to the request that begins it", async () => {
    const api = testApi();
    const { body } = await api.sendJson("POST", "/locks/unlock_door", { device_id: "device-1" });
    expect(body).toMatchObject({ action_attempt: { status: "pending" } });
    expect(api.lab.calls).toEqual([]);
  });

  test.each([
    ["POST", "/locks/unlock_door", { device_id: "device-1" }],
    ["POST", "/locks/lock_door", { device_id: "device-1" }],
    ["POST", "/access_codes/create", { device_id: "device-1" }],
    ["PATCH", "/access_codes/update", { access_code_id: "code-1" }],
    ["POST", "/access_codes/delete", { access_code_id: "code-1" }],
  ])("%s %s with sync answers with its end", async (method, path, input) => {
    const api = testApi();
    const { body } = await api.sendJson(method, path, { ...input, sync: true });
    expect(body).toMatchObject({ action_attempt: { status: "success" } });
    expect(api.lab.calls).toEqual([{ name: "runUntil", input: minuteMs }]);
  });

  test("a conversion with sync is answered once the lock has decided it", async () => {
    const api = testApi();
    const input = { access_code_id: "code-1", sync: true };
    const { status } = await api.sendJson("POST", "/access_codes/unmanaged/convert_to_managed", input);
    expect(status).toBe(200);
    expect(api.lab.calls).toEqual([{ name: "runUntil", input: minuteMs }]);
  });

  test("that is asked for lets the world run until it has ended", async () => {
    const api = testApi();
    const { body } = await api.send("GET", "/action_attempts/get?action_attempt_id=attempt-1");
    expect(body).toMatchObject({ action_attempt: { status: "success" } });
    expect(movesOf(api)).toEqual([{ name: "runUntil", input: minuteMs }]);
  });

  test("that has ended does not move the world", async () => {
    const api = testApi();
    api.service.settle();
    const { body } = await api.send("GET", "/action_attempts/get?action_attempt_id=attempt-1");
    expect(body).toMatchObject({ action_attempt: { status: "success" } });
    expect(movesOf(api)).toEqual([]);
  });
});
