import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { readQuery } from "../../src/api/query.ts";
import { testApi } from "../support/test-api.ts";
import { queryOf } from "../support/valid-requests.ts";

const schema = z.object({
  text: z.string().exactOptional(),
  cursor: z.string().nullable().exactOptional(),
  ids: z.array(z.string()).exactOptional(),
  limit: z.int().exactOptional(),
  flag: z.boolean().exactOptional(),
});

const read = (query: string) => ({ ...readQuery(new URLSearchParams(query), schema) });

describe("a query", () => {
  test.each([
    ["ids=a&ids=b", { ids: ["a", "b"] }],
    ["ids=a", { ids: ["a"] }],
    ["ids=", { ids: [] }],
    ["ids[]=a&ids[]=b", { ids: ["a", "b"] }],
    ["ids%5B%5D=a", { ids: ["a"] }],
    ["ids[]=", { ids: [] }],
    ["cursor=", { cursor: null }],
    ["limit=12", { limit: 12 }],
    ["limit=-1.5", { limit: -1.5 }],
    ["limit=0x10", { limit: "0x10" }],
    ["limit=ten", { limit: "ten" }],
    ["flag=true", { flag: true }],
    ["flag=false", { flag: false }],
    ["flag=1", { flag: "1" }],
    ["text=42", { text: "42" }],
    ["text=true", { text: "true" }],
    ["text=a&text=b", { text: ["a", "b"] }],
    ["_strict=true", {}],
    ["filter.name=a&filter.place.room=b", { filter: { name: "a", place: { room: "b" } } }],
  ])("%s means %j", (query, parameters) => {
    expect(JSON.parse(JSON.stringify(read(query)))).toEqual(parameters);
  });

  test("says the same as the JSON that it was written from", () => {
    const text = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(
        fc.record(
          {
            text,
            cursor: fc.option(text),
            ids: fc.array(text),
            limit: fc.integer(),
            flag: fc.boolean(),
          },
          { requiredKeys: [] },
        ),
        (parameters) => {
          expect(read(queryOf(parameters))).toEqual({ ...parameters });
        },
      ),
    );
  });

  test("cannot reach the prototype of objects", () => {
    read("__proto__.polluted=yes&constructor.prototype.polluted=yes&__proto__=a");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("the world is asked", () => {
  test("for none of the devices when the list is empty", async () => {
    const api = testApi();
    await api.send("GET", "/devices/list?device_ids=&_strict=true");
    expect(api.service.calls).toEqual([{ name: "devices.list", input: { device_ids: [] } }]);
  });

  test("for the parameters of query and body together, the body's over the query's", async () => {
    const api = testApi();
    await api.send("POST", "/access_codes/list?limit=5&device_id=from-query", {
      body: JSON.stringify({ device_id: "from-body" }),
      headers: { "content-type": "application/json" },
    });
    expect(api.service.calls).toEqual([
      { name: "accessCodes.list", input: { device_id: "from-body", limit: 5 } },
    ]);
  });

  test("to delete what the query of a DELETE names", async () => {
    const api = testApi();
    const answer = await api.send(
      "DELETE",
      "/access_codes/delete?access_code_id=code-1&sync=false&_strict=true",
    );
    expect(answer.status).toBe(200);
    expect(api.service.calls).toEqual([{ name: "accessCodes.delete", input: { access_code_id: "code-1" } }]);
  });
});
