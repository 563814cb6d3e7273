import type { TraceEntry } from "../api/lab-control.ts";
import type { BrokerMessage } from "../broker/broker-faults.ts";
import { formatInstant } from "../kernel/duration.ts";
import { masked } from "../wire/codec.ts";
import { Envelope } from "../wire/envelope.ts";
import type { Topics } from "../wire/topics.ts";
import type { VendorWire } from "../wire/vendor-wire.ts";

/** How many messages are remembered at most, ... */
const entriesMax = 10_000;
/** ... and how many characters they may have in all. Ten thousand ordinary ones have a tenth of it. */
const charactersMax = 32 * 1024 * 1024;

export interface WireLogQuery {
  readonly deviceId?: string | undefined;
  readonly since?: number;
  readonly sees: (vendor: string, gateway: string) => boolean;
}

interface Entry {
  readonly at: number;
  readonly message: BrokerMessage;
}

/** The last messages on the wire. PINs are masked when the log is read, so that writing it costs next to nothing. */
export class WireLog {
  readonly #topics: Topics;
  readonly #wireOf: (vendor: string) => VendorWire | undefined;
  /** A ring: the entry that was noted as the n-th, from 0, has its place at n modulo the ring's length. */
  readonly #entries: (Entry | undefined)[] = [];
  #oldest = 0;
  #count = 0;
  #characters = 0;

  constructor(topics: Topics, wireOf: (vendor: string) => VendorWire | undefined) {
    this.#topics = topics;
    this.#wireOf = wireOf;
  }

  note(at: number, message: BrokerMessage): void {
    if (this.#count - this.#oldest === entriesMax) this.#forgetOldest();
    this.#entries[this.#count % entriesMax] = { at, message };
    this.#count++;
    this.#characters += sizeOf(message);
    while (this.#characters > charactersMax) this.#forgetOldest();
  }

  /** What went over the gateways that `sees` names, oldest first. `since` in milliseconds since the epoch. */
  read({ deviceId, since = 0, sees }: WireLogQuery): TraceEntry[] {
    const shown: TraceEntry[] = [];
    for (let place = this.#oldest; place < this.#count; place++) {
      const entry = this.#entries[place % entriesMax];
      if (entry && entry.at >= since && this.#isSeen(entry.message.topic, sees))
        shown.push(this.#show(entry));
    }
    return deviceId === undefined ? shown : shown.filter(({ device_id }) => device_id === deviceId);
  }

  #forgetOldest(): void {
    const place = this.#oldest % entriesMax;
    const oldest = this.#entries[place];
    if (oldest) this.#characters -= sizeOf(oldest.message);
    this.#entries[place] = undefined;
    this.#oldest++;
  }

  #isSeen(topic: string, sees: WireLogQuery["sees"]): boolean {
    const parts = this.#topics.parse(topic);
    return parts !== undefined && sees(parts.vendor, parts.gateway);
  }

  #show({ at, message: { topic, payload } }: Entry): TraceEntry {
    const parts = this.#topics.parse(topic);
    const device = parts && "device" in parts ? parts.device : null;
    const wire = parts && this.#wireOf(parts.vendor);
    return {
      at: formatInstant(at),
      topic,
      device_id: device,
      message: device === null ? payload.slice(0, 7) : showEnvelope(payload, wire),
    };
  }
}

const sizeOf = ({ topic, payload }: BrokerMessage): number => topic.length + payload.length;

/** What is not of the wire's form is not shown: nobody knows where a PIN may stand in it. */
function showEnvelope(payload: string, wire: VendorWire | undefined): unknown {
  try {
    const envelope = Envelope.parse(JSON.parse(payload));
    return wire ? { ...envelope, body: masked(envelope.body, wire.secretFields) } : "(unknown vendor)";
  } catch {
    return `(${payload.length} characters that are no message of the wire)`;
  }
}
