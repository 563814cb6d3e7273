import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Method, Route } from "../../src/api/route.ts";
import { routes } from "../../src/api/routes.ts";
import { testApi } from "../support/test-api.ts";
import { queryOf, takesQuery, validRequest } from "../support/valid-requests.ts";

/** The device is looked for, something is done to it, and time passes until it shows. */
const simulation = ["devices.get", "devices.get", "simulate", "time", "runUntil"];

/** What a success carries beside `ok`, and what it asks of the world. */
const answers: Readonly<Record<string, { keys: string[]; asks: string[] }>> = {
  "/access_codes/create": { keys: ["access_code", "action_attempt"], asks: ["accessCodes.create"] },
  "/access_codes/create_multiple": { keys: ["access_codes"], asks: ["accessCodes.createMultiple"] },
  "/access_codes/pull_backup_access_code": {
    keys: ["access_code", "backup_access_code"],
    asks: ["accessCodes.pullBackup"],
  },
  "/access_codes/report_device_constraints": { keys: [], asks: ["accessCodes.reportDeviceConstraints"] },
  "/access_codes/update_multiple": { keys: [], asks: ["accessCodes.updateMultiple"] },
  "/access_codes/delete": { keys: ["action_attempt"], asks: ["accessCodes.delete"] },
  "/access_codes/generate_code": { keys: ["generated_code"], asks: ["accessCodes.generateCode"] },
  "/access_codes/get": { keys: ["access_code"], asks: ["accessCodes.get"] },
  "/access_codes/list": { keys: ["access_codes", "pagination"], asks: ["accessCodes.list"] },
  "/access_codes/update": { keys: ["action_attempt"], asks: ["accessCodes.update"] },
  "/access_codes/unmanaged/get": { keys: ["access_code"], asks: ["unmanagedCodes.get"] },
  "/access_codes/unmanaged/list": { keys: ["access_codes", "pagination"], asks: ["unmanagedCodes.list"] },
  "/access_codes/unmanaged/update": { keys: [], asks: ["unmanagedCodes.convertToManaged"] },
  "/access_codes/unmanaged/delete": { keys: ["action_attempt"], asks: ["unmanagedCodes.delete"] },
  "/access_codes/unmanaged/convert_to_managed": { keys: [], asks: ["unmanagedCodes.convertToManaged"] },
  "/access_codes/simulate/create_unmanaged_access_code": {
    keys: ["access_code"],
    asks: [
      "unmanagedCodes.requireVisible",
      "unmanagedCodes.list",
      "unmanagedCodes.list",
      "unmanagedCodes.list",
      "editLock",
      "time",
      "runUntil",
    ],
  },
  "/action_attempts/get": {
    keys: ["action_attempt"],
    asks: ["actionAttempts.get", "actionAttempts.get", "actionAttempts.get", "runUntil"],
  },
  "/action_attempts/list": { keys: ["action_attempts"], asks: ["actionAttempts.list"] },
  "/connected_accounts/get": { keys: ["connected_account"], asks: ["connectedAccounts.get"] },
  "/connected_accounts/update": { keys: ["connected_account"], asks: ["connectedAccounts.update"] },
  "/connected_accounts/delete": { keys: [], asks: ["connectedAccounts.delete"] },
  "/connected_accounts/sync": { keys: [], asks: ["connectedAccounts.sync"] },
  "/devices/update": { keys: [], asks: ["devices.update"] },
  "/devices/delete": { keys: [], asks: ["devices.delete"] },
  "/devices/list_device_providers": { keys: ["device_providers"], asks: ["devices.listProviders"] },
  "/devices/unmanaged/get": { keys: ["device"], asks: ["devices.getUnmanaged"] },
  "/devices/unmanaged/list": { keys: ["devices", "pagination"], asks: ["devices.listUnmanaged"] },
  "/devices/unmanaged/update": { keys: [], asks: ["devices.getUnmanaged", "devices.update"] },
  "/devices/simulate/connect": { keys: [], asks: simulation },
  "/devices/simulate/disconnect": { keys: [], asks: simulation },
  "/devices/simulate/connect_to_hub": { keys: [], asks: simulation },
  "/devices/simulate/disconnect_from_hub": { keys: [], asks: simulation },
  "/devices/simulate/remove": { keys: [], asks: ["devices.get", "simulate"] },
  "/connected_accounts/list": {
    keys: ["connected_accounts", "pagination"],
    asks: ["connectedAccounts.list"],
  },
  "/devices/get": { keys: ["device"], asks: ["devices.get"] },
  "/devices/list": { keys: ["devices", "pagination"], asks: ["devices.list"] },
  "/events/get": { keys: ["event"], asks: ["events.get"] },
  "/events/list": { keys: ["events"], asks: ["events.list"] },
  "/locks/get": { keys: ["device", "lock"], asks: ["devices.get"] },
  "/locks/list": { keys: ["devices", "locks", "pagination"], asks: ["devices.list"] },
  "/locks/lock_door": { keys: ["action_attempt"], asks: ["locks.lockDoor"] },
  "/locks/simulate/keypad_code_entry": { keys: ["action_attempt"], asks: ["locks.enterCode"] },
  "/locks/simulate/manual_lock_via_keypad": { keys: ["action_attempt"], asks: ["locks.lockViaKeypad"] },
  "/locks/unlock_door": { keys: ["action_attempt"], asks: ["locks.unlockDoor"] },
  "/webhooks/create": { keys: ["webhook"], asks: ["webhooks.create"] },
  "/webhooks/delete": { keys: [], asks: ["webhooks.delete"] },
  "/webhooks/get": { keys: ["webhook"], asks: ["webhooks.get"] },
  "/webhooks/list": { keys: ["webhooks"], asks: ["webhooks.list"] },
  "/webhooks/update": { keys: [], asks: ["webhooks.update"] },
  "/workspaces/create": { keys: ["workspace"], asks: ["workspaces.create"] },
  "/workspaces/get": { keys: ["workspace"], asks: ["workspaces.get"] },
  "/workspaces/list": { keys: ["workspaces"], asks: ["workspaces.list"] },
  "/workspaces/update": { keys: [], asks: ["workspaces.update"] },
  "/workspaces/reset_sandbox": { keys: ["action_attempt"], asks: ["workspaces.get", "resetSandbox"] },
  "/health": { keys: [], asks: [] },
  "/_lockstep/time": { keys: ["now", "mode", "pace"], asks: ["time"] },
  "/_lockstep/time/advance": { keys: ["now"], asks: ["advance"] },
  "/_lockstep/time/pace": { keys: ["now", "mode", "pace"], asks: ["setPace"] },
  "/_lockstep/locks/get": { keys: ["lock"], asks: ["inspectLock"] },
  "/_lockstep/locks/would_open": { keys: ["opens"], asks: ["wouldOpen"] },
  "/_lockstep/locks/enter_code": { keys: ["opened", "reason"], asks: ["enterCode"] },
  "/_lockstep/locks/edit": { keys: [], asks: ["editLock"] },
  "/_lockstep/faults/inject": { keys: ["fault_id"], asks: ["injectFault"] },
  "/_lockstep/faults/list": { keys: ["faults"], asks: ["listFaults"] },
  "/_lockstep/faults/heal": { keys: ["healed"], asks: ["healFaults"] },
  "/_lockstep/trace": { keys: ["trace"], asks: ["trace"] },
};

const sendValid = (api: ReturnType<typeof testApi>, route: Route, method: Method) =>
  takesQuery(method)
    ? api.send(method, `${route.path}?${queryOf(validRequest(route))}`)
    : api.sendJson(method, route.path, validRequest(route));

describe.each(routes.map((route) => [route.path, route] as const))("%s", (path, route) => {
  test.each(route.methods)("%s answers with its keys and asks the world once", async (method) => {
    const api = testApi();

    const answer = await sendValid(api, route, method);

    expect(answer.status).toBe(200);
    expect(answer.body["ok"]).toBe(true);
    expect(Object.keys(answer.body).sort()).toEqual([...(answers[path]?.keys ?? []), "ok"].sort());
    expect(api.reached().map(({ name }) => name)).toEqual(answers[path]?.asks);
  });

  test("every method brings the same parameters to the world", async () => {
    const inputs = await Promise.all(
      route.methods.map(async (method) => {
        const api = testApi();
        await sendValid(api, route, method);
        return api.reached().map(({ input }) => input);
      }),
    );
    for (const input of inputs) expect(input).toEqual(inputs[0]);
  });

  test("any other method is refused with the ones allowed", async () => {
    const allMethods: Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    for (const method of allMethods.filter((method) => !route.methods.includes(method))) {
      const api = testApi();
      const answer = await api.send(method, path);
      expect(answer.status, method).toBe(405);
      expect(answer.body).toMatchObject({ ok: false, error: { type: "method_not_allowed" } });
      expect(answer.headers.get("allow")).toBe(route.methods.join(", "));
      expect(api.reached()).toEqual([]);
    }
  });
});

test("the path of a route's file is the path of its URL", () => {
  const root = fileURLToPath(new URL("../../src/api/", import.meta.url));
  const files = globSync(["*/**/*.ts", "health.ts"], { cwd: root }).filter(
    (file) => !file.endsWith("inputs.ts"),
  );
  expect(files.map((file) => `/${file.replace(/\.ts$/, "")}`).sort()).toEqual(
    routes.map((route) => route.path).sort(),
  );
});
