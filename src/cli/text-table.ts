const gap = "  ";

/**
 * Lines of columns that are as wide as their widest cell, under a head. `widthMax`: how wide a line may be; the widest columns
 * are then made narrower and their cells broken between words, as far as the longest word allows.
 */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  widthMax = Number.POSITIVE_INFINITY,
): string {
  const widths = fitted(head, rows, widthMax);
  return [
    ...rowLines(head, widths),
    line(
      widths.map((width) => "-".repeat(width)),
      widths,
    ),
    ...rows.flatMap((row) => rowLines(row, widths)),
  ].join("\n");
}

/** How wide each column becomes. */
function fitted(head: readonly string[], rows: readonly (readonly string[])[], widthMax: number): number[] {
  const columns = head.map((title, column) => [title, ...rows.map((row) => row[column] ?? "")]);
  const widths = columns.map((cells) => Math.max(...cells.map(({ length }) => length)));
  const least = columns.map((cells) =>
    Math.max(...cells.flatMap((cell) => cell.split(" ")).map(({ length }) => length)),
  );
  let excess = widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1)) - widthMax;
  while (excess > 0) {
    const [widest] = [...widths.keys()]
      .filter((column) => (widths[column] ?? 0) > (least[column] ?? 0))
      .sort((one, other) => (widths[other] ?? 0) - (widths[one] ?? 0));
    if (widest === undefined) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess--;
  }
  return widths;
}

function rowLines(cells: readonly string[], widths: readonly number[]): string[] {
  const broken = cells.map((cell, column) => brokenAt(cell, widths[column] ?? cell.length));
  const height = Math.max(...broken.map(({ length }) => length));
  return Array.from({ length: height }, (_, at) =>
    line(
      broken.map((lines) => lines[at] ?? ""),
      widths,
    ),
  );
}

const line = (cells: readonly string[], widths: readonly number[]): string =>
  cells
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join(gap)
    .trimEnd();

/** The text in lines of at most so many characters, broken between words. */
export function brokenAt(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
