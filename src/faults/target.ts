import { invalidInput } from "../lock/errors.ts";
import type { TargetType } from "./catalogue.ts";

/** Whom a fault hits. In `pattern`, `*` stands for any run of characters. */
export type Target =
  | { readonly type: "lock" | "hub" | "vendor"; readonly pattern: string }
  | { readonly type: "link"; readonly from: string; readonly to: string }
  | { readonly type: "service" };

const forms: Readonly<Record<TargetType, string>> = {
  lock: "lock:<device_id>",
  hub: "hub:<gateway>",
  vendor: "vendor:<name>",
  link: "link:<a>><b>",
  service: "service",
};

/** Reads a target. Throws a RequestError (`invalid_input`) that lists the forms that the kind of fault takes. */
export function parseTarget(text: string, allowed: readonly TargetType[], kind: string): Target {
  const [type = "", rest = ""] = text.split(/:(.*)/s);
  const known = allowed.find((candidate) => candidate === type);
  const problem = `must be of the form ${allowed.map((name) => forms[name]).join(" or ")} for ${kind}`;
  if (!known) throw invalidInput("target", problem);
  if (known === "service") return { type: known };
  if (!rest) throw invalidInput("target", problem);
  if (known !== "link") return { type: known, pattern: rest };
  const [from = "", to = ""] = rest.split(">");
  if (!from || !to) throw invalidInput("target", problem);
  return { type: known, from, to };
}

/** Whether `name` fits the pattern. */
export function fits(pattern: string, name: string): boolean {
  const literal = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${literal.join(".*")}$`, "s").test(name);
}
