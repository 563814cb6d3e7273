import type { RequestError } from "../lock/errors.ts";
import type { Answer } from "./route.ts";

/** Seam's envelope of an answer: `ok` beside the keys of the answer. */
export const successBody = (answer: Answer) => ({ ...answer, ok: true });

/** Seam's envelope of an error: @seamapi/http reads `type`, `message` and `validation_errors`. */
export const errorBody = (
  error: Pick<RequestError, "type" | "message" | "parameters">,
  requestId: string,
) => ({
  error: {
    type: error.type,
    message: error.message,
    request_id: requestId,
    ...(error.type === "invalid_input" ? { validation_errors: validationErrors(error.parameters) } : {}),
  },
  ok: false,
});

/** What the client learns when the fault is ours: nothing, for the details may say too much. */
export const internalErrorBody = (requestId: string) => ({
  error: { type: "internal_server_error", message: "Internal server error", request_id: requestId },
  ok: false,
});

interface ValidationErrors {
  readonly _errors: readonly string[];
  readonly [parameter: string]: ValidationErrors | readonly string[];
}

/** Dotted paths to zod 3's `format()`: each level carries its own `_errors`, the empty path those of the whole. */
function validationErrors(parameters: RequestError["parameters"]): ValidationErrors {
  const entries = Object.entries(parameters);
  const own = entries.filter(([path]) => path === "").flatMap(([, problems]) => problems);
  const names = new Set(entries.map(([path]) => path.split(".")[0] ?? "").filter((name) => name !== ""));
  const below = [...names].map((name) => [name, validationErrors(parametersBelow(entries, name))] as const);
  return Object.fromEntries<ValidationErrors | readonly string[]>([
    ...below,
    ["_errors", own],
  ]) as ValidationErrors;
}

const parametersBelow = (
  entries: readonly (readonly [string, readonly string[]])[],
  name: string,
): RequestError["parameters"] =>
  Object.fromEntries(
    entries
      .filter(([path]) => path === name || path.startsWith(`${name}.`))
      .map(([path, problems]) => [path.slice(name.length + 1), problems]),
  );
