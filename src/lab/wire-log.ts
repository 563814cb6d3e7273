import type { TraceEntry } from "../api/lab-control.ts";
import type { BrokerMessage } from "../broker/broker-faults.ts";
import { formatInstant } from "../kernel/duration.ts";
import { Ring } from "../kernel/ring.ts";
import { parseAccountReport } from "../wire/account-report.ts";
import { masked } from "../wire/codec.ts";
import { Envelope } from "../wire/envelope.ts";
import type { Topic, Topics } from "../wire/topics.ts";
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
  readonly #entries = new Ring<Entry>(entriesMax);
  #characters = 0;

  constructor(topics: Topics, wireOf: (vendor: string) => VendorWire | undefined) {
    this.#topics = topics;
    this.#wireOf = wireOf;
  }

  note(at: number, message: BrokerMessage): void {
    this.#forgot(this.#entries.push({ at, message }));
    this.#characters += sizeOf(message);
    while (this.#characters > charactersMax) this.#forgot(this.#entries.shift());
  }

  /** What went over the gateways that `sees` names, oldest first. `since` in milliseconds since the epoch. */
  read({ deviceId, since = 0, sees }: WireLogQuery): TraceEntry[] {
    const shown: TraceEntry[] = [];
    for (const entry of this.#entries) {
      if (entry.at >= since && this.#isSeen(entry.message.topic, sees)) shown.push(this.#show(entry));
    }
    return deviceId === undefined ? shown : shown.filter(({ device_id }) => device_id === deviceId);
  }

  #forgot(entry: Entry | undefined): void {
    if (entry) this.#characters -= sizeOf(entry.message);
  }

  #isSeen(topic: string, sees: WireLogQuery["sees"]): boolean {
    const parts = this.#topics.parse(topic);
    return parts !== undefined && sees(parts.vendor, parts.gateway);
  }

  #show({ at, message: { topic, payload } }: Entry): TraceEntry {
    const parts = this.#topics.parse(topic);
    return {
      at: formatInstant(at),
      topic,
      device_id: parts && "device" in parts ? parts.device : null,
      message: (parts && this.#showPayload(parts, payload)) ?? noMessage(payload),
    };
  }

  #showPayload(parts: Topic, payload: string): unknown {
    switch (parts.channel) {
      case "availability":
        return availabilities.find((known) => known === payload);
      case "account":
        return parseAccountReport(payload);
      default:
        return showEnvelope(payload, this.#wireOf(parts.vendor));
    }
  }
}

const availabilities = ["online", "offline"];

const sizeOf = ({ topic, payload }: BrokerMessage): number => topic.length + payload.length;

function showEnvelope(payload: string, wire: VendorWire | undefined): unknown {
  try {
    const envelope = Envelope.parse(JSON.parse(payload));
    return wire ? { ...envelope, body: masked(envelope.body, wire.secretFields) } : "(unknown vendor)";
  } catch {
    return undefined;
  }
}

/** What is not of the wire's form is not shown: nobody knows where a PIN may stand in it. */
const noMessage = (payload: string): string =>
  `(${payload.length} characters that are no message of the wire)`;
