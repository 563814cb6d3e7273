import { plainMachine } from "../driver/plain-machine.ts";
import { peculiarDiagram } from "../driver/state-diagram.ts";
import { sharedKinds } from "../faults/catalogue.ts";
import type { FaultKind } from "../faults/kind.ts";
import type { VendorPlugin } from "../lab/fleet.ts";
import type { LockProfile } from "../lock/profile.ts";
import type { Frailties } from "../simulator/frailties.ts";
import { CommandFailure } from "./command-failure.ts";
import { type FactRow, factRows, refusalRows, valueCell } from "./profile-facts.ts";
import { brokenAt, textTable } from "./text-table.ts";

type Vendors = Readonly<Record<string, VendorPlugin>>;

const footnote = "* assumed: no public source says so.";

/** All vendors in one table, for a terminal of that width. Where each number comes from stands on the vendor's own page. */
export function vendorTable(vendors: Vendors, width?: number): string {
  const rows = Object.values(vendors).map(({ driver }) => {
    const { profile } = driver;
    const online = profile.onlineCodes?.value !== false;
    return [
      profile.vendor,
      online ? valueCell("capacity", profile.capacity) : "any number",
      lengthsCell(profile),
      online ? (profile.nativeScheduling.value ? "on the lock" : "just in time") : "in the code",
      valueCell("readBack", profile.readBack),
      valueCell("reachedBy", profile.reachedBy),
      driver.offline === undefined ? "no" : "yes",
    ];
  });
  const head = ["vendor", "codes", "PIN lengths", "schedules", "a read shows", "reached by", "offline codes"];
  return `${textTable(head, rows, width)}\n\n${footnote}\n"lockstep vendors <vendor>" says where each number comes from.`;
}

/** Everything that is known of one vendor. Throws a CommandFailure (2) that lists those that exist. */
export function vendorPage(vendors: Vendors, vendor: string, width?: number): string {
  const plugin = vendors[vendor];
  if (!plugin) {
    const known = Object.keys(vendors).join(", ");
    throw new CommandFailure(2, `There is no vendor "${vendor}". There are ${known}.`);
  }
  const { driver } = plugin;
  const { profile } = driver;
  return [
    `${profile.displayName} (${profile.vendor})`,
    section("What the driver believes", factTable(profile, width)),
    section("How its locks say no", refusalTable(plugin, width)),
    section("What can be broken on purpose", faultTable(plugin, width)),
    section("The way of a code, where it is not that of every vendor", machineWays(plugin, width)),
    footnote,
  ].join("\n\n");
}

const section = (title: string, content: string): string => `${title}\n\n${content}`;

const factTable = (profile: LockProfile, width?: number): string =>
  textTable(["fact", "value", "source"], factRows(profile).map(cellsOf), width);

const cellsOf = ({ fact, value, source, assumed }: FactRow): string[] => [
  fact,
  assumed ? `${value} *` : value,
  source,
];

/** Lines shorter than this have no room for whole sentences beside three columns. */
const wordsWidth = 100;

function refusalTable({ driver: { refusals } }: VendorPlugin, width = wordsWidth): string {
  const head = ["vendor code", "error of the access code", "tried again", "in words"];
  const rows = refusalRows(refusals).map(({ vendorCode, error, retried, says }) => [
    vendorCode,
    error ?? "none: it passes",
    retried,
    says,
  ]);
  const columns = width < wordsWidth ? 3 : 4;
  return textTable(
    head.slice(0, columns),
    rows.map((row) => row.slice(0, columns)),
    width,
  );
}

/** What is this vendor's own, and what of the rest does not happen to it. */
function faultTable({ simulator: { frailties } }: VendorPlugin, width = Number.POSITIVE_INFINITY): string {
  const own = Object.entries(frailties.conditions);
  const lacking = Object.entries<FaultKind>(sharedKinds).filter(([, kind]) => isLacking(kind, frailties));
  const but = lacking.map(([name]) => name).join(", ");
  return [
    ...(own.length > 0 ? [textTable(["kind", "what happens"], own, width)] : []),
    brokenAt(`Whatever else "lockstep faults" prints${but && ` but ${but}`}.`, width).join("\n"),
  ].join("\n\n");
}

/** Whether the vendor's locks have nothing that could suffer the kind. Which conditions they know, only a lock itself says. */
const isLacking = ({ needs }: FaultKind, { parts, words }: Frailties): boolean =>
  needs !== undefined &&
  (("part" in needs && !parts.includes(needs.part)) || ("word" in needs && words[needs.word] === undefined));

/** The diagram of the README as a table. */
function machineWays({ driver }: VendorPlugin, width?: number): string {
  const ways = peculiarDiagram(driver.slotMachine, plainMachine).matchAll(
    /^ {2}(\w+) --> (\w+)(?:: (.*))?$/gm,
  );
  return textTable(
    ["from", "to", "when"],
    [...ways].map(([, from = "", to = "", when = ""]) => [from, to, when]),
    width,
  );
}

function lengthsCell({ pinLengths, assignsPins }: LockProfile): string {
  const mark = pinLengths.source.startsWith("assumed") ? " *" : "";
  const chosen = assignsPins?.value ? ["the vendor's choice"] : [];
  return [...lengthWords(pinLengths.value, chosen.length > 0), ...chosen].join(", ") + mark;
}

function lengthWords(lengths: readonly number[] | undefined, byVendor: boolean): readonly string[] {
  if (lengths === undefined) return byVendor ? [] : ["as reported"];
  return [lengths.length > 1 ? `${lengths[0]} to ${lengths.at(-1)}` : `${lengths[0]}`];
}
