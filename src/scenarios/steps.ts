import { z } from "zod";
import { routes } from "../api/routes.ts";
import { Expectations } from "./expectations.ts";
import { Duration, Moment, Name, PinRef, PinText } from "./vocabulary.ts";

/** One fault. The lab checks what it says when it is injected. */
export const Fault = z.looseObject({ kind: z.string(), target: z.string() });

const lock = Name.optional().describe("A lock by its name; where the fleet has only one, it is meant.");

/** Why a step that is to fail does so: Seam's `error.type`. */
const fails = z
  .string()
  .regex(/^[a-z_]+$/, { error: "must be an error type, such as duplicate_access_code" });

const pressResults = [
  "opened",
  "wrong_code",
  "outside_schedule",
  "locked_out",
  "no_keypad",
  "not_accepted",
  "no_power",
  "jammed",
] as const;

const Edit = z.union(
  [
    z.strictObject({ lock, action: z.literal("add_code"), code: PinText, name: z.string().optional() }),
    z.strictObject({ lock, action: z.literal("change_code"), code: PinRef, new_code: PinText }),
    z.strictObject({ lock, action: z.literal("remove_code"), code: PinRef }),
  ],
  {
    error:
      'must be { action: add_code, code: "4821", name }, { action: change_code, code, new_code: "4821" } or { action: remove_code, code }, each with lock where there are several',
  },
);

/** What a step can be, by the word that it begins with. */
export const stepForms = {
  advance: z.strictObject({ advance: Moment.describe("Lets time pass: so long, or until an instant.") }),
  until: z.strictObject({
    until: Expectations.describe("Lets time pass until all of this holds."),
    within: Duration.optional().describe("How long at most: 15m unless told."),
  }),
  expect: z.strictObject({ expect: Expectations.describe("What must hold now.") }),
  press: z.strictObject({
    press: z
      .strictObject({
        lock,
        code: PinRef,
        times: z.int().min(1).max(100).default(1),
        result: z.enum(pressResults).optional().describe("What must come of it, each time."),
      })
      .describe("A hand on the keypad, with all that follows."),
  }),
  edit: z.strictObject({
    edit: Edit.describe("The owner's hands, at the lock or in the vendor's app."),
    as: Name.optional().describe("What the PIN that comes of it is called."),
    fails: fails.optional(),
  }),
  inject: z.strictObject({ inject: Fault.describe("Injects a fault."), as: Name.optional() }),
  heal: z.strictObject({ heal: z.string().describe("Heals the fault of this name, or `all`.") }),
  condition: z.strictObject({
    condition: z
      .strictObject({
        name: z
          .string()
          .describe("One of the conditions of the vendor's locks: keypad.missing, for instance."),
        lock,
        active: z.boolean().default(true).describe("False ends it."),
      })
      .describe("Puts a lock into a lasting condition of its vendor's, or takes it out again."),
  }),
} as const;

export type StepVerb = keyof typeof stepForms;

/** What the API is asked. Names stand where it wants ids, and durations from now where it wants instants. */
export const Parameters = z.looseObject({ code: PinText.optional(), device_id: z.string().optional() });

/** What stands beside the path in a step that asks the API. */
export const requestOptions = {
  as: z
    .union([Name, z.array(Name).min(1)], { error: "must be a name, or a list of names" })
    .optional()
    .describe("What that which is answered is called from now on; a list where the answer is one."),
  fails: fails.optional().describe("That it is refused, with this error type."),
};

/** The paths that a step can ask: every route that takes POST. */
export const requestPaths: readonly string[] = routes
  .filter(({ methods }) => methods.includes("POST"))
  .map(({ path }) => path);

export const requestForm = (path: string) =>
  z.strictObject({ [path]: Parameters.describe(`POST ${path}`), ...requestOptions });

export type Verbs = { readonly [Verb in StepVerb]: z.output<(typeof stepForms)[Verb]> };

export interface RequestStep {
  readonly path: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly as?: string | readonly string[] | undefined;
  readonly fails?: string | undefined;
}

/** One step that was checked. */
export type Step =
  | { readonly [Verb in StepVerb]: { readonly verb: Verb; readonly said: Verbs[Verb] } }[StepVerb]
  | { readonly verb: "request"; readonly said: RequestStep };
