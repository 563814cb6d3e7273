import fc from "fast-check";
import { expect, test } from "vitest";
import type { ListAccessCodes } from "../../src/access-codes/service.ts";
import { accountId, deviceIds, SeamWorld } from "../support/seam-world.ts";

test("codes are found by id, and by device and PIN; others are not found", () => {
  const world = new SeamWorld();
  const id = world.create("native", { code: "0042" });
  const { get } = world.service.accessCodes;
  expect(get({ device_id: deviceIds.native, code: "0042" }).access_code_id).toBe(id);
  for (const query of [
    { access_code_id: "nobody" },
    { device_id: deviceIds.native, code: "0043" },
    { device_id: deviceIds.editing, code: "0042" },
    { access_code_id: id, device_id: deviceIds.editing },
  ]) {
    expect(() => get(query)).toThrow("Access code not found");
  }
});

test("a list is of those that match, whatever it is asked by", () => {
  const world = new SeamWorld();
  const [ann, bob] = ["Ann", "Bob"].map((name, index) =>
    world.create("native", { name, code: `000${index}` }),
  );
  const cy = world.create("editing", { name: "Cy", code: "0001" });
  const list = (query: ListAccessCodes) =>
    world.service.accessCodes.list(query).items.map(({ access_code_id }) => access_code_id);
  expect(list({})).toEqual([ann, bob, cy]);
  expect(list({ device_id: deviceIds.native })).toEqual([ann, bob]);
  expect(list({ access_code_ids: [cy, ann ?? "", cy, "nobody"] })).toEqual([ann, cy]);
  expect(list({ access_code_ids: [] })).toEqual([]);
  expect(list({ device_id: deviceIds.native, access_code_ids: [cy] })).toEqual([]);
  expect(list({ search: "bo" })).toEqual([bob]);
  expect(list({ search: "0001" })).toEqual([bob, cy]);
  expect(list({ search: cy })).toEqual([cy]);
  expect(list({ search: "nobody" })).toEqual([]);
  expect(list({ customer_ids: ["customer"] })).toEqual([]);
  expect(list({ user_identifier_key: "user" })).toEqual([]);
  const account = world.accounts.get(accountId);
  if (account) world.accounts.save({ ...account, userIdentifierKey: "user" });
  expect(list({ user_identifier_key: "user", device_id: deviceIds.editing })).toEqual([cy]);
});

test("leafing through a list, whatever comes and goes meanwhile, shows each code that stays once", () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("create" as const) }),
    fc.record({ do: fc.constant("delete" as const), pick: fc.nat(9) }),
    fc.record({ do: fc.constant("restart" as const) }),
    fc.record({ do: fc.constant("page" as const) }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 30 }), (limit, steps) => {
      const world = new SeamWorld();
      const live = ["0001", "0002", "0003", "0004", "0005"].map((code) => world.create("native", { code }));
      const stayed = new Set(live);
      const shown: string[] = [];
      let page_cursor: string | null | undefined;
      const leaf = () => {
        const { items, pagination } = world.service.accessCodes.list({
          limit,
          ...(page_cursor && { page_cursor }),
        });
        shown.push(...items.map(({ access_code_id }) => access_code_id));
        page_cursor = pagination.next_page_cursor;
      };
      leaf();
      for (const step of steps) {
        if (step.do === "create") live.push(world.create("native", { preferred_code_length: 6 }));
        if (step.do === "restart") world.restart();
        if (step.do === "page" && page_cursor) leaf();
        if (step.do === "delete") {
          const [gone = ""] = live.splice(step.pick % live.length, 1);
          if (gone !== "") world.service.accessCodes.delete({ access_code_id: gone });
          stayed.delete(gone);
          if (live.length === 0) live.push(world.create("native", { preferred_code_length: 6 }));
        }
      }
      while (page_cursor) leaf();
      expect(new Set(shown).size).toBe(shown.length);
      expect(shown).toEqual(expect.arrayContaining([...stayed]));
    }),
    { numRuns: 100 },
  );
});

test("a list is taken page by page, and a cursor belongs to its request", () => {
  const world = new SeamWorld();
  const ids = ["0001", "0002", "0003"].map((code) => world.create("native", { code }));
  const { list } = world.service.accessCodes;
  const first = list({ device_id: deviceIds.native, limit: 2 });
  expect(first.items.map((item) => item.access_code_id)).toEqual(ids.slice(0, 2));
  expect(first.pagination.has_next_page).toBe(true);
  const page_cursor = first.pagination.next_page_cursor;
  const second = list({ device_id: deviceIds.native, limit: 2, page_cursor });
  expect(second.items.map((item) => item.access_code_id)).toEqual(ids.slice(2));
  expect(second.pagination).toEqual({ has_next_page: false, next_page_cursor: null, next_page_url: null });
  for (const query of [
    { limit: 3, page_cursor },
    { device_id: deviceIds.native, limit: 2, page_cursor: "x" },
  ]) {
    expect(() => list(query)).toThrow("page_cursor");
  }
});
