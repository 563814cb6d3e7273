import { readFileSync } from "node:fs";
import published from "@asyncapi/specs/schemas/3.0.0-without-$id.json" with { type: "json" };
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { drivers } from "../../drivers/index.ts";
import { asyncApiDocument } from "../../src/wire/async-api.ts";
import { channels } from "../../src/wire/topics.ts";
import { projectPath } from "../support/project-path.ts";

const wires = Object.values(drivers).map(({ wire }) => wire);
// What a reader gets is JSON: what it cannot hold is gone.
const document = JSON.parse(JSON.stringify(asyncApiDocument(wires, "1.2.3")));

/** AsyncAPI's published schema names formats that Ajv knows only with a plug-in; its pointers inside are what counts. */
const validate = new Ajv({ strict: false, validateFormats: false, logger: false }).compile(published);

test("the wire contracts are an AsyncAPI 3 document, by its own published schema", () => {
  expect(validate(document), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
});

test("a document that is none is found out", () => {
  expect(validate({ ...document, operations: { odd: { action: "shout", channel: {} } } })).toBe(false);
});

describe.each(wires.map((wire) => [wire.vendor, wire] as const))("%s", (vendor, wire) => {
  test("has a channel for each of its topics, with the types of its bodies as messages", () => {
    for (const channel of channels) {
      const { address, messages } = document.channels[`${vendor}.${channel}`];
      expect(address).toBe(`lockstep/${vendor}/{gateway}/{device}/${channel}`);
      expect(Object.keys(messages).length).toBeGreaterThan(0);
    }
  });

  test("takes the golden messages, and none of them with a field too many", () => {
    const golden = readFileSync(projectPath(`fixtures/${vendor}/exchanges.jsonl`), "utf8")
      .trim()
      .split("\n");
    for (const [index, line] of golden.entries()) {
      const { channel, body } = JSON.parse(line);
      const { payload } = document.channels[`${vendor}.${channel}`].messages[body.type];
      const takes = new Ajv({ strict: false, validateFormats: false }).compile(payload);
      const message = {
        id: "00000000-0000-4000-8000-000000000001",
        seq: 0,
        sentAt: "2026-01-01T00:00:00.000Z",
      };
      expect(takes({ ...message, body }), `line ${index + 1}`).toBe(true);
      expect(takes({ ...message, body: { ...body, odd: true } }), `line ${index + 1}, with more`).toBe(false);
    }
  });

  test("names the fields that hold a PIN", () => {
    const { messages } = document.channels[`${vendor}.command`];
    for (const message of Object.values<Record<string, unknown>>(messages))
      expect(message["x-secret-fields"]).toEqual(wire.secretFields);
  });
});
