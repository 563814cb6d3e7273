import { RequestError } from "../lock/errors.ts";
import type { Caller } from "../workspaces/caller.ts";
import type { CredentialKind } from "../workspaces/credentials.ts";

/** Who knows which token opens what. `src/lab` plugs it in. */
export interface Gate {
  /** Takes the same time whatever the token is. `workspaceId` is `null` where the token opens them all. */
  find(token: string):
    | {
        readonly kind: CredentialKind | "client_session";
        readonly workspaceId: string | null;
        readonly session?: Caller["session"];
      }
    | undefined;
  hasWorkspace(workspaceId: string): boolean;
}

/** Who may ask for a route. A token that names no workspace is a caller of its own kind. */
export type CallerKind = CredentialKind | "client_session" | "personal_access_token_without_workspace";

/** Whoever may see everything in one workspace. */
export const keyHolders: readonly CallerKind[] = ["api_key", "personal_access_token"];

/** The same, and whoever may see some of its accounts: the service that they are given keeps the others from them. */
export const sessionHolders: readonly CallerKind[] = [...keyHolders, "client_session"];

/**
 * Whose request it is, by its `Authorization` header and, for a personal access token, by the workspace that the header
 * `seam-workspace` names. Throws a RequestError for whoever may not ask.
 */
export function callerOf(headers: Headers, gate: Gate, allowed: readonly CallerKind[]): Caller {
  const [, token = headers.get("seam-publishable-key") ?? ""] =
    /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "") ?? [];
  const found = gate.find(token);
  if (!found) throw unauthorized('Expected "Authorization: Bearer <API key>" with a key of this lab');
  const caller: Caller & { readonly kind: Exclude<Caller["kind"], "nobody"> } = {
    kind: found.kind,
    workspaceId: found.workspaceId ?? namedWorkspace(headers, gate),
    ...(found.session && { session: found.session }),
  };
  const isAllowed = allowed.includes(
    caller.kind === "personal_access_token" && caller.workspaceId === undefined
      ? "personal_access_token_without_workspace"
      : caller.kind,
  );
  if (isAllowed) return caller;
  if (caller.kind === "personal_access_token" && caller.workspaceId === undefined) {
    throw new RequestError("missing_workspace_id", 'Expected the header "seam-workspace: <workspace_id>"');
  }
  throw unauthorized(`This request takes no ${caller.kind.replaceAll("_", " ")}`);
}

function namedWorkspace(headers: Headers, gate: Gate): string | undefined {
  const workspaceId = headers.get("seam-workspace");
  if (workspaceId === null || workspaceId === "") return undefined;
  if (gate.hasWorkspace(workspaceId)) return workspaceId;
  throw unauthorized("The token opens no workspace with this id");
}

const unauthorized = (message: string): RequestError => new RequestError("unauthorized", message);
