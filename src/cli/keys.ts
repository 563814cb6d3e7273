import { KeyRing } from "../lab/key-ring.ts";
import { RequestError } from "../lock/errors.ts";
import { StoreFileError } from "../store/store-file.ts";
import { CommandFailure } from "./command-failure.ts";
import { textTable } from "./text-table.ts";

/** What is done to the keys in a data file, and what is said of it. Throws a CommandFailure. */

export const listKeys = (data: string): string =>
  withKeys(data, (keys) =>
    textTable(
      ["key_id", "begins with", "kind", "workspace", "name", "created"],
      keys
        .list()
        .map(({ keyId, hint, kind, workspace, name, isForDevelopment, createdAt }) => [
          keyId,
          hint,
          kind.replaceAll("_", " "),
          workspace ?? "all",
          isForDevelopment ? `${name} (everybody knows it)` : name,
          new Date(createdAt).toISOString(),
        ]),
    ),
  );

export interface NewKey {
  readonly data: string;
  readonly name: string;
  readonly workspace?: string;
  readonly personal?: boolean;
}

/** The key alone, so that a script can take it. It is not shown again. */
export const createKey = ({ data, name, workspace, personal = false }: NewKey): string => {
  if (personal && workspace !== undefined) {
    throw new CommandFailure(2, "--workspace: a personal access token opens every workspace.");
  }
  return withKeys(data, (keys) =>
    personal ? keys.createPersonalAccessToken(name) : keys.createApiKey(name, workspace),
  );
};

export const revokeKey = (data: string, key: string): string =>
  withKeys(data, (keys) => {
    const { hint, name } = keys.revoke(key);
    return `Revoked ${hint}... (${name}).`;
  });

function withKeys<T>(data: string, work: (keys: KeyRing) => T): T {
  try {
    const keys = KeyRing.open(data);
    try {
      return work(keys);
    } finally {
      keys.close();
    }
  } catch (cause) {
    if (cause instanceof StoreFileError) throw new CommandFailure(1, `--data: ${cause.message}`, { cause });
    if (cause instanceof RequestError) throw new CommandFailure(2, `${cause.message}.`, { cause });
    throw cause;
  }
}
