import { z } from "zod";
import type { JsonSchema } from "../faults/schema.ts";
import { faultSchema } from "../lab/vendors.ts";
import { ScenarioForm } from "./scenario.ts";
import { Fault, Parameters, requestOptions, requestPaths, stepForms } from "./steps.ts";

/** Every step that asks the API, in one form: exactly one of its paths is there. */
const RequestStep = z.strictObject({
  ...Object.fromEntries(requestPaths.map((path) => [path, Parameters.nullable().optional()])),
  ...requestOptions,
});

const Step = z
  .union([...Object.values(stepForms), RequestStep])
  .describe("What happens: begins with a word of its own, or a path of the API.");

/**
 * The JSON Schema (draft 2020-12) of a scenario file, made from the definitions by which one is read. What depends on a lab
 * (its locks, what has which name) is only checked then.
 */
export function scenarioSchema(): JsonSchema {
  const form = ScenarioForm.extend({ steps: z.array(Step).optional() });
  const { $schema, $defs, ...schema } = z.toJSONSchema(form, {
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === RequestStep) jsonSchema.oneOf = requestPaths.map((path) => ({ required: [path] }));
      if (zodSchema !== Fault) return;
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
      jsonSchema.$ref = "#/$defs/fault";
    },
  });
  return { $schema, title: "A Lockstep scenario", ...schema, $defs: { ...$defs, fault: faultSchema() } };
}
