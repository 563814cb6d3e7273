import type { Table } from "../access-codes/ports.ts";
import type { Clock, Ids } from "../kernel/ports.ts";
import { digestOf, newToken } from "./credentials.ts";

/** What an app gives to one of its users: a token that opens some of a workspace's accounts, for a while. */
export interface ClientSessionRow {
  readonly clientSessionId: string;
  readonly workspaceId: string;
  /** Kept as it is, unlike keys: whoever asks for the same session again is given it again. */
  readonly token: string;
  readonly userIdentifierKey: string | null;
  readonly connectedAccountIds: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** How the rows of sessions have to be kept. */
export const clientSessionRows = {
  id: ({ clientSessionId }: ClientSessionRow) => clientSessionId,
  indexes: { digest: ({ token }: ClientSessionRow) => digestOf(token) },
};

export interface NewClientSession {
  user_identifier_key?: string;
  connected_account_ids?: readonly string[];
  expires_at?: string;
}

export interface GetClientSession {
  client_session_id?: string;
  user_identifier_key?: string;
}

/** How long a session lasts unless told. Seam publishes nothing; its own fake takes a year. */
const lifetimeMs = 365 * 24 * 3_600_000;

const expiryIn = ({ expires_at }: NewClientSession): number | undefined =>
  expires_at === undefined ? undefined : Date.parse(expires_at);

/** The sessions of a lab. */
export class ClientSessions {
  readonly #rows: Table<ClientSessionRow>;
  readonly #clock: Pick<Clock, "now">;
  readonly #ids: Ids;

  constructor(options: {
    readonly rows: Table<ClientSessionRow>;
    readonly clock: Pick<Clock, "now">;
    readonly ids: Ids;
  }) {
    this.#rows = options.rows;
    this.#clock = options.clock;
    this.#ids = options.ids;
  }

  /** The workspace's session that is as asked for, or a new one. */
  getOrCreate(
    workspaceId: string,
    input: NewClientSession,
    secretBytes: (length: number) => Uint8Array,
  ): ClientSessionRow {
    const now = this.#clock.now();
    const expiresAt = expiryIn(input);
    const known = [...this.#rows.all()].find(
      (row) =>
        row.workspaceId === workspaceId &&
        row.expiresAt > now &&
        row.userIdentifierKey === (input.user_identifier_key ?? null) &&
        (expiresAt === undefined || row.expiresAt === expiresAt) &&
        (input.connected_account_ids === undefined ||
          isSameSet(input.connected_account_ids, row.connectedAccountIds)),
    );
    return known ?? this.create(workspaceId, input, secretBytes);
  }

  /** A new session, whatever others there are. */
  create(
    workspaceId: string,
    input: NewClientSession,
    secretBytes: (length: number) => Uint8Array,
  ): ClientSessionRow {
    return this.add({
      workspaceId,
      token: newToken("client_session", secretBytes),
      userIdentifierKey: input.user_identifier_key ?? null,
      connectedAccountIds: [...new Set(input.connected_account_ids)],
      expiresAt: expiryIn(input) ?? this.#clock.now() + lifetimeMs,
    });
  }

  add(session: Omit<ClientSessionRow, "clientSessionId" | "createdAt">): ClientSessionRow {
    const row = { ...session, clientSessionId: this.#ids.uuid(), createdAt: this.#clock.now() };
    this.#rows.save(row);
    return row;
  }

  /** The workspace's session that has this id and is this user's, as far as either is named: the latest that lasts. */
  get(workspaceId: string, input: GetClientSession): ClientSessionRow | undefined {
    const { client_session_id: sessionId, user_identifier_key: user } = input;
    const now = this.#clock.now();
    return [...this.#rows.all()].findLast(
      (row) =>
        row.workspaceId === workspaceId &&
        row.expiresAt > now &&
        (sessionId === undefined || row.clientSessionId === sessionId) &&
        (user === undefined || row.userIdentifierKey === user),
    );
  }

  /** The session that the token opens now. It is looked for as a key is, by its digest. */
  find(token: string): ClientSessionRow | undefined {
    const now = this.#clock.now();
    return this.#rows.where("digest", digestOf(token)).findLast(({ expiresAt }) => expiresAt > now);
  }
}

const isSameSet = (one: readonly string[], other: readonly string[]): boolean =>
  new Set(one).size === new Set(other).size && one.every((value) => other.includes(value));
