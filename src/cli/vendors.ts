import { ownVendors } from "../lab/vendors.ts";
import { type FactRow, factRows } from "./profile-facts.ts";
import { textTable } from "./text-table.ts";

/** One table per vendor, for a terminal. Facts without a source are marked with an asterisk. */
export function vendorTables(): string {
  const tables = Object.values(ownVendors).map(({ driver: { profile } }) =>
    [
      `${profile.displayName} (${profile.vendor})`,
      "",
      textTable(["fact", "value", "source"], factRows(profile).map(cellsOf)),
      "",
    ].join("\n"),
  );
  return [...tables, "* assumed: no public source says so."].join("\n");
}

const cellsOf = ({ fact, value, source, assumed }: FactRow): string[] => [
  fact,
  assumed ? `${value} *` : value,
  source,
];
