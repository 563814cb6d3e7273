import fc from "fast-check";
import { expect, test } from "vitest";
import { withNextPage } from "../../src/api/next-page.ts";
import { readQuery } from "../../src/api/query.ts";
import { routes } from "../../src/api/routes.ts";

const listDevices = routes.find(({ path }) => path === "/devices/list");

test("the address of the next page asks for the same with its cursor, whatever was asked for", () => {
  const text = fc.string({ minLength: 1 });
  const asked = fc.record(
    {
      device_ids: fc.array(text, { maxLength: 3 }),
      search: text,
      limit: fc.integer({ min: 1, max: 9 }),
      custom_metadata_has: fc.record({ house: text }),
      page_cursor: fc.constant(null),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(asked, text, (parameters, cursor) => {
      const pagination = { has_next_page: true, next_page_cursor: cursor, next_page_url: null };
      const answer = withNextPage({ devices: [], pagination }, parameters, "http://lab/devices/list?x=1");
      const { next_page_url } = answer["pagination"] as { next_page_url: string };
      const { origin, pathname, searchParams } = new URL(next_page_url);
      expect(origin + pathname).toBe("http://lab/devices/list");
      const read = readQuery(searchParams, listDevices?.input as never);
      expect(JSON.parse(JSON.stringify(read))).toEqual({ ...parameters, page_cursor: cursor });
    }),
  );
});

test("an answer without another page stays as it is", () => {
  const last = {
    devices: [],
    pagination: { has_next_page: false, next_page_cursor: null, next_page_url: null },
  };
  for (const answer of [last, { device: {} }]) expect(withNextPage(answer, {}, "http://lab/x")).toBe(answer);
});
