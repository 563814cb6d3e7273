import { z } from "zod";
import { requestErrorStatus } from "../lock/errors.ts";
import type { Method, Route } from "./route.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * The OpenAPI document of the routes, made from the schemas that check their requests and name their answers. A parameter that
 * is Seam's and is refused here is left out.
 */
export function openapiOf(routes: readonly Route[], version: string): Json {
  const schemas: Record<string, Json> = { error: errorSchema };
  const paths = Object.fromEntries(
    routes.map((route) => [
      route.path,
      Object.fromEntries(
        route.methods.map((method) => [method.toLowerCase(), operationOf(route, method, schemas)]),
      ),
    ]),
  );
  return {
    openapi: "3.1.0",
    info: {
      title: "Lockstep",
      version,
      description:
        "The Seam Access Code API over simulated locks, as @seamapi/types@1.490.0 specifies it. What Seam has no word for lives under /_lockstep.",
    },
    paths,
    components: {
      schemas,
      securitySchemes: { key: { type: "http", scheme: "bearer" } },
    },
  };
}

/** Where SDK v2 puts parameters: in the query of a request that is not to have a body. */
const takesQuery = (method: Method): boolean => method === "GET" || method === "DELETE";

function operationOf(route: Route, method: Method, schemas: Record<string, Json>): Json {
  const input = offered(jsonSchemaOf(route.input, "input"));
  const answer = collected(
    jsonSchemaOf(z.object({ ...route.answers, ok: z.literal(true) }), "output"),
    schemas,
  );
  return {
    operationId: `${method.toLowerCase()}${route.path.replaceAll("/", "_")}`,
    tags: [route.path.split("/")[1]],
    ...(!route.isOpen && { security: [{ key: [] }] }),
    ...(takesQuery(method)
      ? { parameters: parametersOf(input) }
      : { requestBody: { content: { "application/json": { schema: input } } } }),
    responses: {
      200: { description: "Done", content: { "application/json": { schema: answer } } },
      default: {
        description: "Refused, in Seam's envelope",
        content: { "application/json": { schema: { $ref: "#/components/schemas/error" } } },
      },
    },
  };
}

const jsonSchemaOf = (schema: z.ZodObject, io: "input" | "output"): Json => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    // A transform takes what stands before it.
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === "never") jsonSchema["x-not-offered"] = true;
    },
  });
  return json;
};

/** Without the parameters that are only there to be refused. */
function offered(input: Json): Json {
  const properties = Object.entries((input["properties"] ?? {}) as Record<string, Json>).filter(
    ([, schema]) => schema["x-not-offered"] !== true,
  );
  return { ...input, properties: Object.fromEntries(properties) };
}

function parametersOf(input: Json): readonly Json[] {
  const required = (input["required"] ?? []) as readonly string[];
  return Object.entries((input["properties"] ?? {}) as Record<string, Json>).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}

/** Moves the named objects that zod gathers in each schema to where all share them. */
function collected(schema: Json, schemas: Record<string, Json>): Json {
  const { $defs = {}, ...rest } = schema as { readonly $defs?: Record<string, Json> };
  for (const [name, { id: _, ...definition }] of Object.entries($defs)) {
    schemas[name] = moved(definition) as Json;
  }
  return moved(rest) as Json;
}

function moved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(moved);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) =>
      key === "$ref" && typeof member === "string"
        ? [key, member.replace("#/$defs/", "#/components/schemas/")]
        : [key, moved(member)],
    ),
  );
}

const errorSchema: Json = {
  type: "object",
  required: ["error", "ok"],
  properties: {
    ok: { const: false },
    error: {
      type: "object",
      required: ["type", "message", "request_id"],
      properties: {
        type: { type: "string", enum: [...Object.keys(requestErrorStatus), "internal_server_error"] },
        message: { type: "string" },
        request_id: { type: "string" },
        validation_errors: { type: "object" },
      },
    },
  },
};
