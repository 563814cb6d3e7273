import { readFileSync } from "node:fs";
import type { z } from "zod";
import { type Scenario, ScenarioForm } from "./scenario.ts";
import { type Path, ScenarioFileError, Source } from "./source.ts";
import { requestForm, requestPaths, type Step, type StepVerb, stepForms } from "./steps.ts";
import { allowedAt, wordsOf } from "./words.ts";

/** A scenario and the file that it came from. */
export interface ScenarioFile {
  readonly scenario: Scenario;
  readonly source: Source;
}

/** Reads a scenario file. Throws a ScenarioFileError that names the file, the line, the field and what is allowed. */
export function readScenario(file: string): ScenarioFile {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
    throw new ScenarioFileError(`${file}: the file cannot be read (${code})`, { cause });
  }
  return parseScenario(file, text);
}

/** The same for a text; `file` is what messages call it. */
export function parseScenario(file: string, text: string): ScenarioFile {
  const source = new Source(file, text);
  const form = check(ScenarioForm, source.data ?? {}, [], source);
  const steps = form.steps.map((step, index) => readStep(step, ["steps", index], source));
  return { scenario: { ...form, steps }, source };
}

const isVerb = (key: string): key is StepVerb => Object.hasOwn(stepForms, key);

function readStep(step: Readonly<Record<string, unknown>>, path: Path, source: Source): Step {
  const beginnings = Object.keys(step).filter((key) => isVerb(key) || key.startsWith("/"));
  const [verb, second] = beginnings;
  if (verb === undefined) {
    throw source.error(
      path,
      `must begin with one of ${Object.keys(stepForms).join(", ")}, or with a path of the API such as /access_codes/create`,
    );
  }
  if (second !== undefined) {
    throw source.error([...path, second], `cannot stand beside ${verb}: a step does one thing`);
  }
  if (isVerb(verb)) return { verb, said: check(stepForms[verb], step, path, source) } as Step;
  if (!requestPaths.includes(verb)) {
    throw source.error([...path, verb], `is no path of the API: there are ${requestPaths.join(", ")}`);
  }
  // An empty value is a request without parameters.
  const {
    [verb]: parameters,
    as,
    fails,
  } = check(requestForm(verb), { ...step, [verb]: step[verb] ?? {} }, path, source) as Readonly<
    Record<string, unknown>
  >;
  return { verb: "request", said: { path: verb, parameters, as, fails } } as Step;
}

function check<Form extends z.ZodType>(
  form: Form,
  data: unknown,
  path: Path,
  source: Source,
): z.output<Form> {
  const checked = form.safeParse(data);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  if (!issue) throw source.error(path, "is not valid");
  const at = issue.path.filter((segment) => typeof segment !== "symbol");
  if (issue.code === "unrecognized_keys") {
    const allowed = allowedAt(form, at).join(", ");
    throw source.error(
      [...path, ...at, ...issue.keys.slice(0, 1)],
      `is not known here: there are ${allowed}`,
    );
  }
  throw source.error([...path, ...at], wordsOf(issue));
}
