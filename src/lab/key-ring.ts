import { existsSync } from "node:fs";
import { SeededIds, seededRandom } from "../kernel/random.ts";
import { realGlobals } from "../kernel/real-globals.ts";
import { unguessableBytes } from "../kernel/unguessable.ts";
import { invalidInput, type RequestError } from "../lock/errors.ts";
import { openStore, type Store } from "../store/store.ts";
import { type CredentialRow, newToken } from "../workspaces/credentials.ts";
import { type Directory, directoryOf } from "./directory.ts";

/** A key as it is listed: never itself. */
export interface ListedKey {
  readonly keyId: string;
  readonly kind: CredentialRow["kind"];
  readonly name: string;
  /** Its first characters. */
  readonly hint: string;
  /** The workspace's name; `undefined` for a token that opens all of them. */
  readonly workspace: string | undefined;
  readonly isForDevelopment: boolean;
  readonly createdAt: number;
}

/**
 * The keys in a data file that no lab is running on. Every function throws a RequestError that names what is wrong, or a
 * StoreFileError for a file that cannot be used.
 */
export class KeyRing {
  readonly #store: Store;
  readonly #directory: Directory;

  private constructor(store: Store, directory: Directory) {
    this.#store = store;
    this.#directory = directory;
  }

  static open(path: string): KeyRing {
    if (!existsSync(path)) throw noLab(path);
    const store = openStore(path);
    const directory = directoryOf(store, {
      clock: { now: () => store.worldTime ?? realGlobals.Date.now() },
      ids: new SeededIds(seededRandom(Buffer.from(unguessableBytes(4)).readUInt32BE())),
    });
    if (directory.workspaces.all().length > 0) return new KeyRing(store, directory);
    store.close();
    throw noLab(path);
  }

  list(): readonly ListedKey[] {
    const { credentials, workspaces } = this.#directory;
    return credentials.all().map(({ credentialId, workspaceId, ...row }) => ({
      keyId: credentialId,
      kind: row.kind,
      name: row.name,
      hint: row.hint,
      workspace: workspaceId === null ? undefined : workspaces.find(workspaceId)?.name,
      isForDevelopment: row.isForDevelopment,
      createdAt: row.createdAt,
    }));
  }

  /** Makes a key of the workspace with this name, or of the first, and returns it: only its digest is kept. */
  createApiKey(name: string, workspaceName: string | undefined): string {
    const all = this.#directory.workspaces.all();
    const workspace = workspaceName === undefined ? all[0] : all.find((one) => one.name === workspaceName);
    if (!workspace) {
      const names = all.map((one) => JSON.stringify(one.name)).join(", ");
      throw invalidInput("workspace", `is none of ${names}`);
    }
    return this.#add("api_key", name, workspace.workspaceId);
  }

  /** Makes a token that opens every workspace. */
  createPersonalAccessToken(name: string): string {
    return this.#add("personal_access_token", name, null);
  }

  /** By the id, or by the first characters where only one key has them. Returns what was revoked. */
  revoke(keyIdOrHint: string): ListedKey {
    const found = this.list().filter(({ keyId, hint }) => keyId === keyIdOrHint || hint === keyIdOrHint);
    const [key, ...others] = found;
    if (!key) throw invalidInput("key", "is none of the keys that are listed");
    if (others.length > 0) throw invalidInput("key", "means several keys: name one by its id");
    this.#directory.credentials.revoke(key.keyId);
    return key;
  }

  close(): void {
    this.#store.close();
  }

  #add(kind: "api_key" | "personal_access_token", name: string, workspaceId: string | null): string {
    const token = newToken(kind, unguessableBytes);
    this.#directory.credentials.add({ token, name, workspaceId });
    return token;
  }
}

const noLab = (path: string): RequestError =>
  invalidInput("data", `${path} holds no lab yet: \`lockstep serve --data ${path}\` makes one`);
