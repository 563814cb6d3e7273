/** What SQLite cannot do with a file, by its primary result code: https://www.sqlite.org/rescode.html */
const problems: Readonly<Record<number, string>> = {
  8: "it can only be read",
  10: "reading or writing has failed",
  11: "it is damaged",
  13: "the disk is full",
  14: "it cannot be opened",
};

/** The data cannot be read or written now. It may pass: nothing is lost that was durable before. */
export class StorageError extends Error {
  override readonly name = "StorageError";
}

/** What an error says of the storage; `undefined` for one that is none of it. */
export function storageErrorOf(error: unknown): StorageError | undefined {
  if (error instanceof StorageError) return error;
  const problem = storageProblemOf(error);
  return problem === undefined
    ? undefined
    : new StorageError(`The data file cannot be used: ${problem}`, { cause: error });
}

/** The same in a few words, to stand after a colon. */
export function storageProblemOf(error: unknown): string | undefined {
  if (!(error instanceof Error && "errcode" in error && typeof error.errcode === "number")) return undefined;
  // The extended result code has the primary one in its lowest byte.
  return problems[error.errcode & 0xff];
}
