import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { migrate, oldestVersion, schemaVersion } from "./migrations.ts";
import { storageProblemOf } from "./storage-error.ts";

/** SQLite's mark for whose file this is: "LkSt". */
const applicationId = 0x4c6b5374;

/** The path of data that end with the process. */
export const inMemory = ":memory:";

/** A data file that cannot be used. The message is for the person who named it; the file has not been touched. */
export class StoreFileError extends Error {
  override readonly name = "StoreFileError";
}

/**
 * Opens or creates the SQLite database at `path`; {@link inMemory} for one that ends with the process. Throws a
 * {@link StoreFileError} for a file of another kind, of a newer schema version, in use, or that can only be read.
 */
export function openDatabase(path: string): DatabaseSync {
  if (path === inMemory) return new DatabaseSync(path);
  const version = versionOf(path);
  const database = new DatabaseSync(path);
  try {
    // Set before WAL begins, so that a reader of the bare file finds them even after a crash.
    if (version === undefined) {
      database.exec(`PRAGMA application_id = ${applicationId}`);
      database.exec(`PRAGMA user_version = ${schemaVersion}`);
    }
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    database.exec("PRAGMA journal_mode = WAL");
    database.exec("PRAGMA synchronous = FULL");
    // The lock is taken at the first write, and two labs on one file would not know of each other's changes.
    database.exec("BEGIN IMMEDIATE; COMMIT");
    if (version !== undefined) {
      refuseDamaged(database, path);
      // What a newer Lockstep wrote before it was killed may stand in the log beside the file alone.
      const written = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
      refuseUnknown(path, written);
      migrate(database, written);
    }
  } catch (cause) {
    database.close();
    throw fileErrorOf(path, cause);
  }
  return database;
}

/** What a failure to open the file says of it, in words for who named it; the failure itself where it says nothing of that. */
export function fileErrorOf(path: string, cause: unknown): unknown {
  if (isLocked(cause)) return new StoreFileError(`${path} is in use by another process.`, { cause });
  if (isDamage(cause)) return new StoreFileError(`${path} is damaged.`, { cause });
  const problem = storageProblemOf(cause);
  return problem === undefined ? cause : new StoreFileError(`${path} cannot be used: ${problem}.`, { cause });
}

/** SQLITE_CORRUPT, SQLITE_NOTADB; and SQLITE_ERROR, since our own SQL fails only on what we have not written. */
const isDamage = (error: unknown): boolean =>
  error instanceof Error && "errcode" in error && [1, 11, 26].includes(Number(error.errcode) & 0xff);

const isLocked = (error: unknown): boolean => error instanceof Error && error.message.includes("locked");

/**
 * The version of the tables in a file of ours; `undefined` for a file that is new or empty. Reads the header's bytes rather than opening the file, because SQLite
 * may write to what it opens. Offsets: https://www.sqlite.org/fileformat.html, section 1.3.
 */
function versionOf(path: string): number | undefined {
  if (!existsSync(path)) return undefined;
  const header = Buffer.alloc(100);
  const file = openSync(path, "r");
  const length = readSync(file, header, 0, header.length, 0);
  closeSync(file);
  if (length === 0) return undefined;

  const isSqlite = length === header.length && header.toString("latin1", 0, 16) === "SQLite format 3\0";
  if (!isSqlite || header.readUInt32BE(68) !== applicationId) {
    throw new StoreFileError(`${path} is not a Lockstep data file.`);
  }
  const version = header.readUInt32BE(60);
  refuseUnknown(path, version);
  return version;
}

function refuseDamaged(database: DatabaseSync, path: string): void {
  const finding = database.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
  if (finding !== "ok") throw new StoreFileError(`${path} is damaged: ${finding}.`);
}

function refuseUnknown(path: string, version: number): void {
  if (version > schemaVersion) {
    throw new StoreFileError(
      `${path} was written by a newer Lockstep (schema ${version}; this one knows ${schemaVersion}).`,
    );
  }
  if (version < oldestVersion) {
    throw new StoreFileError(
      `${path} was written by a draft of Lockstep (schema ${version}; this one knows ${schemaVersion}).`,
    );
  }
}
