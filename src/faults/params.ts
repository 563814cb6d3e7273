import { IANAZone } from "luxon";
import { parseDuration } from "../kernel/duration.ts";
import { invalidInput } from "../lock/errors.ts";
import { durationOf } from "./fields.ts";

interface ParamFacts {
  /** What it decides, for a person. */
  readonly says: string;
  /** Must be given. A parameter that need not be and has no default is `undefined` when it is not. */
  readonly isRequired?: true;
}

/** A length of time, written `90s` or `PT90S`; bounds included. In behaviour it is milliseconds. */
interface DurationParam extends ParamFacts {
  readonly form: "duration";
  readonly default?: string;
  readonly min?: string;
  readonly max?: string;
}

/** Bounds included. */
interface NumberParam extends ParamFacts {
  readonly form: "number";
  readonly default?: number;
  readonly min: number;
  readonly max: number;
  readonly isWhole?: true;
}

interface TextParam extends ParamFacts {
  readonly form: "text";
  readonly default?: string;
}

/** A refusal in the vendor's own word. Whether a lock can say it is known when the lock is. */
interface RefusalParam extends ParamFacts {
  readonly form: "refusal";
  readonly default?: string;
  /** True: chance draws only those that leave open whether the lock has done it. */
  readonly isDrawnOpen?: true;
}

/** An IANA zone: `Europe/Paris`. */
interface ZoneParam extends ParamFacts {
  readonly form: "zone";
  readonly default?: string;
}

interface ChoiceParam extends ParamFacts {
  readonly form: "choice";
  readonly of: readonly string[];
  readonly default?: string;
}

interface BooleanParam extends ParamFacts {
  readonly form: "boolean";
  readonly default?: boolean;
}

/** One parameter of a kind of fault, as data: the docs, the schema and the checks are made from it. */
export type Param =
  | DurationParam
  | NumberParam
  | TextParam
  | RefusalParam
  | ZoneParam
  | ChoiceParam
  | BooleanParam;

export type Params = Readonly<Record<string, Param>>;

/** A parameter as a script writes it. */
export type WrittenParam = string | number | boolean;

type ValueOf<P extends Param> = P extends { form: "duration" | "number" }
  ? number
  : P extends { form: "boolean" }
    ? boolean
    : P extends { form: "choice"; of: readonly (infer Choice)[] }
      ? Choice
      : string;

/** The values of checked parameters, as behaviour gets them. Durations are milliseconds. */
export type ParamValues<P extends Params> = {
  readonly [Name in keyof P]: P[Name] extends { isRequired: true } | { default: WrittenParam }
    ? ValueOf<P[Name]>
    : ValueOf<P[Name]> | undefined;
};

/**
 * Checks what was given against the parameters of a kind and fills in defaults. Throws a RequestError (`invalid_input`)
 * that names the parameter and what is allowed.
 */
export function parseParams(
  kind: string,
  params: Params,
  given: Readonly<Record<string, WrittenParam>>,
): Readonly<Record<string, WrittenParam | undefined>> {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(params, name)) continue;
    const existing = Object.keys(params).join(", ") || "none";
    throw invalidInput(`params.${name}`, `is not a parameter of ${kind}, which has ${existing}`);
  }
  return Object.fromEntries(
    Object.entries(params).map(([name, param]) => {
      const written = given[name] ?? param.default;
      if (written === undefined && param.isRequired) {
        throw invalidInput(`params.${name}`, `is required: ${param.says}`);
      }
      return [name, written === undefined ? undefined : parseParam(`params.${name}`, param, written)];
    }),
  );
}

function parseParam(field: string, param: Param, written: WrittenParam): WrittenParam {
  switch (param.form) {
    case "duration": {
      const milliseconds = durationOf(field, written);
      const { min = "0ms", max } = param;
      if (milliseconds < parseDuration(min) || (max !== undefined && milliseconds > parseDuration(max))) {
        throw invalidInput(field, `must be ${boundsOf(param)}`);
      }
      return milliseconds;
    }
    case "number": {
      const isNumber = typeof written === "number" && written >= param.min && written <= param.max;
      if (!isNumber || (param.isWhole && !Number.isInteger(written))) {
        throw invalidInput(field, `must be ${boundsOf(param)}`);
      }
      return written;
    }
    case "boolean":
      if (typeof written !== "boolean") throw invalidInput(field, "must be true or false");
      return written;
    case "choice":
      if (typeof written !== "string" || !param.of.includes(written)) {
        throw invalidInput(field, `must be one of ${param.of.join(", ")}`);
      }
      return written;
    case "zone":
      if (typeof written !== "string" || !IANAZone.isValidZone(written)) {
        throw invalidInput(field, "must be an IANA time zone such as Europe/Paris");
      }
      return written;
    case "text":
    case "refusal":
      if (typeof written !== "string" || written === "") throw invalidInput(field, "must be a text");
      return written;
  }
}

/** What a parameter may be, in words: `a whole number from 1 to 100`. */
export function boundsOf(param: Param): string {
  switch (param.form) {
    case "duration": {
      const { min = "0s", max } = param;
      return max === undefined ? `a duration of at least ${min}` : `a duration from ${min} to ${max}`;
    }
    case "number":
      return `a ${param.isWhole ? "whole number" : "number"} from ${param.min} to ${param.max}`;
    case "boolean":
      return "true or false";
    case "choice":
      return `one of ${param.of.join(", ")}`;
    case "zone":
      return "an IANA time zone";
    case "text":
    case "refusal":
      return "a text";
  }
}
