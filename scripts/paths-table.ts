import { readFileSync } from "node:fs";

interface MeasuredPaths {
  readonly fakeVersion: string;
  readonly paths: Readonly<
    Record<
      string,
      {
        readonly specified: readonly string[];
        readonly here: readonly string[];
        readonly fake: readonly string[];
      }
    >
  >;
}

/** What was measured of the paths, as a table in Markdown. */
export function pathsTable(): string {
  const file = new URL("../fixtures/api/paths.json", import.meta.url);
  const { fakeVersion, paths } = JSON.parse(readFileSync(file, "utf8")) as MeasuredPaths;
  const rows = Object.entries(paths).map(
    ([path, { specified, here, fake }]) =>
      `| \`${path}\` | ${listed(specified)} | ${listed(here)} | ${listed(fake)} |`,
  );
  const count = (column: "here" | "fake") =>
    Object.values(paths).filter((methods) => methods[column].length > 0).length;
  return [
    `Of ${rows.length} paths a lab has ${count("here")} and fake-seam-connect ${fakeVersion} has ${count("fake")}.`,
    "",
    `| path | Seam | here | fake-seam-connect ${fakeVersion} |`,
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

const listed = (methods: readonly string[]): string => (methods.length === 0 ? "-" : methods.join(", "));
