import { openapi } from "@seamapi/types/connect";
import { Ajv2020 as Ajv } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { routes } from "../../src/api/routes.ts";
import { testApi } from "../support/test-api.ts";
import { offeredGroups } from "./offered-groups.ts";
import { specified } from "./seam-schemas.ts";

// biome-ignore lint/suspicious/noExplicitAny: documents are looked at by their paths.
type Document = any;

const served: Document = (await testApi().send("GET", "/openapi.json")).body;
const seamPaths = routes.map(({ path }) => path).filter((path) => path in openapi.paths);

/** Paths that Seam specifies and a lab does not offer, with the reason. */
const pages = "a lab shows no pages of Seam's that could be customised";

const sessions = "a lab's sessions end by themselves";

const missingPaths: Readonly<Record<string, string>> = {
  "/client_sessions/delete": sessions,
  "/client_sessions/grant_access": sessions,
  "/client_sessions/list": sessions,
  "/client_sessions/revoke": sessions,
  "/workspaces/customization_profiles/create": pages,
  "/workspaces/customization_profiles/get": pages,
  "/workspaces/customization_profiles/list": pages,
  "/workspaces/customization_profiles/update": pages,
  "/workspaces/customization_profiles/upload_images": pages,
  "/workspaces/find_anything": "each list has a search of its own",
};

const foreign = "there is no such thing in a lab";
const browser = "connect webviews are pages of Seam's; a lab's accounts are there from the start";

/** Parameters of Seam's that are refused rather than ignored, with the reason. */
const refusedParameters: Readonly<Record<string, string>> = {
  connect_webview_ids: browser,
  user_identity_id: foreign,
  user_identity_ids: foreign,
  access_method_id: foreign,
  acs_system_id: foreign,
  acs_system_ids: foreign,
  customer_id: foreign,
  customer_ids: foreign,
  customer_key: foreign,
  connect_webview_id: browser,
  space_id: foreign,
  unstable_location_id: foreign,
};

/** Keys that answers have beyond Seam's specification. */
const addedKeys: Readonly<Record<string, string>> = {
  "/locks/list pagination": "limit and page_cursor are taken",
  "/devices/unmanaged/list pagination": "limit and page_cursor are taken",
};

const propertiesOf = (schema: Document): string[] => Object.keys(schema?.properties ?? {}).sort();

const bodyOf = (document: Document, path: string): Document =>
  document.paths[path]?.post?.requestBody?.content["application/json"].schema;

const answerOf = (document: Document, path: string): string[] =>
  propertiesOf(document.paths[path]?.post?.responses[200]?.content?.["application/json"].schema);

test("the document is OpenAPI 3.1, and every schema in it is JSON Schema", () => {
  expect(served.openapi).toMatch(/^3\.1/);
  const ajv = new Ajv({ strict: false, formats: { "date-time": true } });
  ajv.addSchema({ $id: "lab", components: served.components });
  for (const path of Object.keys(served.paths)) {
    const body = bodyOf(served, path);
    if (body) expect(() => ajv.compile(body), path).not.toThrow();
  }
  expect(Object.keys(served.paths).sort()).toEqual(routes.map(({ path }) => path).sort());
});

test("every path of the groups is offered, or missing for a reason that still holds", () => {
  const specifiedPaths = Object.keys(openapi.paths).filter((path) =>
    offeredGroups.includes(path.split("/")[1] ?? ""),
  );
  const missing = specifiedPaths.filter((path) => !(path in served.paths));
  expect(missing.sort()).toEqual(Object.keys(missingPaths).sort());
});

describe.each(seamPaths)("%s", (path) => {
  test("has Seam's methods", () => {
    const methods = Object.keys(served.paths[path]).map((method) => method.toUpperCase());
    expect(methods.sort()).toEqual(specified(path).methods.sort());
  });

  test("takes Seam's parameters, or refuses them for a reason", () => {
    const offered = propertiesOf(bodyOf(served, path));
    const missing = specified(path).parameters.filter((parameter) => !offered.includes(parameter));
    expect(missing.filter((parameter) => refusedParameters[parameter] === undefined)).toEqual([]);
  });

  test("requires what Seam requires", () => {
    expect([...(bodyOf(served, path)?.required ?? [])].sort()).toEqual([...specified(path).required].sort());
  });

  test("answers with Seam's keys, and others only for a reason", () => {
    const offered = answerOf(served, path);
    const wanted = [...specified(path).responseKeys, "ok"];
    expect(wanted.filter((key) => !offered.includes(key))).toEqual([]);
    const specifiedKeys = answerOf(openapi, path);
    const added = offered.filter((key) => ![...specifiedKeys, "ok"].includes(key));
    expect(added.filter((key) => addedKeys[`${path} ${key}`] === undefined)).toEqual([]);
  });
});

test("no reason is left over", () => {
  const refused = seamPaths.flatMap((path) => {
    const offered = propertiesOf(bodyOf(served, path));
    return specified(path).parameters.filter((parameter) => !offered.includes(parameter));
  });
  expect([...new Set(refused)].sort()).toEqual(Object.keys(refusedParameters).sort());
});
