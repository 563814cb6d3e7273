import { openapi, schemas } from "@seamapi/types/connect";
import { expect } from "vitest";
import type { z } from "zod";

/** Seam's objects that the lab answers with, by the name of their zod schema in @seamapi/types@1.490.0. */
const seamSchemas = {
  access_code: schemas.access_code,
  client_session: schemas.client_session,
  action_attempt: schemas.action_attempt,
  connected_account: schemas.connected_account,
  device: schemas.device,
  device_provider: schemas.device_provider,
  pagination: schemas.pagination,
  seam_event: schemas.seam_event,
  unmanaged_device: schemas.unmanaged_device,
  unmanaged_access_code: schemas.unmanaged_access_code,
  webhook: schemas.webhook,
  workspace: schemas.workspace,
} as const satisfies Record<string, z.ZodTypeAny>;

export type SeamObjectName = keyof typeof seamSchemas;

/** Fails with the path of what is wrong, and never with the value: it may be a PIN. */
export function expectSeamObject(name: SeamObjectName, value: unknown): void {
  const schema: z.ZodTypeAny = seamSchemas[name];
  const result = schema.safeParse(value);
  const problems = result.success
    ? []
    : result.error.issues.map(({ path, code }) => `${name}.${path.join(".")}: ${code}`);
  expect(problems).toEqual([]);
}

export function expectSeamObjects(name: SeamObjectName, values: readonly unknown[]): void {
  expect(values.length, `at least one ${name} is there to be checked`).toBeGreaterThan(0);
  for (const value of values) expectSeamObject(name, value);
}

interface SpecifiedOperation {
  readonly requestBody?: {
    readonly content: { readonly "application/json": { readonly schema: SpecifiedSchema } };
  };
  readonly responses: {
    /** The answer of /workspaces/update has no content. */
    readonly 200: {
      readonly content?: { readonly "application/json": { readonly schema: SpecifiedSchema } };
    };
  };
}

interface SpecifiedSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

type SpecifiedPath = Readonly<Record<string, SpecifiedOperation | undefined>>;

/** Methods that the SDKs send and the specification does not have. */
const sentAnyhow: Readonly<Record<string, readonly string[]>> = { "/connected_accounts/update": ["PATCH"] };

/** What the OpenAPI document of @seamapi/types@1.490.0 says about a path. */
export function specified(path: string) {
  const operations = (openapi.paths as unknown as Readonly<Record<string, SpecifiedPath | undefined>>)[path];
  if (!operations) throw new Error(`Seam's specification has no ${path}`);
  const body = operations["post"]?.requestBody?.content["application/json"].schema;
  return {
    methods: [...Object.keys(operations).map((method) => method.toUpperCase()), ...(sentAnyhow[path] ?? [])],
    parameters: Object.keys(body?.properties ?? {}),
    required: body?.required ?? [],
    responseKeys: operations["post"]?.responses[200].content?.["application/json"].schema.required ?? [],
  };
}
