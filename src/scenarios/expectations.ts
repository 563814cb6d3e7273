import { z } from "zod";
import { accessCodeStatuses } from "../lock/access-code-status.ts";
import { accessCodeErrors, accessCodeWarningCodes } from "../lock/catalogue.ts";
import { Bound, PinRef } from "./vocabulary.ts";

const errorScopes = [
  "is_access_code_error",
  "is_device_error",
  "is_connected_account_error",
  "is_bridge_error",
] as const;

/** A code that the catalogue knows; devices and accounts have some more of their own. */
const ErrorCode = z.string().regex(/^[a-z0-9_]+$/, {
  error: `must be an error code such as ${Object.keys(accessCodeErrors).slice(0, 3).join(", ")}`,
});

const WarningCode = z.string().regex(/^[a-z0-9_]+$/, {
  error: `must be a warning code such as ${accessCodeWarningCodes.slice(0, 3).join(", ")}`,
});

const ErrorExpectation = z.union(
  [
    ErrorCode,
    z.strictObject({
      code: ErrorCode,
      /** Which scope flags are true; those of Seam's catalogue unless told. */
      flags: z.array(z.enum(errorScopes)).optional(),
      /** What its message contains. */
      says: z.string().optional(),
    }),
  ],
  { error: `must be an error code, or { code, flags: [${errorScopes.join(", ")}], says }` },
);

const WarningExpectation = z.union(
  [WarningCode, z.strictObject({ code: WarningCode, says: z.string().optional() })],
  { error: "must be a warning code, or { code, says }" },
);

/** All there are, in any order; or only some of them. */
const someOf = <T extends z.ZodType>(item: T) =>
  z.union(
    [z.array(item), z.strictObject({ has: z.array(item).optional(), lacks: z.array(z.string()).optional() })],
    {
      error: "must be a list of all there are, or { has: [...], lacks: [...] }",
    },
  );

const EventName = z.string().regex(/^[a-z_]+(\.[a-z_]+)*$/, {
  error: "must be an event type, with or without what it is about: set_on_device, device.disconnected",
});

const Events = z.union(
  [
    z.array(EventName),
    z.strictObject({
      has: z.array(EventName).optional(),
      lacks: z.array(EventName).optional(),
      ends: z.array(EventName).optional(),
    }),
    z.strictObject({ counts: z.record(EventName, Bound) }),
  ],
  {
    error:
      "must be a list of all event types in their order, or { has: [...], lacks: [...], ends: [...] }, or { counts: { set_on_device: 1 } }",
  },
);

/** What may be expected of a code, a lock, or whatever else a step has named. */
export const Subject = z.strictObject({
  status: z
    .enum([...accessCodeStatuses, "gone"])
    .optional()
    .describe("Of a code: its status, or gone."),
  errors: someOf(ErrorExpectation).optional().describe("Of a code or a lock: the errors that it reports."),
  warnings: someOf(WarningExpectation)
    .optional()
    .describe("Of a code or a lock: the warnings that it reports."),
  events: Events.optional().describe("Of a code or a lock: the events that it has had, oldest first."),
  opens: z.boolean().optional().describe("Of a code: whether its PIN opens its door now."),
  is: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("Of anything: what its object in the API contains."),
  online: z.boolean().optional().describe("Of a lock: whether the service can reach it."),
  opens_to: z.array(PinRef).optional().describe("Of a lock: the PINs that open the door now."),
  closed_to: z.array(PinRef).optional().describe("Of a lock: PINs that do not open the door now."),
  slots: z
    .union([z.int().min(0), z.array(PinRef)], {
      error: "must be how many entries the keypad holds, or the list of their PINs by name",
    })
    .optional()
    .describe("Of a lock: how many entries its keypad holds, or which."),
  wire: z
    .record(z.string(), Bound)
    .optional()
    .describe("Of a lock: how many messages of a type it has been sent, or has sent, since the beginning."),
});

export type Subject = z.output<typeof Subject>;

export type SubjectField = keyof Subject;

/** What must hold, by the name of a code, a lock, or whatever else a step has named. `*` stands for any run of characters. */
export const Expectations = z
  .record(
    z.string().regex(/^[A-Za-z*][\w*-]*$/, { error: "must be the name of a code or a lock" }),
    Subject.meta({ id: "subject" }),
  )
  .meta({ id: "expectations" });

export type Expectations = z.output<typeof Expectations>;

/** Which fields can be asked of what. */
export const fieldsOf = {
  access_code: ["status", "errors", "warnings", "events", "opens", "is"],
  lock: ["errors", "warnings", "events", "is", "online", "opens_to", "closed_to", "slots", "wire"],
  other: ["is"],
} as const satisfies Record<string, readonly SubjectField[]>;
