import { describe, expect, test } from "vitest";
import { drivers } from "../../drivers/index.ts";
import { ordinary } from "../../src/driver/ordinary-states.ts";
import { plainMachine } from "../../src/driver/plain-machine.ts";
import { peculiarDiagram, wholeDiagram } from "../../src/driver/state-diagram.ts";

const peculiarStates = (diagram: string): string[] =>
  /class (\S+) peculiar/.exec(diagram)?.[1]?.split(",") ?? [];

test("the whole diagram shows every state, and the ways between them with what leads there", () => {
  const diagram = wholeDiagram(plainMachine);
  for (const state of Object.keys(ordinary)) expect(diagram).toMatch(new RegExp(`\\b${state}\\b`));
  expect(diagram).toContain("  backingOff --> queued: device.changed, after writeDelay\n");
  expect(diagram).toContain("  suspecting --> gone: slot.empty [acceptsExternalChange]\n");
});

test("a vendor without peculiarities is drawn as the straight way of a code", () => {
  const ways = peculiarDiagram(plainMachine, plainMachine).split("\n");
  expect(ways).toEqual([
    "```mermaid",
    "stateDiagram-v2",
    "  [*] --> starting",
    "  starting --> queued",
    "  verifying --> set: slot.holdsOurs",
    "  set --> removing: code.remove",
    "  removing --> cleared",
    "  cleared --> [*]",
    "  classDef peculiar font-weight:bold,stroke-width:3px",
    "  class firstStep peculiar",
    "```",
  ]);
});

describe.each(Object.entries(drivers))("the diagram of %s", (_, { slotMachine }) => {
  const diagram = peculiarDiagram(slotMachine, plainMachine);

  test("leads from the first state to the last", () => {
    const ways = [...diagram.matchAll(/^ {2}(\S+) --> (\S+?):?(?: .*)?$/gm)];
    const reached = new Set(["[*]", "anyState"]);
    for (let round = 0; round < ways.length; round++) {
      for (const [, from = "", to = ""] of ways) if (reached.has(from)) reached.add(to);
    }
    expect([...reached]).toContain("cleared");
    for (const [, from = ""] of ways) expect([...reached], from).toContain(from);
  });

  test("marks every state that is the vendor's own, and shows what leads there", () => {
    const own = Object.keys(slotMachine.config.states ?? {}).filter((state) => !(state in ordinary));
    expect(own.length).toBeGreaterThan(0);
    expect(peculiarStates(diagram)).toEqual(expect.arrayContaining(own));
    // What leads there has a label, unless it needs no condition.
    for (const state of own) expect(diagram).toMatch(new RegExp(`--> ${state}(: \\S|$)`, "m"));
  });
});
