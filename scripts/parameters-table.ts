import type { z } from "zod";
import { accessCode } from "../src/api/answers.ts";
import type { Route } from "../src/api/route.ts";
import { routes } from "../src/api/routes.ts";

/** The ten endpoints of the Access Code API itself. */
const isAccessCodePath = ({ path }: Route): boolean => /^\/access_codes\/[a-z_]+$/.test(path);

/** What each parameter of the access codes' endpoints does: a table in Markdown for each of them. */
export const parametersTables = (): string =>
  routes
    .filter(isAccessCodePath)
    .map(({ path, input }) => `### \`${path}\`\n\n${tableOf(["parameter", "what it does"], input.shape)}`)
    .join("\n\n");

/** What each property of the access code's object says. */
export const propertiesTable = (): string => tableOf(["property", "what it says"], accessCode.shape);

function tableOf(head: readonly [string, string], shape: z.ZodRawShape): string {
  const rows = Object.entries(shape).map(([name, schema]) => {
    const { description } = schema as z.ZodType;
    if (description === undefined) throw new Error(`nothing is said of "${name}"`);
    return `| \`${name}\` | ${description} |`;
  });
  return [`| ${head.join(" | ")} |`, "| --- | --- |", ...rows].join("\n");
}
