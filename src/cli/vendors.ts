import { plainMachine } from "../driver/plain-machine.ts";
import { peculiarDiagram } from "../driver/state-diagram.ts";
import { describeKinds } from "../faults/description.ts";
import type { VendorPlugin } from "../lab/fleet.ts";
import { faultKindsOf } from "../lab/vendors.ts";
import type { LockProfile } from "../lock/profile.ts";
import { CommandFailure } from "./command-failure.ts";
import { type FactRow, factRows, valueCell } from "./profile-facts.ts";
import { textTable } from "./text-table.ts";

type Vendors = Readonly<Record<string, VendorPlugin>>;

const footnote = "* assumed: no public source says so.";

/** All vendors in one table, for a terminal. Where each number comes from stands on the vendor's own page. */
export function vendorTable(vendors: Vendors): string {
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
  return `${textTable(head, rows)}\n\n${footnote} "lockstep vendors <vendor>" says where each number comes from.`;
}

/** Everything that is known of one vendor. Throws a CommandFailure (2) that lists those that exist. */
export function vendorPage(vendors: Vendors, vendor: string): string {
  const plugin = vendors[vendor];
  if (!plugin) {
    const known = Object.keys(vendors).join(", ");
    throw new CommandFailure(2, `There is no vendor "${vendor}". There are ${known}.`);
  }
  const { driver } = plugin;
  const { profile } = driver;
  return [
    `${profile.displayName} (${profile.vendor})`,
    section("What the driver believes", factTable(profile)),
    section("How its locks say no", refusalTable(plugin)),
    section("What can be broken on purpose", faultTable(plugin)),
    section("The way of a code, where it is not that of every vendor", machineWays(plugin)),
    footnote,
  ].join("\n\n");
}

const section = (title: string, content: string): string => `${title}\n\n${content}`;

const factTable = (profile: LockProfile): string =>
  textTable(["fact", "value", "source"], factRows(profile).map(cellsOf));

const cellsOf = ({ fact, value, source, assumed }: FactRow): string[] => [
  fact,
  assumed ? `${value} *` : value,
  source,
];

const refusalTable = ({ driver: { refusals } }: VendorPlugin): string =>
  textTable(
    ["vendor code", "error of the access code", "tried again"],
    Object.entries(refusals).map(([vendorCode, { code, retry }]) => [
      vendorCode,
      retry === "soon" ? "none: it passes" : code,
      retry,
    ]),
  );

/** The kinds that need this vendor: its own conditions, and the shared ones that its locks are made to suffer. */
function faultTable(plugin: VendorPlugin): string {
  const own = faultKindsOf({ [plugin.driver.profile.vendor]: plugin });
  return textTable(
    ["kind", "what happens"],
    describeKinds(own).map(({ kind, says }) => [kind, says]),
  );
}

/** The diagram of the README without what only mermaid reads. */
const machineWays = ({ driver }: VendorPlugin): string =>
  peculiarDiagram(driver.slotMachine, plainMachine)
    .split("\n")
    .filter((line) => line.includes("-->"))
    .join("\n");

function lengthsCell({ pinLengths, assignsPins }: LockProfile): string {
  const mark = pinLengths.source.startsWith("assumed") ? " *" : "";
  const chosen = assignsPins?.value ? ["the vendor's choice"] : [];
  return [...lengthWords(pinLengths.value, chosen.length > 0), ...chosen].join(", ") + mark;
}

function lengthWords(lengths: readonly number[] | undefined, byVendor: boolean): readonly string[] {
  if (lengths === undefined) return byVendor ? [] : ["as reported"];
  return [lengths.length > 1 ? `${lengths[0]} to ${lengths.at(-1)}` : `${lengths[0]}`];
}
