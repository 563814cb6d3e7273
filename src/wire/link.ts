// Before mqtt.js, which keeps the `setImmediate` that it finds when it is loaded.
import "../kernel/patched-globals.ts";
import type { Duplex } from "node:stream";
import mqtt from "mqtt";
import type { Clock, Random, TimerHandle } from "../kernel/ports.ts";

/** What a client shows the broker when it connects. */
export interface BrokerCredentials {
  readonly username: string;
  readonly password: string;
}

export interface LinkOptions {
  /** Stable over restarts: the broker keeps the session under this name. */
  readonly clientId: string;
  /** Makes a new connection to the broker. Called once per attempt. */
  readonly connect: () => Duplex;
  /** Not needed by a broker that asks nobody. */
  readonly credentials?: BrokerCredentials | undefined;
  readonly clock: Clock;
  /** What the back-off's jitter is drawn from. */
  readonly random: Random;
  /** What the broker publishes, retained, when the link is lost without a goodbye. */
  readonly will?: { readonly topic: string; readonly payload: string } | undefined;
  /** True: the broker forgets the session when the link goes. False, the default: it keeps messages meanwhile. */
  readonly clean?: boolean;
  /** Seconds between pings of an idle link; 0, the default, for none. */
  readonly keepaliveS?: number;
}

interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

export type MessageHandler = (topic: string, payload: string) => void;

/** Waits before reconnecting: at least this long, ... */
const backOffMinMs = 500;
/** ... at most twice as long after every failure, ... */
const backOffFactor = 2;
/** ... and never longer than this; ... */
export const backOffMaxMs = 30_000;
/**
 * ... but for a broker that says no, which will say it again until somebody has seen to it: it is left in peace for up to two
 * minutes, which is as long as HiveMQ's own client waits (hivemq.com, "Reconnect Handling").
 */
export const refusedBackOffMaxMs = 120_000;

/** A link that is lost sooner than this has not stood: whoever then came back at once would do nothing but come back. */
const stoodMs = 30_000;

/**
 * How long to wait after `failures` failed attempts in a row (0 after a link that stood): anything between half a second
 * and a bound that doubles up to `maxMs`, so that a fleet that loses its broker does not come back in one step.
 */
export function backOffMs(failures: number, random: Random, maxMs = backOffMaxMs): number {
  const bound = Math.min(maxMs, backOffMinMs * backOffFactor ** (failures + 1));
  return random.int(backOffMinMs, bound);
}

/**
 * A client of the broker that is always up or on its way up. Everything travels at QoS 1: what is published while the link
 * is down is sent when it is up again, and may then arrive twice. mqtt.js speaks the protocol; when to connect again is
 * decided here, because its own fixed period makes a fleet reconnect in step.
 *
 * A link belongs to the node in which it is opened. When that crashes, nothing of the link acts any more.
 */
export class Link {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #client: mqtt.MqttClient;
  /** Kept over reconnects: what was published and not yet acknowledged. */
  readonly #stores = { incomingStore: keepingStore(), outgoingStore: keepingStore() };
  /**
   * What was published while the link was down. Kept here, because mqtt.js gives up what it is handed between a
   * reconnect and the end of its resending, if the connection is lost again.
   */
  #waiting: Message[] = [];
  readonly #filters = new Set<string>();
  readonly #messageHandlers: MessageHandler[] = [];
  readonly #upHandlers: (() => void)[] = [];
  readonly #downHandlers: (() => void)[] = [];
  #state: "new" | "open" | "closed" = "new";
  #connected = false;
  #upSince = 0;
  #failures = 0;
  /** The broker itself has said no since the last attempt: to the connection, or to a subscription. */
  #wasRefused = false;
  #inFlight = 0;
  #retry: TimerHandle | undefined;

  constructor(options: LinkOptions) {
    const { clientId, connect, credentials, will, clean = false, keepaliveS = 0 } = options;
    this.#clock = options.clock;
    this.#random = options.random;
    this.#client = new mqtt.MqttClient(() => connect(), {
      clientId,
      clean,
      keepalive: keepaliveS,
      reconnectPeriod: 0,
      manualConnect: true,
      resubscribe: false,
      // It costs time where nobody listens, and would tell those who do of whole packets, PINs included.
      log: () => {},
      timerVariant: "native",
      messageIdProvider: new mqtt.UniqueMessageIdProvider(),
      ...this.#stores,
      ...credentials,
      ...(will && { will: { ...will, payload: Buffer.from(will.payload), qos: 1, retain: true } }),
    });
    this.#client.on("connect", () => this.#wentUp());
    this.#client.on("close", () => this.#wentDown());
    // Every error of a connection is followed by its close, which is what counts. A number is the broker's return code.
    this.#client.on("error", (error) => {
      if ("code" in error && typeof error.code === "number") this.#wasRefused = true;
    });
    this.#client.on("message", (topic, payload) => {
      const text = payload.toString();
      for (const handler of this.#messageHandlers) handler(topic, text);
    });
  }

  /** How many messages have been published and not yet been acknowledged. */
  get unacknowledged(): number {
    return this.#waiting.length + this.#inFlight;
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** Connects, and from then on again whenever the link goes. */
  open(): void {
    if (this.#state !== "new") return;
    this.#state = "open";
    this.#client.connect();
  }

  /** Says goodbye, after what is still to be sent: the broker keeps the will to itself. A link that is down just stays so. */
  close(): void {
    if (this.#state === "closed") return;
    const wasOpen = this.#state === "open";
    this.#state = "closed";
    this.#clock.clearTimeout(this.#retry);
    if (wasOpen) this.#client.end(!this.#connected);
  }

  /** Sends a message now or, if the link is down, as soon as it is up. */
  publish(topic: string, payload: string, { retain = false }: { retain?: boolean } = {}): void {
    if (this.#state === "closed") return;
    if (this.#connected) this.#send({ topic, payload, retain });
    else this.#waiting.push({ topic, payload, retain });
  }

  /**
   * Subscribes now and after every reconnect: the broker may have forgotten, and tells what is retained once more. Also when it
   * says that it has kept the session: what it queued may have been cut or be from an old file, and nobody tells the client.
   */
  subscribe(filters: readonly string[]): void {
    for (const filter of filters) this.#filters.add(filter);
    if (this.#connected) this.#ask(filters);
  }

  /** Calls `handler` for every message. One that arrives twice is handed over twice. */
  onMessage(handler: MessageHandler): void {
    this.#messageHandlers.push(handler);
  }

  /** Calls `handler` whenever the link has come up, after what was published meanwhile has been sent. */
  onUp(handler: () => void): void {
    this.#upHandlers.push(handler);
  }

  /** Calls `handler` whenever a link that was up is lost, also by {@link close}. */
  onDown(handler: () => void): void {
    this.#downHandlers.push(handler);
  }

  #wentUp(): void {
    this.#connected = true;
    this.#upSince = this.#clock.now();
    if (this.#filters.size > 0) this.#ask([...this.#filters]);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const message of waiting) this.#send(message);
    for (const handler of this.#upHandlers) handler();
  }

  /** A link that hears nothing is no link: if the broker denies a subscription, it is given up and made anew. */
  #ask(filters: readonly string[]): void {
    this.#client.subscribe([...filters], { qos: 1 }, (error, _subscriptions, answer) => {
      if (error === null) return;
      if (answer) this.#wasRefused = true;
      if (this.#connected) this.#client.stream.destroy();
    });
  }

  #send({ topic, payload, retain }: Message): void {
    this.#inFlight++;
    this.#client.publish(topic, payload, { qos: 1, retain }, () => {
      this.#inFlight--;
    });
  }

  #wentDown(): void {
    const wasConnected = this.#connected;
    this.#connected = false;
    if (wasConnected && this.#clock.now() >= this.#upSince + stoodMs) this.#failures = 0;
    if (this.#state === "open") this.#retryLater();
    if (wasConnected) for (const handler of this.#downHandlers) handler();
  }

  #retryLater(): void {
    this.#clock.clearTimeout(this.#retry);
    const maxMs = this.#wasRefused ? refusedBackOffMaxMs : backOffMaxMs;
    const delayMs = backOffMs(this.#failures, this.#random, maxMs);
    this.#failures++;
    this.#wasRefused = false;
    this.#retry = this.#clock.setTimeout(() => this.#client.reconnect(this.#stores), delayMs);
  }
}

/** mqtt.js empties a store that is `clean` when a client ends. */
const keepingStore = () => new mqtt.Store({ clean: false });
