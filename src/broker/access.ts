import { createHmac, timingSafeEqual } from "node:crypto";
import type { BrokerCredentials } from "../wire/link.ts";
import { covers } from "../wire/topic-filter.ts";
import type { Topics } from "../wire/topics.ts";
import { type AccountLimits, limitsOf } from "./limits.ts";

/** One that the broker knows, and what it may do. */
export interface BrokerAccount {
  readonly username: string;
  /** Whether its client ids are its own: then it has one, its user name. Others must not use that. */
  readonly isBound: boolean;
  /** Filters of the topics that it may publish to. */
  readonly publishes: readonly string[];
  /** Filters of the topics that it may hear of. */
  readonly hears: readonly string[];
  readonly limits: AccountLimits;
}

/** A gateway, as accounts are made for it. */
export interface GatewayName {
  readonly vendor: string;
  readonly gateway: string;
}

/** The name of the service at a broker. */
export const serviceAccount = "service";

/** Hears everything and says nothing. What it hears has PINs in it. */
export const onlookerAccount = "onlooker";

/** Those who meddle with the broker because a fault says so. They may say everything. */
export const strangerAccount = "stranger";

/** Opens the broker of a lab that nobody has given a key of its own. Known to all, so such a lab listens on this machine alone. */
export const developmentBrokerKey = "lockstep-development";

/** Made from one key, so that whoever holds it can give each gateway its own, and no list has to be kept. */
export const passwordOf = (key: string, username: string): string =>
  createHmac("sha256", key).update(`mqtt/${username}`).digest("base64url").slice(0, 32);

/**
 * Who may connect to the broker, and what each may do there: the service commands and hears, a gateway hears the commands
 * to its own locks and speaks for them, an onlooker listens. Passwords are derived from a key.
 */
export class BrokerAccess {
  readonly #key: string;
  readonly #accounts: ReadonlyMap<string, BrokerAccount>;

  /** `locks`: the gateway of each lock that there is. */
  constructor(key: string, topics: Topics, locks: Iterable<GatewayName>) {
    this.#key = key;
    const gateways = Map.groupBy(locks, ({ gateway }) => gateway);
    const accounts: BrokerAccount[] = [
      {
        username: serviceAccount,
        isBound: true,
        publishes: topics.fromService(),
        hears: topics.forService(),
        limits: limitsOf(0),
      },
      { username: onlookerAccount, isBound: false, publishes: [], hears: [topics.all], limits: limitsOf(0) },
      { username: strangerAccount, isBound: false, publishes: [topics.all], hears: [], limits: limitsOf(0) },
      ...[...gateways].map(([gateway, served]) => ({
        username: gateway,
        isBound: true,
        publishes: served.slice(0, 1).flatMap(({ vendor }) => topics.fromGateway(vendor, gateway)),
        hears: served.slice(0, 1).flatMap(({ vendor }) => topics.forGateway(vendor, gateway)),
        limits: limitsOf(served.length),
      })),
    ];
    this.#accounts = new Map(accounts.map((account) => [account.username, account]));
  }

  /** Whether everybody knows the key. */
  get isForDevelopment(): boolean {
    return this.#key === developmentBrokerKey;
  }

  /** The account with these credentials; `undefined` if they are wrong, which takes the same time whatever is wrong. */
  admit({ username, password }: BrokerCredentials): BrokerAccount | undefined {
    const right = digestOf(passwordOf(this.#key, username));
    return timingSafeEqual(right, digestOf(password)) ? this.#accounts.get(username) : undefined;
  }

  /** The account whose client id this is; `undefined` if it belongs to nobody. */
  ownerOf(clientId: string): BrokerAccount | undefined {
    const account = this.#accounts.get(clientId);
    return account?.isBound ? account : undefined;
  }

  /** What the account connects with. Throws a RangeError for one that does not exist. */
  credentialsOf(username: string): BrokerCredentials {
    if (!this.#accounts.has(username)) throw new RangeError(`the broker knows no "${username}"`);
    return { username, password: passwordOf(this.#key, username) };
  }
}

/** Whether the account may use the client id: its own if it is bound, else one that belongs to nobody. */
export const mayBe = (account: BrokerAccount, clientId: string, access: BrokerAccess): boolean =>
  account.isBound ? clientId === account.username : access.ownerOf(clientId) === undefined;

export const mayPublish = (account: BrokerAccount, topic: string): boolean =>
  account.publishes.some((filter) => covers(filter, topic));

export const mayHear = (account: BrokerAccount, filter: string): boolean =>
  account.hears.some((allowed) => covers(allowed, filter));

/** Of equal length whatever the length of what was sent. */
const digestOf = (password: string): Buffer => createHmac("sha256", "length").update(password).digest();
