import { describe, expect, test } from "vitest";
import { testApi } from "../support/test-api.ts";

describe("/_lockstep", () => {
  test("shows a lock's own truth in the API's spelling", async () => {
    const { body } = await testApi().send("GET", "/_lockstep/locks/get?device_id=device-1");
    expect(body).toEqual({
      lock: {
        vendor: "august",
        gateway: "august-bridge-1",
        online: true,
        locked: true,
        capacity: 100,
        slots: [{ slot: 1, pin: "4821", name: "Ada", starts_at: "2026-03-08T10:00:00.000Z", ends_at: null }],
        cloud_view: { loaded: [] },
      },
      ok: true,
    });
  });

  test.each([
    [{ by: "PT72H" }, { by: "PT72H" }],
    [{ by: "90s" }, { by: "90s" }],
    [{ to: "2026-03-08T11:00:00+01:00" }, { to: "2026-03-08T10:00:00.000Z" }],
  ])("advances time by %j", async (input, target) => {
    const api = testApi();
    const { body } = await api.sendJson("POST", "/_lockstep/time/advance", input);
    expect(body).toEqual({ now: "2026-03-08T10:00:00.000Z", ok: true });
    expect(api.lab.calls).toContainEqual({ name: "advance", input: target });
  });

  test("does not begin a step that is longer than a year", async () => {
    const api = testApi();
    const answer = await api.sendJson("POST", "/_lockstep/time/advance", { to: "2027-04-01T00:00:00Z" });
    expect(answer).toMatchObject({ status: 400, body: { error: { type: "invalid_input" } } });
    expect(api.lab.calls.map(({ name }) => name)).toEqual(["time"]);
  });

  test.each([
    [{ action: "add_code", code: "4821", name: "Ada" }],
    [{ action: "add_code", code: "4821" }],
    [{ action: "remove_code", code: "4821" }],
    [{ action: "change_code", code: "4821", new_code: "7305" }],
  ])("edits as the owner's app does: %j", async (edit) => {
    const api = testApi();
    const { status } = await api.sendJson("POST", "/_lockstep/locks/edit", {
      device_id: "device-1",
      ...edit,
    });
    expect(status).toBe(200);
    const { new_code, ...rest } = edit as { new_code?: string };
    expect(api.lab.calls).toEqual([
      {
        name: "editLock",
        input: { deviceId: "device-1", edit: { ...rest, ...(new_code && { newCode: new_code }) } },
      },
    ]);
  });

  test("hands the whole fault object to the lab, which knows the kinds", async () => {
    const api = testApi();
    const fault = {
      kind: "hub.offline",
      target: "hub:*",
      when: { after: "1h" },
      for: "2h",
      params: { loss: 0.5 },
    };
    const { body } = await api.sendJson("POST", "/_lockstep/faults/inject", fault);
    expect(body).toEqual({ fault_id: "fault-1", ok: true });
    expect(api.lab.calls).toEqual([{ name: "injectFault", input: fault }]);
  });

  test.each([
    [{ fault_id: "fault-1" }, "fault-1"],
    [{}, undefined],
  ])("heals %j", async (input, faultId) => {
    const api = testApi();
    await api.sendJson("POST", "/_lockstep/faults/heal", input);
    expect(api.lab.calls).toEqual([{ name: "healFaults", input: faultId }]);
  });

  test("asks for the trace of one device since an instant", async () => {
    const api = testApi();
    await api.send("GET", "/_lockstep/trace?device_id=device-1&since=2026-03-01T00:00:00Z");
    expect(api.lab.calls).toEqual([
      { name: "trace", input: { deviceId: "device-1", since: "2026-03-01T00:00:00.000Z" } },
    ]);
  });
});
