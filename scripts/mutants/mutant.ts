/** One small change of one source file. */
export interface Patch {
  /** From the project's folder on. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** A bug that somebody could have written. */
export interface Mutant {
  readonly name: string;
  readonly patches: readonly Patch[];
}

/** The source with the bug in it. Throws when the text is not there exactly once: the code has moved on, and the list has not. */
export function patched(source: string, { file, find, replace }: Patch): string {
  const count = source.split(find).length - 1;
  if (count !== 1) throw new Error(`${file} holds the text of a patch ${count} times, not once: ${find}`);
  return source.replace(find, () => replace);
}
