import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";

/** Where in a file something stands: `["steps", 3, "expect"]`. */
export type Path = readonly (string | number)[];

/** Something is wrong with a scenario file. The message names the file, the line, the field and what is allowed. */
export class ScenarioFileError extends Error {
  override readonly name = "ScenarioFileError";
}

/** The text of a scenario file, which knows on which line each field stands. */
export class Source {
  readonly file: string;
  readonly #lines = new LineCounter();
  readonly #root: Node | null;
  /** What the file holds, as plain data. */
  readonly data: unknown;

  /** Throws a ScenarioFileError for what is not YAML. */
  constructor(file: string, text: string) {
    this.file = file;
    const document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    const [problem] = [...document.errors, ...document.warnings];
    if (problem) {
      // The parser's own words may quote the text, which may hold a PIN: its code says the same.
      const { line } = this.#lines.linePos(problem.pos[0]);
      const words = problem.code.toLowerCase().replaceAll("_", " ");
      throw new ScenarioFileError(`${file}:${line}: the file is not YAML that can be read: ${words}`);
    }
    this.#root = document.contents;
    try {
      this.data = document.toJS();
    } catch (cause) {
      // What the grammar allows and nobody can resolve: an alias of nothing, or so many that they are meant as harm.
      throw new ScenarioFileError(
        `${file}:1: the file is not YAML that can be read: an alias that leads nowhere`,
        {
          cause,
        },
      );
    }
  }

  /** The line on which a field stands, or the nearest thing around it that is there; from 1. */
  line(path: Path): number {
    let node: unknown = this.#root;
    let offset = this.#root?.range?.[0] ?? 0;
    for (const segment of path) {
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(segment));
        if (!pair) break;
        offset = (pair.key as Node).range?.[0] ?? offset;
        node = pair.value;
      } else if (isSeq(node)) {
        node = node.items[Number(segment)];
        if (!node) break;
        offset = (node as Node).range?.[0] ?? offset;
      } else break;
    }
    return this.#lines.linePos(offset).line;
  }

  /** A problem of one field: `problem` completes the sentence that begins with its name. */
  error(path: Path, problem: string): ScenarioFileError {
    const field = path.length === 0 ? "the file" : path.join(".");
    return new ScenarioFileError(`${this.file}:${this.line(path)}: ${field} ${problem}`);
  }
}
