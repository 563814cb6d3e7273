import type { TraceEntry } from "../api/lab-control.ts";
import type { BrokerMessage } from "../broker/broker-faults.ts";
import { formatInstant } from "../kernel/duration.ts";
import { masked } from "../wire/codec.ts";
import { Envelope } from "../wire/envelope.ts";
import type { Topics } from "../wire/topics.ts";
import type { VendorWire } from "../wire/vendor-wire.ts";

/** How many messages are remembered. */
const entriesMax = 10_000;

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
  readonly #entries: Entry[] = [];
  #count = 0;

  constructor(topics: Topics, wireOf: (vendor: string) => VendorWire | undefined) {
    this.#topics = topics;
    this.#wireOf = wireOf;
  }

  note(at: number, message: BrokerMessage): void {
    this.#entries[this.#count % entriesMax] = { at, message };
    this.#count++;
  }

  /** What went over the gateways that `sees` names, oldest first. `since` in milliseconds since the epoch. */
  read({ deviceId, since = 0, sees }: WireLogQuery): TraceEntry[] {
    const start = this.#count > entriesMax ? this.#count % entriesMax : 0;
    const ordered = [...this.#entries.slice(start), ...this.#entries.slice(0, start)];
    return ordered
      .filter(({ at, message }) => at >= since && this.#isSeen(message.topic, sees))
      .map((entry) => this.#show(entry))
      .filter(({ device_id }) => deviceId === undefined || device_id === deviceId);
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

/** What is not of the wire's form is not shown: nobody knows where a PIN may stand in it. */
function showEnvelope(payload: string, wire: VendorWire | undefined): unknown {
  try {
    const envelope = Envelope.parse(JSON.parse(payload));
    return wire ? { ...envelope, body: masked(envelope.body, wire.secretFields) } : "(unknown vendor)";
  } catch {
    return `(${payload.length} characters that are no message of the wire)`;
  }
}
