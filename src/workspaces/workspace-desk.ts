import { RequestError } from "../lock/errors.ts";
import type { Caller } from "./caller.ts";
import type {
  ClientSessionRow,
  ClientSessions,
  GetClientSession,
  NewClientSession,
} from "./client-sessions.ts";
import {
  type CreateWorkspace,
  type UpdateWorkspace,
  type WorkspaceObject,
  type WorkspaceRow,
  type Workspaces,
  workspaceObject,
} from "./workspaces.ts";

/** What the API asks about workspaces for one caller. Every method throws a RequestError, and then nothing has changed. */
export interface WorkspaceDesk {
  /** The caller's own. */
  get(): WorkspaceObject;
  /** Those that the caller may see: a key its own, a personal access token all. */
  list(): readonly WorkspaceObject[];
  create(input: CreateWorkspace): WorkspaceObject;
  update(input: UpdateWorkspace): void;
  getOrCreateClientSession(input: NewClientSession): ClientSessionObject;
  createClientSession(input: NewClientSession): ClientSessionObject;
  /** For a session: its own. For a key: the one that is named. */
  getClientSession(input: GetClientSession): ClientSessionObject;
}

/** Seam's object (@seamapi/types@1.490.0). */
export interface ClientSessionObject {
  readonly client_session_id: string;
  readonly workspace_id: string;
  readonly created_at: string;
  readonly expires_at: string;
  readonly token: string;
  readonly user_identifier_key: string | null;
  readonly device_count: number;
  readonly connected_account_ids: readonly string[];
  readonly connect_webview_ids: readonly [];
  readonly user_identity_ids: readonly [];
}

/** What a desk needs beside the workspaces. */
export interface DeskParts {
  /** Called with each workspace that is made, in the same unit of work. */
  readonly opened: (row: WorkspaceRow) => void;
  readonly sessions: ClientSessions;
  readonly secretBytes: (length: number) => Uint8Array;
  /** How many devices are behind an account of the caller's workspace. Throws a RequestError for one that there is not. */
  readonly devicesBehind: (accountId: string) => number;
}

export function workspaceDesk(
  workspaces: Workspaces,
  { kind, workspaceId, session }: Caller,
  { opened, sessions, secretBytes, devicesBehind }: DeskParts,
): WorkspaceDesk {
  const own = (): WorkspaceRow => {
    if (workspaceId === undefined) throw new RequestError("workspace_not_found", "No workspace is named");
    return workspaces.get(workspaceId);
  };
  const newSession = (made: "getOrCreate" | "create", input: NewClientSession): ClientSessionObject => {
    for (const accountId of input.connected_account_ids ?? []) devicesBehind(accountId);
    return clientSessionObject(sessions[made](own().workspaceId, input, secretBytes), devicesBehind);
  };
  return {
    get: () => workspaceObject(own()),
    list: () => {
      const seen = kind === "personal_access_token" && workspaceId === undefined ? workspaces.all() : [own()];
      return seen.map(workspaceObject);
    },
    create: (input) => {
      const row = workspaces.create(input);
      opened(row);
      return workspaceObject(row);
    },
    update: (input) => workspaces.update(own().workspaceId, input),
    getOrCreateClientSession: (input) => newSession("getOrCreate", input),
    createClientSession: (input) => newSession("create", input),
    getClientSession: (input) => {
      const named = session ? { ...input, client_session_id: session.clientSessionId } : input;
      const row = sessions.get(own().workspaceId, named);
      const isAnothers =
        input.client_session_id !== undefined && input.client_session_id !== row?.clientSessionId;
      if (!row || isAnothers) throw new RequestError("client_session_not_found", "Client session not found");
      return clientSessionObject(row, devicesBehind);
    },
  };
}

const clientSessionObject = (
  row: ClientSessionRow,
  devicesBehind: (accountId: string) => number,
): ClientSessionObject => ({
  client_session_id: row.clientSessionId,
  workspace_id: row.workspaceId,
  created_at: new Date(row.createdAt).toISOString(),
  expires_at: new Date(row.expiresAt).toISOString(),
  token: row.token,
  user_identifier_key: row.userIdentifierKey,
  device_count: row.connectedAccountIds.reduce((count, accountId) => count + devicesBehind(accountId), 0),
  connected_account_ids: row.connectedAccountIds,
  connect_webview_ids: [],
  user_identity_ids: [],
});
