import { openapi } from "@seamapi/types/connect";
import { expect, test } from "vitest";
import { eventTypes } from "../../src/events/event-types.ts";
import { accessCodeErrors, accessCodeEventTypes, accessCodeWarningCodes } from "../../src/lock/catalogue.ts";

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly string[];
}

const { schemas } = (openapi as unknown as { components: { schemas: Record<string, Schema> } }).components;

const within = (schema: Schema): Schema[] => [
  schema,
  ...[...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])].flatMap(within),
];

/** All values that the property can have, in any of the variants. */
const valuesOf = (schema: Schema, property: string): string[] =>
  within(schema).flatMap((variant) => variant.properties?.[property]?.enum ?? []);

const accessCode = schemas["access_code"] as Schema;

test("the errors, with their scopes, are those of @seamapi/types@1.490.0", () => {
  const variants = within(accessCode.properties?.["errors"]?.items as Schema);
  const published = Object.fromEntries(
    variants.flatMap((variant) =>
      (variant.properties?.["error_code"]?.enum ?? []).map((code) => [
        code,
        Object.keys(variant.properties ?? {})
          .filter((name) => name.startsWith("is_"))
          .sort(),
      ]),
    ),
  );
  expect(Object.keys(published).sort()).toEqual(Object.keys(accessCodeErrors).sort());
  for (const [code, scopes] of Object.entries(accessCodeErrors)) {
    expect(published[code], code).toEqual(expect.arrayContaining([...scopes]));
  }
});

test("the warnings are those of @seamapi/types@1.490.0", () => {
  const published = valuesOf(accessCode.properties?.["warnings"]?.items as Schema, "warning_code");
  expect(published.sort()).toEqual([...accessCodeWarningCodes].sort());
});

test("the access-code events are those of @seamapi/types@1.490.0", () => {
  const published = valuesOf(schemas["event"] as Schema, "event_type").filter(
    (type) => type.startsWith("access_code.") && !type.startsWith("access_code.unmanaged."),
  );
  expect([...new Set(published)].sort()).toEqual([...accessCodeEventTypes].sort());
});

test("the types of events, of all kinds, are those of @seamapi/types@1.490.0", () => {
  const published = valuesOf(schemas["event"] as Schema, "event_type");
  expect([...new Set(published)].sort()).toEqual([...eventTypes].sort());
});
