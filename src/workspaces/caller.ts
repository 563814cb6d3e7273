import type { ClientSessionRow } from "./client-sessions.ts";
import type { CredentialKind } from "./credentials.ts";

/** Whose request it is, as its token says. `nobody`: it showed none, and needed none. */
export interface Caller {
  readonly kind: CredentialKind | "client_session" | "nobody";
  /** What the request may see. `undefined`: a personal access token that names no workspace. */
  readonly workspaceId: string | undefined;
  /** Of a client session: what in the workspace it may see. */
  readonly session?:
    | Pick<ClientSessionRow, "clientSessionId" | "connectedAccountIds" | "userIdentifierKey">
    | undefined;
}
