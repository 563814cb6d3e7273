import assert from "node:assert/strict";
import type { Outbox } from "../driver/outbox.ts";
import { formatInstant } from "../kernel/duration.ts";
import type { Clock, Ids } from "../kernel/ports.ts";
import { seal } from "../wire/codec.ts";
import type { Body } from "../wire/envelope.ts";
import type { Link } from "../wire/link.ts";
import type { DeviceAddress, Topics } from "../wire/topics.ts";
import type { VendorWire } from "../wire/vendor-wire.ts";

/**
 * Sends the service's commands. Each leaves in an event of its own, after the unit of work that asked for it has become
 * durable: a crash in between leaves an entry in doubt, which is read, and never a command that nobody remembers.
 */
export class CommandOutbox implements Outbox {
  readonly #link: Link;
  readonly #topics: Topics;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #beforeSend: () => void;
  readonly #onSend: (topic: string, payload: string) => void;
  #seq = 0;

  constructor(options: {
    readonly link: Link;
    readonly topics: Topics;
    readonly clock: Clock;
    readonly ids: Ids;
    /** Called before each command leaves. What it throws keeps the command from leaving. */
    readonly beforeSend: () => void;
    /** Told of each command that leaves. */
    readonly onSend: (topic: string, payload: string) => void;
  }) {
    this.#link = options.link;
    this.#topics = options.topics;
    this.#clock = options.clock;
    this.#ids = options.ids;
    this.#beforeSend = options.beforeSend;
    this.#onSend = options.onSend;
  }

  command(address: DeviceAddress, wire: VendorWire, body: Body, expiresAt: number): string {
    const id = this.#ids.uuid();
    const sealed = seal(wire, "command", {
      id,
      seq: this.#seq++,
      sentAt: formatInstant(this.#clock.now()),
      expiresAt: formatInstant(expiresAt),
      body,
    });
    assert(sealed.ok, `the ${wire.vendor} driver breaks its own wire: ${sealed.ok || sealed.problem}`);
    const topic = this.#topics.of(address, "command");
    this.#clock.setTimeout(() => {
      this.#beforeSend();
      this.#onSend(topic, sealed.payload);
      this.#link.publish(topic, sealed.payload);
    }, 0);
    return id;
  }
}
