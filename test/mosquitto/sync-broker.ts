import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { BenchLink, BenchLinkOptions, Published } from "../../src/conformance/bench-link.ts";
import { Topics } from "../../src/wire/topics.ts";
import type { BrokerAnswer, BrokerRequest, BrokerWorkerData } from "./broker-worker.ts";
import type { Mosquitto } from "./mosquitto.ts";

/** How long one thing may take at the broker, in milliseconds. */
const patienceMs = 20_000;

/**
 * A broker that is asked and has answered when the call returns, though it is in another process: a thread speaks to it
 * while this one stands still. So a suite whose time is virtual can speak through a real broker, which knows no other time
 * than real time: none of the suite's passes meanwhile.
 */
export class SyncBroker {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #answered: Int32Array;

  private constructor(worker: Worker, port: MessagePort, answered: Int32Array) {
    this.#worker = worker;
    this.#port = port;
    this.#answered = answered;
    this.#wait();
  }

  static connect(mosquitto: Mosquitto, users: readonly string[]): SyncBroker {
    const { port1, port2 } = new MessageChannel();
    const answered = new SharedArrayBuffer(4);
    const data: BrokerWorkerData = {
      port: port2,
      answered,
      url: mosquitto.url,
      passwords: Object.fromEntries(users.map((user) => [user, mosquitto.passwordOf(user)])),
      serviceFilters: new Topics().forService(),
    };
    const worker = new Worker(new URL("./broker-worker.ts", import.meta.url), {
      workerData: data,
      transferList: [port2],
    });
    return new SyncBroker(worker, port1, new Int32Array(answered));
  }

  ask(request: BrokerRequest): BrokerAnswer {
    Atomics.store(this.#answered, 0, 0);
    this.#port.postMessage(request);
    return this.#wait();
  }

  async close(): Promise<void> {
    this.ask({ do: "end" });
    await this.#worker.terminate();
  }

  #wait(): BrokerAnswer {
    if (Atomics.wait(this.#answered, 0, 0, patienceMs) === "timed-out")
      throw new Error("the broker is silent");
    const received = receiveMessageOnPort(this.#port) as { readonly message: BrokerAnswer } | undefined;
    if (!received) throw new Error("the broker's thread has given no answer");
    if (received.message.problem !== undefined) throw new Error(received.message.problem);
    return received.message;
  }
}

/** A gateway's link through the broker, and the service's behind it. */
export class SyncBrokerLink implements BenchLink {
  connected = false;
  readonly published: Published[] = [];
  readonly #broker: SyncBroker;
  readonly #options: BenchLinkOptions;
  readonly #filters: string[] = [];
  readonly #heard: ((topic: string, payload: string) => void)[] = [];
  readonly #up: (() => void)[] = [];

  constructor(broker: SyncBroker, options: BenchLinkOptions) {
    this.#broker = broker;
    this.#options = options;
  }

  open(): void {
    if (this.connected) return;
    this.connected = true;
    this.#broker.ask({ do: "connect", ...this.#options });
    this.#broker.ask({ do: "subscribe", filters: this.#filters });
    for (const handler of this.#up) handler();
  }

  close(): void {
    if (this.connected) this.#note(this.#broker.ask({ do: "leave" }), false);
    this.connected = false;
  }

  setUp(up: boolean): void {
    if (up) this.open();
    else if (this.connected) {
      this.connected = false;
      this.#note(this.#broker.ask({ do: "cut" }), true);
    }
  }

  publish(topic: string, payload: string, { retain = false }: { retain?: boolean } = {}): void {
    this.#note(this.#broker.ask({ do: "say", message: { topic, payload, retain } }), retain);
  }

  subscribe(filters: readonly string[]): void {
    this.#filters.push(...filters);
  }

  onMessage(handler: (topic: string, payload: string) => void): void {
    this.#heard.push(handler);
  }

  onUp(handler: () => void): void {
    this.#up.push(handler);
  }

  deliver(topic: string, payload: string): void {
    if (!this.connected) return;
    const { gateway } = this.#broker.ask({ do: "tell", message: { topic, payload } });
    for (const message of gateway) for (const handler of this.#heard) handler(message.topic, message.payload);
  }

  /** To those who listen already the broker does not say whether a message is retained. */
  #note({ service }: BrokerAnswer, retain: boolean): void {
    for (const message of service) this.published.push({ ...message, retain });
  }
}
