import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Method, Route } from "../../src/api/route.ts";
import { fakeRoutes, routes } from "../../src/api/routes.ts";
import { testApi } from "../support/test-api.ts";
import { queryOf, takesQuery, validRequest } from "../support/valid-requests.ts";

/** The device is looked for, something is done to it, and time passes until it shows. */
const simulation = ["devices.get", "devices.get", "simulate", "time", "runUntil"];

/** What a request that is in order asks of the world. */
const asks: Readonly<Record<string, string[]>> = {
  "/access_codes/create": ["accessCodes.create"],
  "/access_codes/create_multiple": ["accessCodes.createMultiple"],
  "/access_codes/pull_backup_access_code": ["accessCodes.pullBackup"],
  "/access_codes/report_device_constraints": ["accessCodes.reportDeviceConstraints"],
  "/access_codes/update_multiple": ["accessCodes.updateMultiple"],
  "/access_codes/delete": ["accessCodes.delete"],
  "/access_codes/generate_code": ["accessCodes.generateCode"],
  "/access_codes/get": ["accessCodes.get"],
  "/access_codes/list": ["accessCodes.list"],
  "/access_codes/update": ["accessCodes.update"],
  "/access_codes/unmanaged/get": ["unmanagedCodes.get"],
  "/access_codes/unmanaged/list": ["unmanagedCodes.list"],
  "/access_codes/unmanaged/update": ["unmanagedCodes.convertToManaged"],
  "/access_codes/unmanaged/delete": ["unmanagedCodes.delete"],
  "/access_codes/unmanaged/convert_to_managed": ["unmanagedCodes.convertToManaged"],
  "/access_codes/simulate/create_unmanaged_access_code": [
    "unmanagedCodes.requireVisible",
    "unmanagedCodes.list",
    "unmanagedCodes.list",
    "unmanagedCodes.list",
    "editLock",
    "time",
    "runUntil",
  ],
  "/action_attempts/get": [
    "actionAttempts.get",
    "actionAttempts.get",
    "actionAttempts.get",
    "time",
    "runUntil",
  ],
  "/action_attempts/list": ["actionAttempts.list"],
  "/client_sessions/create": ["workspaces.createClientSession"],
  "/client_sessions/get": ["workspaces.getClientSession"],
  "/client_sessions/get_or_create": ["workspaces.getOrCreateClientSession"],
  "/connected_accounts/get": ["connectedAccounts.get"],
  "/connected_accounts/update": ["connectedAccounts.update"],
  "/connected_accounts/delete": ["connectedAccounts.delete"],
  "/connected_accounts/sync": ["connectedAccounts.sync"],
  "/devices/update": ["devices.update"],
  "/devices/delete": ["devices.delete"],
  "/devices/list_device_providers": ["devices.listProviders"],
  "/devices/unmanaged/get": ["devices.getUnmanaged"],
  "/devices/unmanaged/list": ["devices.listUnmanaged"],
  "/devices/unmanaged/update": ["devices.getUnmanaged", "devices.update"],
  "/devices/simulate/connect": [
    "devices.get",
    "devices.isListed",
    "devices.get",
    "simulate",
    "time",
    "runUntil",
  ],
  "/devices/simulate/disconnect": simulation,
  "/devices/simulate/connect_to_hub": simulation,
  "/devices/simulate/disconnect_from_hub": simulation,
  "/devices/simulate/remove": ["devices.get", "devices.isListed", "simulate", "time", "runUntil"],
  "/connected_accounts/list": ["connectedAccounts.list"],
  "/devices/get": ["devices.get"],
  "/devices/list": ["devices.list"],
  "/events/get": ["events.get"],
  "/events/list": ["events.list"],
  "/locks/get": ["devices.get"],
  "/locks/list": ["devices.list"],
  "/locks/lock_door": ["locks.lockDoor"],
  "/locks/simulate/keypad_code_entry": ["locks.enterCode"],
  "/locks/simulate/manual_lock_via_keypad": ["locks.lockViaKeypad"],
  "/locks/unlock_door": ["locks.unlockDoor"],
  "/webhooks/create": ["webhooks.create"],
  "/webhooks/delete": ["webhooks.delete"],
  "/webhooks/get": ["webhooks.get"],
  "/webhooks/list": ["webhooks.list"],
  "/webhooks/update": ["webhooks.update"],
  "/workspaces/create": ["workspaces.create"],
  "/workspaces/get": ["workspaces.get"],
  "/workspaces/list": ["workspaces.list"],
  "/workspaces/update": ["workspaces.update"],
  "/workspaces/reset_sandbox": ["workspaces.get", "resetSandbox"],
  "/health": [],
  "/_lockstep/time": ["time"],
  "/_lockstep/time/advance": ["advance"],
  "/_lockstep/time/pace": ["setPace"],
  "/_lockstep/locks/get": ["inspectLock"],
  "/_lockstep/locks/would_open": ["wouldOpen"],
  "/_lockstep/locks/enter_code": ["enterCode"],
  "/_lockstep/locks/edit": ["editLock"],
  "/_lockstep/faults/inject": ["injectFault"],
  "/_lockstep/faults/list": ["listFaults"],
  "/_lockstep/faults/heal": ["healFaults"],
  "/_lockstep/trace": ["trace"],
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
    expect(Object.keys(answer.body).sort()).toEqual([...Object.keys(route.answers), "ok"].sort());
    expect(z.object(route.answers).safeParse(answer.body).error?.issues ?? []).toEqual([]);
    expect(api.reached().map(({ name }) => name)).toEqual(asks[path]);
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
    [...routes, ...fakeRoutes].map((route) => route.path).sort(),
  );
});
