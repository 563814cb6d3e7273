import { Webhook } from "standardwebhooks";
import { realGlobals } from "../kernel/real-globals.ts";
import type { AttemptResult, OutgoingMessage } from "../webhooks/deliveries.ts";

/** How long a receiver may take, in real milliseconds. Time of a virtual world stands still meanwhile. */
const ordinaryPatienceMs = 5000;

/** The part of it that is left where time stands still and the receiver let the last attempt hang. */
const patienceAfterHang = 0.1;

export interface WebhookSenderOptions {
  /** Whether the time of the world stands still while a message is on its way. */
  readonly holdsTime: boolean;
  /** How long a receiver may take, in real milliseconds: 5000 unless told. */
  readonly patienceMs?: number;
  /** Ends the patience after so many real milliseconds. */
  readonly timeOut?: (afterMs: number) => AbortSignal;
}

/**
 * Posts messages as Svix does, over real HTTP. A redirect is not followed and an answer's body is not read, so a receiver
 * can neither send a message elsewhere nor flood the lab.
 */
export class WebhookSender {
  readonly #holdsTime: boolean;
  readonly #patienceMs: number;
  readonly #timeOut: (afterMs: number) => AbortSignal;
  readonly #hung = new Set<string>();
  readonly #closing = new AbortController();

  constructor({ holdsTime, patienceMs = ordinaryPatienceMs, timeOut }: WebhookSenderOptions) {
    this.#holdsTime = holdsTime;
    this.#patienceMs = patienceMs;
    this.#timeOut = timeOut ?? ((afterMs) => AbortSignal.timeout(afterMs));
  }

  /** Never rejects. To be called outside of any world: it lives in real time. */
  async send({ messageId, url, secret, body }: OutgoingMessage): Promise<AttemptResult> {
    // Receivers compare it with their own clock, so it is the wall's and not the world's.
    const sentAt = new realGlobals.Date();
    const isImpatient = this.#holdsTime && this.#hung.has(url);
    const timeOut = this.#timeOut(this.#patienceMs * (isImpatient ? patienceAfterHang : 1));
    try {
      const response = await fetch(url, {
        method: "POST",
        redirect: "manual",
        signal: AbortSignal.any([timeOut, this.#closing.signal]),
        headers: {
          "content-type": "application/json",
          "user-agent": "Lockstep-Webhooks",
          "svix-id": messageId,
          "svix-timestamp": String(Math.floor(sentAt.getTime() / 1000)),
          "svix-signature": new Webhook(secret).sign(messageId, sentAt, body),
        },
        body,
      });
      this.#hung.delete(url);
      await response.body?.cancel();
      return response.ok ? "taken" : "refused";
    } catch {
      if (!timeOut.aborted) return "refused";
      this.#hung.add(url);
      return "hung";
    }
  }

  /** Breaks off what is on its way. */
  close(): void {
    this.#closing.abort();
  }
}
