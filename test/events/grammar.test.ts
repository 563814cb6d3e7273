import { describe, expect, test } from "vitest";
import { violatedGrammar } from "../../src/events/grammar.ts";

const checked = (...types: string[]) => violatedGrammar(types.map((type) => `access_code.${type}`));

describe("the grammar of an access code's events", () => {
  test.each([
    [["created"]],
    [["created", "deleted"]],
    [["created", "set_on_device", "removed_from_device", "deleted"]],
    [["created", "scheduled_on_device", "set_on_device", "removed_from_device", "deleted"]],
    [["created", "set_on_device", "changed", "set_on_device"]],
    [["created", "set_on_device", "modified_external_to_seam", "set_on_device"]],
    [["created", "set_on_device", "changed", "scheduled_on_device", "set_on_device"]],
    [["created", "failed_to_set_on_device", "set_on_device"]],
  ])("allows %j", (types) => {
    expect(checked(...types)).toBeUndefined();
  });

  test.each([
    [["set_on_device"], "before created"],
    [["created", "created"], "twice"],
    [["created", "set_on_device", "set_on_device"], "twice"],
    [["created", "set_on_device", "scheduled_on_device"], "after set"],
    [["created", "scheduled_on_device", "scheduled_on_device"], "after scheduled"],
    [["created", "removed_from_device", "set_on_device"], "after removed_from_device"],
    [["created", "removed_from_device", "removed_from_device"], "after removed_from_device"],
    [["created", "deleted", "changed"], "after deleted"],
    [["created", "deleted", "deleted"], "after deleted"],
  ])("forbids %j", (types, words) => {
    expect(checked(...types)).toContain(words);
  });
});
