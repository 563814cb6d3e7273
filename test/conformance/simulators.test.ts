import { expect, test } from "vitest";
import { simulators } from "../../simulators/index.ts";
import { describeSimulator } from "../../src/conformance/simulator-suite.ts";
import { simulatorHands } from "./simulator-hands.ts";

test("every simulator has hands", () => {
  expect(Object.keys(simulatorHands).sort()).toEqual(Object.keys(simulators).sort());
});

for (const [name, simulator] of Object.entries(simulators)) {
  const hands = simulatorHands[name];
  if (hands) describeSimulator(name, simulator, hands);
}
