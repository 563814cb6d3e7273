import type { Clock } from "../kernel/ports.ts";
import { RequestError } from "../lock/errors.ts";

/** How often each may be asked of one device within a minute (Seam's docs, "Rate Limits and Guardrails"). */
export const rateLimits = { create: 10, update: 10, delete: 20, lock: 15, unlock: 15 } as const;

export type LimitedOperation = keyof typeof rateLimits;

const minuteMs = 60_000;

/** Counts what is asked of devices, in the lab's time. A request that is refused here is not counted. */
export class RateLimits {
  readonly #clock: Pick<Clock, "now">;
  /** When each of the last minute's requests came, by operation and device. */
  readonly #asked = new Map<string, number[]>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** Throws a RequestError (`too_many_requests`) that says when to come back. */
  spend(operation: LimitedOperation, deviceId: string): void {
    const now = this.#clock.now();
    const key = `${operation} ${deviceId}`;
    const recent = (this.#asked.get(key) ?? []).filter((at) => at > now - minuteMs);
    const limit = rateLimits[operation];
    const [oldest = now] = recent.slice(-limit);
    if (recent.length >= limit) {
      const seconds = Math.ceil((oldest + minuteMs - now) / 1000);
      throw new RequestError(
        "too_many_requests",
        `A device takes ${limit} requests to ${operation} per minute. Come back in ${seconds} s`,
        { retryAfterS: seconds },
      );
    }
    this.#asked.set(key, [...recent, now]);
  }
}

/** Where nothing is counted. */
export const unlimited: Pick<RateLimits, "spend"> = { spend: () => {} };
