import { hash } from "node:crypto";
import type { Table } from "../access-codes/ports.ts";
import type { Clock, Ids } from "../kernel/ports.ts";

/** What a token is, by the prefix that Seam's SDKs look at: `seam_at` a person's, `seam_pk` publishable, else a key. */
export type CredentialKind = "api_key" | "personal_access_token" | "publishable_key";

/** A key or token as it is kept: never itself, only its digest. */
export interface CredentialRow {
  readonly credentialId: string;
  readonly kind: CredentialKind;
  /** What people call it. */
  readonly name: string;
  /** Its first characters, by which people tell it from others and which open nothing. */
  readonly hint: string;
  /** SHA-256 of the token, hexadecimal. A token is drawn from 192 bits or more, so no slow hash is needed. */
  readonly digest: string;
  /** What it opens. `null`: a personal access token opens every workspace of the lab. */
  readonly workspaceId: string | null;
  /** Known to everybody who has read Lockstep's documents. */
  readonly isForDevelopment: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** How the rows of credentials have to be kept. */
export const credentialRows = {
  id: ({ credentialId }: CredentialRow) => credentialId,
  indexes: { digest: ({ digest }: CredentialRow) => digest },
};

export interface NewCredential {
  readonly token: string;
  readonly name: string;
  /** Required but for personal access tokens, which have none. */
  readonly workspaceId: string | null;
  readonly isForDevelopment?: boolean;
}

/** How many bytes of a token are secret. */
const secretBytes = 24;

/** How many bytes tell tokens apart where they are listed. */
const hintBytes = 4;

/** A new token of the kind, out of bytes that nobody can guess: `seam_<hint>_<secret>`. */
export function newToken(
  kind: CredentialKind | "client_session",
  bytes: (length: number) => Uint8Array,
): string {
  const hint = Buffer.from(bytes(hintBytes)).toString("hex");
  return `${prefixes[kind]}${hint}_${Buffer.from(bytes(secretBytes)).toString("base64url")}`;
}

const prefixes = {
  // No letter of a hint can make this one of the others: it begins with a hexadecimal digit.
  api_key: "seam_test",
  personal_access_token: "seam_at",
  publishable_key: "seam_pk",
  client_session: "seam_cst",
} as const;

export const kindOfToken = (token: string): CredentialKind =>
  token.startsWith(prefixes.personal_access_token)
    ? "personal_access_token"
    : token.startsWith(prefixes.publishable_key)
      ? "publishable_key"
      : "api_key";

/** The keys and tokens of a lab. */
export class Credentials {
  readonly #rows: Table<CredentialRow>;
  readonly #clock: Pick<Clock, "now">;
  readonly #ids: Ids;

  constructor(options: {
    readonly rows: Table<CredentialRow>;
    readonly clock: Pick<Clock, "now">;
    readonly ids: Ids;
  }) {
    this.#rows = options.rows;
    this.#clock = options.clock;
    this.#ids = options.ids;
  }

  all(): readonly CredentialRow[] {
    return [...this.#rows.all()];
  }

  /** Whether a key that everybody knows opens something here. */
  get hasDevelopmentKey(): boolean {
    return this.all().some(({ isForDevelopment }) => isForDevelopment);
  }

  /** Keeps the token's digest. One that is known already stays as it is. */
  add({ token, name, workspaceId, isForDevelopment = false }: NewCredential): CredentialRow {
    const known = this.find(token);
    if (known) return known;
    const row: CredentialRow = {
      credentialId: this.#ids.uuid(),
      kind: kindOfToken(token),
      name,
      hint: hintOf(token),
      digest: digestOf(token),
      workspaceId,
      isForDevelopment,
      createdAt: this.#clock.now(),
    };
    this.#rows.save(row);
    return row;
  }

  /** From now on it opens nothing. */
  revoke(credentialId: string): void {
    this.#rows.delete(credentialId);
  }

  /** Looks for the digest, of which nobody can choose a part: how long that takes tells nothing of the tokens that there are. */
  find(token: string): CredentialRow | undefined {
    return this.#rows.where("digest", digestOf(token))[0];
  }
}

/** SHA-256, hexadecimal. */
export const digestOf = (token: string): string => hash("sha256", token);

/** Up to the second underscore, where the secret of a drawn token begins; of others a few characters. */
const hintOf = (token: string): string => /^seam_[^_]{6,12}(?=_)/.exec(token)?.[0] ?? token.slice(0, 8);
