import { describe, expect, test } from "vitest";
import { routes } from "../../src/api/routes.ts";
import {
  goldenAccessCode,
  goldenAccount,
  goldenAttempt,
  goldenClientSession,
  goldenDevice,
  goldenEvent,
  goldenProvider,
  goldenUnmanagedCode,
  goldenUnmanagedDevice,
  goldenWebhook,
  goldenWorkspace,
} from "../support/service-double.ts";
import { testApi } from "../support/test-api.ts";
import { validRequest } from "../support/valid-requests.ts";
import { expectSeamObject, type SeamObjectName, specified } from "./seam-schemas.ts";

const seamRoutes = routes.filter(({ path }) => !path.startsWith("/_lockstep/") && path !== "/health");

describe.each(seamRoutes.map((route) => [route.path, route] as const))(
  "%s, as Seam specifies it",
  (path, route) => {
    const specification = specified(path);

    test("takes exactly the specified methods", () => {
      expect([...route.methods].sort()).toEqual(specification.methods.sort());
    });

    test("knows every specified parameter, so that none is ignored by oversight", () => {
      expect(Object.keys(route.input.shape)).toEqual(expect.arrayContaining(specification.parameters));
    });

    test("refuses a request without what is required", async () => {
      for (const parameter of specification.required) {
        const { [parameter]: _left, ...rest } = validRequest(route);
        const { status, body } = await testApi().sendJson("POST", path, rest);
        expect(status, parameter).toBe(400);
        expect(body).toMatchObject({
          error: { validation_errors: { [parameter]: { _errors: ["Required"] } } },
        });
      }
    });

    test("answers with the specified keys", async () => {
      const { body } = await testApi().sendJson("POST", path, validRequest(route));
      expect(Object.keys(body)).toEqual(expect.arrayContaining([...specification.responseKeys]));
    });
  },
);

test.each<[SeamObjectName, unknown]>([
  ["access_code", goldenAccessCode],
  ["action_attempt", goldenAttempt],
  ["connected_account", goldenAccount],
  ["device", goldenDevice],
  ["seam_event", goldenEvent],
  ["unmanaged_access_code", goldenUnmanagedCode],
  ["unmanaged_device", goldenUnmanagedDevice],
  ["device_provider", goldenProvider],
  ["client_session", goldenClientSession],
  ["webhook", goldenWebhook],
  ["workspace", goldenWorkspace],
])("the golden %s is valid under Seam's own schema", (name, golden) => {
  expectSeamObject(name, golden);
});
