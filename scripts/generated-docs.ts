import { drivers } from "../drivers/index.ts";
import { ownKinds } from "../src/cli/faults.ts";
import { factRows, refusalRows } from "../src/cli/profile-facts.ts";
import type { LockDriver } from "../src/driver/lock-driver.ts";
import { plainMachine } from "../src/driver/plain-machine.ts";
import { peculiarDiagram, wholeDiagram } from "../src/driver/state-diagram.ts";
import type { KindDescription, ParamDescription } from "../src/faults/description.ts";
import { leftOut } from "../src/faults/left-out.ts";
import { triggerEvents } from "../src/faults/observation.ts";
import { servicePoints } from "../src/faults/points.ts";
import { allInvariants } from "../src/oracles/catalogue.ts";
import { parametersTables, propertiesTable } from "./parameters-table.ts";
import { pathsTable } from "./paths-table.ts";

/** A page by hand with parts in it that are made from the code. */
export interface GeneratedDoc {
  /** From the project's folder. */
  readonly path: string;
  /** What stands between `<!-- NAME -->` and `<!-- end of NAME -->`. */
  readonly parts: Readonly<Record<string, string>>;
}

export const generatedDocs = (): readonly GeneratedDoc[] => [
  ...Object.entries(drivers).map(([vendor, driver]) => ({
    path: `drivers/${vendor}/README.md`,
    parts: {
      diagram: peculiarDiagram(driver.slotMachine, plainMachine),
      facts: factsTable(driver),
      refusals: refusalsTable(driver),
    },
  })),
  { path: "docs/slot-states.md", parts: { diagram: wholeDiagram(plainMachine) } },
  {
    path: "docs/access-codes.md",
    parts: { parameters: parametersTables(), properties: propertiesTable() },
  },
  { path: "docs/paths.md", parts: { paths: pathsTable() } },
  { path: "docs/invariants.md", parts: { invariants: invariantsTable() } },
  {
    path: "docs/faults.md",
    parts: {
      kinds: faultKinds(),
      events: namesTable("event", {
        ...triggerEvents,
        "`access_code.*` and the like": "an event of Seam's is durable",
      }),
      points: namesTable("point", servicePoints),
      "left out": namesTable("kind", leftOut),
    },
  },
];

/** The page with its generated parts as they should be. Throws when a part's markers are missing. */
export function refreshed(page: string, { path, parts }: GeneratedDoc): string {
  return Object.entries(parts).reduce((text, [name, content]) => {
    const start = `<!-- ${name} -->`;
    const end = `<!-- end of ${name} -->`;
    const from = text.indexOf(start);
    const to = text.indexOf(end);
    if (from === -1 || to < from)
      throw new Error(`${path} has no place for the part "${name}": ${start} ${end}`);
    return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`;
  }, page);
}

const factsTable = ({ profile }: LockDriver): string =>
  table(
    ["fact", "value", "source"],
    factRows(profile).map(({ fact, value, source, assumed }) => [
      `\`${fact}\``,
      value,
      assumed ? source.replace(/^assumed/, "**assumed**") : source,
    ]),
  );

const refusalsTable = ({ refusals }: LockDriver): string =>
  table(
    ["vendor code", "error of the access code", "tried again", "in words"],
    refusalRows(refusals).map(({ vendorCode, error, retried, says }) => [
      `\`${vendorCode}\``,
      error === undefined ? "none: it passes" : `\`${error}\``,
      retried,
      says,
    ]),
  );

const invariantsTable = (): string =>
  table(
    ["no.", "name", "promise", "who looks"],
    allInvariants.map(({ id, name, promise, kept }) => [
      String(id),
      name,
      promise,
      kept === "live" ? "an oracle, always" : `not live: ${kept.otherwise}`,
    ]),
  );

/** One section for each area: a table, and an example of each kind. */
function faultKinds(): string {
  const byArea = Map.groupBy(ownKinds(), ({ area_name }) => area_name);
  return [...byArea]
    .map(([area, kinds]) => {
      const rows = kinds.map((kind) => [`\`${kind.kind}\``, kind.says, targetsCell(kind), paramsCell(kind)]);
      const examples = kinds.map(({ example }) => JSON.stringify(example)).join("\n");
      return `### ${area}\n\n${table(["kind", "what happens", "targets", "params"], rows)}\n\n\`\`\`json\n${examples}\n\`\`\``;
    })
    .join("\n\n");
}

function targetsCell({ targets, match, lifetime, acts, harm }: KindDescription): string {
  const facts = [
    targets.join(", "),
    ...(match.length > 0 ? [`match: ${match.join(", ")}`] : []),
    lifetime === null ? "once" : acts === "watching" ? "one by one" : "lasts",
    ...(lifetime !== null && lifetime !== "10m" ? [`for ${lifetime}`] : []),
    ...(harm === "nothing" ? [] : [harm === "forGood" ? "stays" : "door lies"]),
  ];
  return facts.join("; ");
}

const paramsCell = ({ params }: KindDescription): string => params.map(paramWords).join("<br>");

const paramWords = ({ name, allowed, default: fallback, is_required, says }: ParamDescription): string => {
  const how = fallback === null ? (is_required ? "required" : "optional") : `\`${fallback}\``;
  return `\`${name}\` (${how}): ${says}; ${allowed}`;
};

/** Names that are plain words get the look of code. */
const namesTable = (title: string, names: Readonly<Record<string, string>>): string =>
  table(
    [title, "what it stands for"],
    Object.entries(names).map(([name, says]) => [/^[\w.]+$/.test(name) ? `\`${name}\`` : name, says]),
  );

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
