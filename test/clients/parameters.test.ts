import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { routes } from "../../src/api/routes.ts";
import { DoorDesk } from "./door-desk.ts";
import { changing } from "./parameters/changing.ts";
import { creating } from "./parameters/creating.ts";
import { finding } from "./parameters/finding.ts";
import { specified } from "./seam-schemas.ts";

const promises = { ...creating, ...changing, ...finding };

/** The ten endpoints of the Access Code API. */
const paths = [
  "create",
  "create_multiple",
  "delete",
  "generate_code",
  "get",
  "list",
  "pull_backup_access_code",
  "report_device_constraints",
  "update",
  "update_multiple",
].map((name) => `/access_codes/${name}`);

test.each(paths)("%s: something is promised of each of Seam's parameters", (path) => {
  expect(Object.keys(promises[path] ?? {}).sort()).toEqual([...specified(path).parameters].sort());
});

describe.each(Object.entries(promises))("%s", (path, parameters) => {
  const shape = routes.find((route) => route.path === path)?.input.shape;
  const said = (parameter: string) => (shape?.[parameter] as z.ZodType | undefined)?.description;
  const stories = Object.entries(parameters).map(([name, story]) => ({ name, said: said(name), ...story }));

  test.each(stories)("$name: $said", async ({ shows, vendors = ["august"] }) => {
    const desk = await DoorDesk.open(vendors);
    try {
      await shows(desk);
    } finally {
      await desk.lab.close();
    }
  });
});
