import { RequestError } from "../lock/errors.ts";
import { connectedAccountObject, emailOf } from "./device-object.ts";
import type { Forgetting } from "./forgetting.ts";
import type { Life } from "./life.ts";
import { changedMetadata, hasMetadata } from "./metadata.ts";
import { pageOf } from "./pagination.ts";
import type { Records } from "./records.ts";
import type { AccountRow } from "./rows.ts";
import type { ListConnectedAccounts, SeamService } from "./service.ts";

/** How many accounts a page has unless the request says otherwise (@seamapi/types@1.490.0, connected_accounts/list). */
const pageLimit = 11_000;

type Desk = SeamService["connectedAccounts"];

/** What API clients ask about the accounts with vendors. */
export class Accounts implements Desk {
  readonly #records: Records;
  readonly #life: Life;
  readonly #forgetting: Forgetting;

  constructor(records: Records, life: Life, forgetting: Forgetting) {
    this.#records = records;
    this.#life = life;
    this.#forgetting = forgetting;
  }

  get: Desk["get"] = ({ connected_account_id, email }) => {
    if (connected_account_id !== undefined) return this.#object(this.#account(connected_account_id));
    const account = this.#all().find((row) => emailOf(row) === email);
    if (!account) throw accountNotFound();
    return this.#object(account);
  };

  list: Desk["list"] = (input) =>
    pageOf({
      rows: this.#all().filter((row) => this.#matches(row, input)),
      positionOf: ({ connectedAccountId }) => this.#records.accounts.positionOf(connectedAccountId) ?? 0,
      show: (account) => this.#object(account),
      limit: input.limit ?? pageLimit,
      parameters: { ...input },
    });

  update: Desk["update"] = (input) =>
    this.#life.unit(() => {
      const account = this.#account(input.connected_account_id);
      const after: AccountRow = {
        ...account,
        managesNewDevices: input.automatically_manage_new_devices ?? account.managesNewDevices,
        acceptedCapabilities: input.accepted_capabilities ?? account.acceptedCapabilities,
        customMetadata: changedMetadata(account.customMetadata, input.custom_metadata),
      };
      this.#records.accounts.save(after);
      return this.#object(after);
    });

  delete: Desk["delete"] = ({ connected_account_id }) =>
    this.#life.unit(() => this.#forgetting.account(this.#account(connected_account_id)));

  sync: Desk["sync"] = ({ connected_account_id }) => {
    this.#account(connected_account_id);
  };

  #all(): AccountRow[] {
    return [...this.#records.accounts.all()].filter(({ deletedAt }) => deletedAt === undefined);
  }

  /** Throws a RequestError (`connected_account_not_found`). */
  #account(connectedAccountId: string): AccountRow {
    const account = this.#records.accounts.get(connectedAccountId);
    if (!account || account.deletedAt !== undefined) throw accountNotFound();
    return account;
  }

  #matches(account: AccountRow, input: ListConnectedAccounts): boolean {
    if (input.connected_account_ids?.includes(account.connectedAccountId) === false) return false;
    const { user_identifier_key: user, custom_metadata_has: metadata, search } = input;
    if (user !== undefined && account.userIdentifierKey !== user) return false;
    if (!hasMetadata(account.customMetadata, metadata)) return false;
    return search === undefined || this.#isFoundBy(search.toLowerCase(), account);
  }

  /** Seam's docs, connected_accounts/list: a part of the id, of the type, of what identifies the user, of the metadata. */
  #isFoundBy(search: string, account: AccountRow): boolean {
    const { provider } = this.#records.driverFor(account.vendor).profile;
    const metadata = Object.values(account.customMetadata ?? {}).map(String);
    return [account.connectedAccountId, provider, emailOf(account), ...metadata].some((text) =>
      text.toLowerCase().includes(search),
    );
  }

  #object(account: AccountRow): Readonly<Record<string, unknown>> {
    return connectedAccountObject(account, this.#records.driverFor(account.vendor).profile);
  }
}

const accountNotFound = (): RequestError =>
  new RequestError("connected_account_not_found", "Connected account not found");
