import type { AccountLimits } from "./limits.ts";

interface Account {
  readonly bytesOf: Map<string, number>;
  bytes: number;
}

/** What each account has had retained, so that it does not grow without end. */
export class RetainedLedger {
  readonly #accounts = new Map<string, Account>();

  /** Notes a message that is to be retained, unless that is more than the account may have: then false, and nothing is noted. */
  admits(username: string, topic: string, payloadBytes: number, limits: AccountLimits): boolean {
    const { bytesOf, bytes } = this.#accounts.get(username) ?? {
      bytesOf: new Map<string, number>(),
      bytes: 0,
    };
    const before = bytesOf.get(topic);
    // A retained message without a payload is one that is forgotten.
    const after = payloadBytes === 0 ? 0 : topic.length + payloadBytes;
    const total = bytes - (before ?? 0) + after;
    const isNew = before === undefined && after > 0;
    const hasRoom = total <= limits.retainedBytesMax && bytesOf.size + (isNew ? 1 : 0) <= limits.retainedMax;
    if (after > 0 && !hasRoom) return false;
    if (after > 0) bytesOf.set(topic, after);
    else bytesOf.delete(topic);
    this.#accounts.set(username, { bytesOf, bytes: total });
    return true;
  }
}
