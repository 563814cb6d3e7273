import { expect, test } from "vitest";
import { parseScenario } from "../../src/scenarios/read-scenario.ts";
import { runScenario } from "../../src/scenarios/run-scenario.ts";
import { timelineText } from "../../src/scenarios/verdict-text.ts";
import { wrongDigits } from "../support/wrong-digits.ts";

const story = `version: 1
fleet: [{ vendor: smartthings }]
steps:
  - /access_codes/create: { device_id: smartthings-1, code: "4821" }
    as: guest
  - advance: 1h
`;

test("a scenario that expects nothing fails all the same when an invariant is broken, and shows the trace", async () => {
  const file = parseScenario("story.yaml", story);
  expect(await runScenario(file)).toMatchObject({ held: true, trace: [] });
  const verdict = await runScenario(file, { plugins: [wrongDigits()] });
  expect(verdict.failures).toMatchObject([
    {
      line: 6,
      field: "steps.1.advance",
      message: expect.stringMatching(/^invariant \d+ \(.+\) is broken: /),
    },
  ]);
  expect(verdict.trace.join("\n")).toContain("command: ");
  expect(timelineText(verdict)).toContain("the trace before that:");
  expect(timelineText(verdict)).not.toMatch(/[49]821/);
});
