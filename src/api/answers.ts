import { z } from "zod";

/**
 * What routes answer with: Seam's objects (@seamapi/types@1.490.0) as far as a lab fills them. They are open: newer clients
 * expect properties that older specifications do not have.
 */

const timestamp = z.iso.datetime();
const maybe = { text: z.string().nullable(), time: timestamp.nullable() };

const problem = z.looseObject({ message: z.string(), created_at: timestamp.exactOptional() });
const problems = { errors: z.array(problem), warnings: z.array(problem) };

const named = <Schema extends z.ZodType>(schema: Schema, id: string): Schema => schema.meta({ id });

export const accessCode = named(
  z.looseObject({
    access_code_id: z.string().describe("A UUID, the same for the code's whole life"),
    workspace_id: z.string().describe("Newer than the specification: the workspace of the key that made it"),
    device_id: z.string().describe("The lock that it opens"),
    name: maybe.text.describe("As the client gave it"),
    code: maybe.text.describe("The PIN; `null` until the vendor has told it, where the vendor makes it"),
    common_code_key: maybe.text.describe("What links it with others of the same PIN"),
    type: z.enum(["ongoing", "time_bound"]).describe("`time_bound` when it has an end"),
    status: z
      .enum(["setting", "set", "unset", "removing", "unknown"])
      .describe(
        "`setting` on its way to the lock, `set` when it is there and in its time, `unset` before that or when the lock does not take it, `removing` until the lock confirms that it is gone, `unknown` while its account cannot be asked",
      ),
    starts_at: maybe.time.describe("When it begins to open; an offline code's is its vendor's"),
    ends_at: maybe.time.describe("When it ceases to; the code is deleted when the lock confirms it"),
    created_at: timestamp.describe("When it was asked for, in the lab's time"),
    errors: problems.errors.describe("What is wrong with it now, with its device's and account's errors"),
    warnings: problems.warnings.describe("What there is to know now"),
    is_managed: z.literal(true).describe("True: others are unmanaged codes"),
    is_backup: z.boolean().describe("It belongs to its device's pool, or was pulled from there"),
    is_backup_access_code_available: z
      .boolean()
      .describe(
        "A backup code could be pulled for it now: one that was pulled already, or one that stands ready",
      ),
    pulled_backup_access_code_id: maybe.text.describe(
      "The backup code that was pulled for it, as long as there is one",
    ),
    is_external_modification_allowed: z.boolean().describe("Whether other hands may change it on the lock"),
    is_offline_access_code: z.boolean().describe("The keypad verifies it by itself"),
    is_one_time_use: z.boolean().describe("It opens once"),
    is_scheduled_on_device: z
      .boolean()
      .describe(
        "It stands on the lock together with its times, which the lock keeps, before and after its start",
      ),
    is_waiting_for_code_assignment: z.boolean().describe("The vendor has not told its PIN yet"),
    appearance: z
      .looseObject({ name: z.string() })
      .nullable()
      .describe(
        "Newer than the specification: the name as the vendor's app shows it; `null` until it is on the lock",
      ),
    pending_mutations: z.array(z.unknown()).describe("Newer than the specification: always empty"),
  }),
  "access_code",
);

export const unmanagedAccessCode = named(
  z.looseObject({
    access_code_id: z.string(),
    device_id: z.string(),
    name: maybe.text,
    code: maybe.text,
    type: z.enum(["ongoing", "time_bound"]),
    status: z.literal("set"),
    starts_at: maybe.time,
    ends_at: maybe.time,
    created_at: timestamp,
    ...problems,
    is_managed: z.literal(false),
  }),
  "unmanaged_access_code",
);

const deviceFields = {
  device_id: z.string(),
  device_type: z.string(),
  workspace_id: z.string(),
  connected_account_id: z.string(),
  display_name: z.string(),
  capabilities_supported: z.array(z.string()),
  properties: z.looseObject({ name: z.string(), online: z.boolean() }),
  location: z.looseObject({ timezone: z.string().exactOptional() }).nullable(),
  ...problems,
  created_at: timestamp,
  custom_metadata: z.record(z.string(), z.union([z.string(), z.boolean()])),
};

export const device = named(z.looseObject({ ...deviceFields, is_managed: z.literal(true) }), "device");

export const unmanagedDevice = named(
  z.looseObject({ ...deviceFields, is_managed: z.literal(false) }),
  "unmanaged_device",
);

export const deviceProvider = named(
  z.looseObject({
    device_provider_name: z.string(),
    display_name: z.string(),
    image_url: z.string(),
    provider_categories: z.array(z.string()),
  }),
  "device_provider",
);

export const connectedAccount = named(
  z.looseObject({
    connected_account_id: z.string(),
    account_type: z.string(),
    account_type_display_name: z.string(),
    automatically_manage_new_devices: z.boolean(),
    created_at: timestamp,
    custom_metadata: z.record(z.string(), z.union([z.string(), z.boolean()])),
    ...problems,
  }),
  "connected_account",
);

export const actionAttempt = named(
  z.looseObject({
    action_attempt_id: z.string(),
    action_type: z.string(),
    status: z.enum(["pending", "success", "error"]),
    result: z.looseObject({}).nullable(),
    error: z.looseObject({ type: z.string(), message: z.string() }).nullable(),
  }),
  "action_attempt",
);

export const clientSession = named(
  z.looseObject({
    client_session_id: z.string(),
    workspace_id: z.string(),
    created_at: timestamp,
    expires_at: timestamp,
    token: z.string(),
    user_identifier_key: maybe.text,
    device_count: z.int(),
    connected_account_ids: z.array(z.string()),
    connect_webview_ids: z.array(z.string()),
    user_identity_ids: z.array(z.string()),
  }),
  "client_session",
);

export const event = named(
  z.looseObject({
    event_id: z.string(),
    event_type: z.string(),
    workspace_id: z.string(),
    created_at: timestamp,
    occurred_at: timestamp,
  }),
  "event",
);

export const webhook = named(
  z.looseObject({
    webhook_id: z.string(),
    url: z.string(),
    event_types: z.array(z.string()).exactOptional(),
    secret: z.string().exactOptional(),
  }),
  "webhook",
);

export const workspace = named(
  z.looseObject({
    workspace_id: z.string(),
    name: z.string(),
    company_name: z.string(),
    connect_partner_name: maybe.text,
    is_sandbox: z.boolean(),
    is_suspended: z.boolean(),
  }),
  "workspace",
);

export const pagination = named(
  z.object({
    has_next_page: z.boolean(),
    next_page_cursor: maybe.text,
    next_page_url: maybe.text,
  }),
  "pagination",
);
