import { drivers } from "../drivers/index.ts";
import { faultRows } from "../src/cli/faults.ts";
import { factRows } from "../src/cli/profile-facts.ts";
import type { LockDriver } from "../src/driver/lock-driver.ts";
import { plainMachine } from "./plain-machine.ts";
import { peculiarDiagram, wholeDiagram } from "./state-diagram.ts";

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
  { path: "docs/faults.md", parts: { kinds: faultsTable() } },
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
    ["vendor code", "error of the access code", "tried again"],
    Object.entries(refusals).map(([vendorCode, { code, retry }]) => [
      `\`${vendorCode}\``,
      retry === "soon" ? "none: it passes" : `\`${code}\``,
      retry,
    ]),
  );

const faultsTable = (): string =>
  table(
    ["kind", "targets", "params", "what happens"],
    faultRows().map(({ kind, targets, params, description }) => [
      `\`${kind}\``,
      targets,
      params && `\`${params}\``,
      description,
    ]),
  );

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
