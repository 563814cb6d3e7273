import { RequestError } from "../lock/errors.ts";
import { newToken } from "../workspaces/credentials.ts";
import type { Directory } from "./directory.ts";
import { developmentKeyOf } from "./lab-options.ts";

/** What a key is called that only the running process knows. */
const ofTheProcess = "Of a running lab";

/** The keys that a lab makes while it runs. They are not shown again. */
export class LabKeys {
  readonly #directory: Directory;
  readonly #secretBytes: (length: number) => Uint8Array;
  /** A key of the first workspace. */
  readonly own: string;

  /** `named`: a key that is kept already. Without one it is the development key, or one of this process alone. */
  constructor(
    directory: Directory,
    secretBytes: (length: number) => Uint8Array,
    named = developmentKeyOf(0),
  ) {
    this.#directory = directory;
    this.#secretBytes = secretBytes;
    const { credentials } = directory;
    // Left by a process that did not come to its end.
    for (const { credentialId, name } of credentials.all()) {
      if (name === ofTheProcess) credentials.revoke(credentialId);
    }
    this.own = credentials.find(named) ? named : this.#add("api_key", ofTheProcess, this.#workspaceId());
  }

  /** Throws a RequestError (`workspace_not_found`). */
  createApiKey(workspaceName: string | undefined): string {
    return this.#add("api_key", workspaceName ?? "First workspace", this.#workspaceId(workspaceName));
  }

  createPersonalAccessToken(): string {
    return this.#add("personal_access_token", "Personal access token", null);
  }

  #workspaceId(name?: string): string {
    const all = this.#directory.workspaces.all();
    const workspace = name === undefined ? all[0] : all.find((candidate) => candidate.name === name);
    if (workspace) return workspace.workspaceId;
    throw new RequestError("workspace_not_found", `This lab has no workspace "${name}"`);
  }

  #add(kind: "api_key" | "personal_access_token", name: string, workspaceId: string | null): string {
    const token = newToken(kind, this.#secretBytes);
    this.#directory.credentials.add({ token, name, workspaceId });
    return token;
  }
}
