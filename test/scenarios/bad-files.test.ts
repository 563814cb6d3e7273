import { describe, expect, test } from "vitest";
import { parseScenario } from "../../src/scenarios/read-scenario.ts";
import { runScenario } from "../../src/scenarios/run-scenario.ts";
import type { Failure } from "../../src/scenarios/verdict.ts";

const head = "version: 1\nfleet: [{ vendor: august }]\n";

function problemOf(text: string): string {
  try {
    parseScenario("story.yaml", text);
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
  return "";
}

describe("what is wrong with a file is named with its file, line and field, and what is allowed", () => {
  test.each([
    ["version: 2\nfleet: [{ vendor: august }]", "story.yaml:1: version must be 1"],
    ["version: 1", "story.yaml:1: fleet must be a list"],
    [
      `${head}run: *nowhere`,
      "story.yaml:1: the file is not YAML that can be read: an alias that leads nowhere",
    ],
    [`${head}fleets: 1`, "story.yaml:3: fleets is not known here: there are version, name, about"],
    [`${head}start: tomorrow`, 'story.yaml:3: start must be an instant: ISO 8601 ("2026-03-08T10:00:00Z")'],
    [`${head}run: 2 hours`, 'story.yaml:3: run must be a duration: "90s"'],
    [`${head}zone: Mars/Olympus`, "story.yaml:3: zone must be an IANA time zone"],
    [`${head}seed: 1.5`, "story.yaml:3: seed must be a whole number"],
    [`${head}steps:\n  - wait: 2h`, "story.yaml:4: steps.0 must begin with one of advance, until"],
    [
      `${head}steps:\n  - advance: 2h\n    until: {}`,
      "story.yaml:5: steps.0.until cannot stand beside advance",
    ],
    [
      `${head}steps:\n  - advance: 1h\n  - advance: 2h\n    within: 1h`,
      "story.yaml:6: steps.1.within is not known here",
    ],
    [
      `${head}steps:\n  - /codes/create: {}`,
      "story.yaml:4: steps.0./codes/create is no path of the API: there are /access_codes/create",
    ],
    [
      `${head}steps:\n  - /access_codes/create: { code: 4821 }`,
      "story.yaml:4: steps.0./access_codes/create.code must be digits in quotes",
    ],
    [`${head}steps:\n  - press: { code: guest, result: open }`, "must be one of opened, wrong_code"],
    [
      `${head}steps:\n  - press:\n      code: guest\n      times: 0`,
      "story.yaml:6: steps.0.press.times must be at least 1",
    ],
    [
      `${head}expect:\n  guest:\n    state: set`,
      "story.yaml:5: expect.guest.state is not known here: there are status, errors",
    ],
    [
      `${head}expect:\n  guest: { status: ready }`,
      "story.yaml:4: expect.guest.status must be one of setting, set",
    ],
    [
      `${head}expect: { guest: { wire: { pin.put: two } } }`,
      "story.yaml:3: expect.guest.wire.pin.put must be a whole number, or bounds",
    ],
    [
      `${head}expect: { guest: { errors: device_offline } }`,
      "story.yaml:3: expect.guest.errors must be a list of all there are, or",
    ],
    [`${head}run: 1h\nrun: 2h`, "story.yaml:4: the file is not YAML that can be read: duplicate key"],
    [`${head}steps: [`, "the file is not YAML that can be read"],
  ])("%j", (text, expected) => {
    expect(problemOf(text)).toContain(expected);
  });

  test("no PIN of the file is quoted", () => {
    expect(problemOf(`${head}steps:\n  - /access_codes/create: { code: 739518 }`)).not.toContain("739518");
    expect(problemOf(`${head}steps:\n  - edit: { action: add_code, code: 739518 }`)).not.toContain("739518");
    expect(problemOf(`${head}steps:\n  - press: { code: "739518" 1 }`)).not.toContain("739518");
  });
});

async function failuresOf(text: string): Promise<readonly Failure[]> {
  const { held, failures } = await runScenario(parseScenario("story.yaml", head + text));
  expect(held).toBe(failures.length === 0);
  return failures;
}

const create = 'steps:\n  - /access_codes/create: { device_id: august-1, code: "4821" }\n    as: guest\n';

describe("what does not hold fails the scenario, with the line and what was there instead", () => {
  test.each([
    [
      "expect: { guest: { opens: true } }",
      3,
      "expect.guest",
      "is no name that is known by then: there are august-1",
    ],
    [
      `${create}  - expect: { guest: { status: set } }`,
      6,
      "steps.1.expect.guest.status",
      "guest is setting, and not set",
    ],
    [
      `${create}run: 5m\nexpect: { guest: { errors: [device_offline] } }`,
      7,
      "expect.guest.errors",
      "has the errors [], and not [device_offline]",
    ],
    [
      `${create}run: 5m\nexpect: { guest: { events: [created] } }`,
      7,
      "expect.guest.events",
      "had the events [created, set_on_device], and not [created]",
    ],
    [
      `${create}run: 5m\nexpect: { guest: { opens: false } }`,
      7,
      "expect.guest.opens",
      "guest opens the door",
    ],
    [
      `${create}run: 5m\nexpect: { guest: { is: { name: Ada } } }`,
      7,
      "expect.guest.is",
      'guest has the name null, and not "Ada"',
    ],
    [
      `${create}run: 5m\nexpect: { guest: { is: { colour: red } } }`,
      7,
      "expect.guest.is",
      "guest has no colour: there are access_code_id",
    ],
    [
      `${create}run: 5m\nexpect: { guest: { is: { code: "1111" } } }`,
      7,
      "expect.guest.is",
      "has the code (a PIN), and not (a PIN)",
    ],
    [
      `${create}run: 5m\nexpect: { guest: { online: true } }`,
      7,
      "expect.guest.online",
      "cannot be asked of guest: there are status",
    ],
    [
      `${create}run: 5m\nexpect: { august-1: { slots: [] } }`,
      7,
      "expect.august-1.slots",
      "august-1 holds guest, and not nothing",
    ],
    [
      `${create}run: 5m\nexpect: { august-1: { closed_to: [guest] } }`,
      7,
      "expect.august-1.closed_to",
      "august-1 opens to guest",
    ],
    [
      `${create}run: 5m\nexpect: { august-1: { wire: { pin.put: 1 } } }`,
      7,
      "expect.august-1.wire",
      "has 2 times pin.put on its wire, and not 1 (seen:",
    ],
    [
      `${create}  - until: { guest: { status: gone } }\n    within: 1m`,
      6,
      "steps.1.until.guest.status",
      "guest is set, and not gone, within 1m",
    ],
    [
      `${create}  - /access_codes/delete: { access_code_id: gast }`,
      6,
      "steps.1./access_codes/delete.access_code_id",
      '"gast" is no name that is known by then: there are guest, august-1',
    ],
    [
      `${create}  - /access_codes/create: { device_id: august-1, code: "4821" }`,
      6,
      "steps.1./access_codes/create",
      "is refused as duplicate_access_code",
    ],
    [
      `${create}  - /access_codes/get: { access_code_id: guest }\n    fails: invalid_input`,
      6,
      "steps.1./access_codes/get",
      "succeeds, and is not refused as invalid_input",
    ],
    [
      `${create}  - press: { code: guest, result: opened }`,
      6,
      "steps.1.press.result",
      "gives wrong_code, and not opened",
    ],
    [
      `${create}  - heal: outage`,
      6,
      "steps.1.heal",
      "must be the name of an injected fault, or all: there are all",
    ],
    [
      `${create}  - condition: { name: cold }`,
      6,
      "steps.1.condition.name",
      '"cold" is no condition of august-1: there are keypad.missing',
    ],
    [
      `${create}  - inject: { kind: hub.melts, target: "hub:*" }`,
      6,
      "steps.1.inject",
      "is none of the kinds of fault: net.latency",
    ],
    [
      `faults: [{ kind: hub.offline, target: "hub:kwikset-hub-9" }]`,
      3,
      "faults.0",
      "matches no hub of this lab, which has august-hub-1",
    ],
  ])("%j", async (text, line, field, message) => {
    const [failure] = await failuresOf(text);
    expect(failure).toMatchObject({ file: "story.yaml", line, message: expect.stringContaining(message) });
    expect(failure?.field).toContain(field);
    expect(JSON.stringify(failure)).not.toContain("4821");
  });

  test("a fleet that cannot be", async () => {
    const file = parseScenario("story.yaml", "version: 1\nfleet:\n  - vendor: yale");
    await expect(runScenario(file)).rejects.toThrow(/^story\.yaml:3: fleet\.0\.vendor is not one of august/);
  });
});
