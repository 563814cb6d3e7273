import { matchable } from "./fault.ts";
import type { FaultKind } from "./kind.ts";
import { allMatchFields, triggerEvents } from "./observation.ts";
import { boundsOf, type Param } from "./params.ts";
import { type TargetType, targetForms, targetsOf } from "./target.ts";

/** JSON Schema, draft 2020-12, as plain data. */
export type JsonSchema = { readonly [keyword: string]: unknown };

const durationPattern = String.raw`^(\d+(\.\d+)?(ms|s|m|h|d)|P(?!$)(\d+W|(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d{1,3})?S)?)?))$`;

/**
 * The JSON Schema of the fault object, made from the kinds: to be embedded, or published beside the schema of whatever holds
 * faults. What depends on a lab (whether it has the lock that a target names) is checked when a fault is injected.
 */
export function schemaOfFaults(kinds: Readonly<Record<string, FaultKind>>): JsonSchema {
  return {
    title: "A fault",
    description: "What happens, to whom, when, and for how long.",
    type: "object",
    properties: {
      kind: { enum: Object.keys(kinds), description: "What happens." },
      target: { type: "string", description: `To whom: ${Object.values(targetForms).join(", ")}.` },
      match: {
        type: "object",
        description: "To what of it.",
        properties: Object.fromEntries(allMatchFields.map((field) => [field, matchValue])),
        additionalProperties: false,
      },
      when: whenSchema,
      for: { ...duration, description: "For how long." },
      until: { type: "string", description: "Until when: ISO 8601, or a duration from now." },
      params: { type: "object", description: "How." },
    },
    required: ["kind", "target"],
    additionalProperties: false,
    not: { required: ["for", "until"] },
    allOf: Object.entries(kinds).map(([name, kind]) => ({
      if: { properties: { kind: { const: name } }, required: ["kind"] },
      // biome-ignore lint/suspicious/noThenProperty: it is the keyword of JSON Schema.
      then: kindSchema(kind),
    })),
  };
}

function kindSchema(kind: FaultKind): JsonSchema {
  const params = Object.entries(kind.params);
  const required = params.filter(([, { isRequired }]) => isRequired).map(([name]) => name);
  const fields = matchable(kind);
  const counting = Object.keys(countingProperties);
  return {
    description: kind.says,
    type: "object",
    properties: {
      target: { type: "string", pattern: targetPattern(targetsOf[kind.on]) },
      params: {
        type: "object",
        properties: Object.fromEntries(params.map(([name, param]) => [name, paramSchema(param)])),
        required,
        additionalProperties: false,
      },
      match: {
        type: "object",
        properties: Object.fromEntries(fields.map((field) => [field, true])),
        additionalProperties: false,
      },
      ...(kind.acts !== "watching" && {
        when: { type: "object", properties: Object.fromEntries(counting.map((name) => [name, false])) },
      }),
    },
    required: [...(required.length > 0 ? ["params"] : []), ...(kind.needsWhen ? ["when"] : [])],
  };
}

const targetPattern = (types: readonly TargetType[]): string =>
  `^(${types
    .map((type) => {
      if (type === "service" || type === "broker") return type;
      return type === "link" ? "link:.+>.+" : `${type}:.+`;
    })
    .join("|")})$`;

function paramSchema(param: Param): JsonSchema {
  const facts = {
    description: `${param.says} (${boundsOf(param)})`,
    ...(param.default !== undefined && { default: param.default }),
  };
  switch (param.form) {
    case "duration":
      return { ...duration, ...facts };
    case "number":
      return {
        type: param.isWhole ? "integer" : "number",
        minimum: param.min,
        maximum: param.max,
        ...facts,
      };
    case "boolean":
      return { type: "boolean", ...facts };
    case "choice":
      return { enum: param.of, ...facts };
    case "text":
    case "refusal":
    case "zone":
      return { type: "string", minLength: 1, ...facts };
  }
}

const duration: JsonSchema = { type: "string", pattern: durationPattern };

const one = { type: ["string", "number"] } as const;
const matchValue: JsonSchema = { anyOf: [one, { type: "array", items: one, minItems: 1 }] };

const countingProperties = {
  nth: { type: "integer", minimum: 1, description: "Only this one of those that match." },
  skip: { type: "integer", minimum: 0, description: "Not the first so many of those that match." },
  count: { type: "integer", minimum: 1, description: "So many of those that match, and no more." },
  p: { type: "number", exclusiveMinimum: 0, maximum: 1, description: "Each with this probability." },
} as const;

/** One of several ways to count, or none. */
const oneCounting: JsonSchema = {
  not: {
    anyOf: [
      { required: ["nth", "p"] },
      { required: ["nth", "skip"] },
      { required: ["nth", "count"] },
      { required: ["p", "skip"] },
      { required: ["p", "count"] },
    ],
  },
};

const timings = ["at", "window", "every", "after"] as const;

const whenSchema: JsonSchema = {
  type: "object",
  description: "When it acts: at once, and on everything that matches, unless told.",
  properties: {
    at: { type: "string", description: "An instant: ISO 8601, or a duration from now." },
    window: {
      type: "object",
      description: "From a moment on, for a while.",
      properties: { from: { type: "string" }, for: duration },
      required: ["from", "for"],
      additionalProperties: false,
    },
    every: { ...duration, description: "Again and again, so long from one beginning to the next." },
    phase: { ...duration, description: "When the first of them begins, from now." },
    lasting: { ...duration, description: "How long each of them lasts: half the time unless told." },
    after: {
      type: "object",
      description: "Some time after something was observed: the first time unless told.",
      properties: {
        event: {
          type: "string",
          pattern: `^(${Object.keys(triggerEvents).join("|")}|.*[.*].*)$`,
          description: `${Object.keys(triggerEvents).join(", ")}, or one of Seam's event types.`,
        },
        match: {
          type: "object",
          properties: Object.fromEntries(allMatchFields.map((field) => [field, matchValue])),
          additionalProperties: false,
        },
        delay: duration,
        ...countingProperties,
      },
      required: ["event"],
      additionalProperties: false,
      ...oneCounting,
    },
    ...countingProperties,
  },
  additionalProperties: false,
  dependentRequired: { phase: ["every"], lasting: ["every"] },
  allOf: [
    oneCounting,
    ...timings.flatMap((first, place) =>
      timings.slice(place + 1).map((second) => ({ not: { required: [first, second] } })),
    ),
  ],
};
