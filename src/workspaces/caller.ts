import type { CredentialKind } from "./credentials.ts";

/** Whose request it is, as its token says. `nobody`: it showed none, and needed none. */
export interface Caller {
  readonly kind: CredentialKind | "nobody";
  /** What the request may see. `undefined`: a personal access token that names no workspace. */
  readonly workspaceId: string | undefined;
}
