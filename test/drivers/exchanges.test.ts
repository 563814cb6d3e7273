import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { drivers } from "../../drivers/index.ts";
import type { DeviceContext, LockDriver, Operation } from "../../src/driver/lock-driver.ts";
import type { IssueOperation } from "../../src/driver/offline-codes.ts";
import { projectPath } from "../support/project-path.ts";

/**
 * Golden messages of each vendor, written down apart from its dialect: what an operation is on the wire, and what a message
 * means. PINs in them are made up, and a difference is told by the line, not by what it holds.
 */
const Exchange = z.discriminatedUnion("channel", [
  z.strictObject({
    channel: z.literal("command"),
    operation: z.looseObject({ type: z.string() }),
    /** What the device has reported, where that decides how it is said. */
    details: z.record(z.string(), z.unknown()).optional(),
    body: z.looseObject({ type: z.string() }),
    source: z.string().min(1),
  }),
  z.strictObject({
    channel: z.enum(["reply", "event", "state"]),
    body: z.looseObject({ type: z.string() }),
    signals: z.array(z.looseObject({ type: z.string() })),
    source: z.string().min(1),
  }),
]);

const device: DeviceContext = { zone: "America/New_York", now: Date.UTC(2026, 0, 5, 12) };

interface JobQuestion {
  readonly type: "jobQuestion";
  readonly job: string;
}

function saidBy(
  driver: LockDriver,
  operation: Operation | IssueOperation | JobQuestion,
  told: DeviceContext,
): unknown {
  switch (operation.type) {
    case "issue":
      return driver.offline?.encode(operation, told);
    case "jobQuestion":
      return driver.encodeJobQuestion?.(operation.job);
    default:
      return driver.encode(operation, told);
  }
}

/** As JSON, which knows no `undefined`. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe.each(Object.entries(drivers))("%s", (vendor, driver) => {
  const exchanges = readFileSync(projectPath(`fixtures/${vendor}/exchanges.jsonl`), "utf8")
    .trim()
    .split("\n")
    .map((line) => Exchange.parse(JSON.parse(line)));

  test.each(exchanges.map((exchange, index) => [index + 1, exchange] as const))("line %i", (_, exchange) => {
    expect(driver.wire[exchange.channel].safeParse(exchange.body).success, "obeys the wire").toBe(true);
    if (exchange.channel === "command") {
      const operation = exchange.operation as unknown as Operation | IssueOperation | JobQuestion;
      const facts = exchange.details && { reachable: true, details: exchange.details };
      const told = { ...device, facts };
      const said = saidBy(driver, operation, told);
      expect(JSON.stringify(plain(said)) === JSON.stringify(exchange.body), "is said so").toBe(true);
    } else {
      const meant = plain(driver.decode(exchange.body, device));
      expect(meant).toEqual(exchange.signals);
    }
  });

  test("every form of its wire has a line", () => {
    for (const channel of ["command", "reply", "event", "state"] as const) {
      const told = new Set(exchanges.filter((one) => one.channel === channel).map(({ body }) => body.type));
      expect([...told].sort(), channel).toEqual(formsOf(driver.wire[channel]));
    }
  });
});

/** The `type`s of a channel's bodies. */
function formsOf(schema: z.ZodType): string[] {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const forms = json.oneOf ?? json.anyOf ?? [json];
  return forms
    .map((form) => (typeof form === "object" ? form.properties?.["type"] : undefined))
    .map((type) => String(typeof type === "object" ? type.const : undefined))
    .filter((type, index, all) => all.indexOf(type) === index)
    .sort();
}
