import { once } from "node:events";
import { type MessagePort, workerData } from "node:worker_threads";
import mqtt from "mqtt";
import type { Published } from "../../src/conformance/bench-link.ts";

/** What the thread that waits asks for, one thing at a time. */
export type BrokerRequest =
  | { readonly do: "connect"; readonly clientId: string; readonly will: Omit<Published, "retain"> }
  | { readonly do: "subscribe"; readonly filters: readonly string[] }
  | { readonly do: "say"; readonly message: Published }
  | { readonly do: "tell"; readonly message: Omit<Published, "retain"> }
  | { readonly do: "cut" | "leave" | "end" };

/** What the service and the gateway have heard since the last answer, in that order. */
export interface BrokerAnswer {
  readonly service: readonly Omit<Published, "retain">[];
  readonly gateway: readonly Omit<Published, "retain">[];
  readonly problem?: string;
}

export interface BrokerWorkerData {
  readonly port: MessagePort;
  /** Set to 1 when an answer has been posted. */
  readonly answered: SharedArrayBuffer;
  readonly url: string;
  readonly passwords: Readonly<Record<string, string>>;
  readonly serviceFilters: readonly string[];
}

/** How long a message may take through the broker, in milliseconds. */
const patienceMs = 10_000;

const { port, answered, url, passwords, serviceFilters } = workerData as BrokerWorkerData;
const flag = new Int32Array(answered);

/** A client of the broker, and what it has heard and not yet told. */
class Listener {
  readonly client: mqtt.MqttClient;
  #heard: Omit<Published, "retain">[] = [];
  #waiting: (() => void) | undefined;

  private constructor(client: mqtt.MqttClient) {
    this.client = client;
    client.on("error", () => {});
    client.on("message", (topic, bytes) => {
      this.#heard.push({ topic, payload: bytes.toString() });
      this.#waiting?.();
    });
  }

  static async connect(username: string, will?: Omit<Published, "retain">): Promise<Listener> {
    const client = await mqtt.connectAsync(
      url,
      {
        ...{ clientId: username, username, password: passwords[username] ?? "", reconnectPeriod: 0 },
        ...(will && {
          will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: true },
        }),
      },
      false,
    );
    (client.stream as unknown as { setNoDelay(): void }).setNoDelay();
    return new Listener(client);
  }

  /** Resolves when it has heard this. */
  async hears({ topic, payload }: Omit<Published, "retain">): Promise<void> {
    const isHeard = () =>
      this.#heard.some((message) => message.topic === topic && message.payload === payload);
    const begun = performance.now();
    while (!isHeard()) {
      const heard = Promise.withResolvers<void>();
      this.#waiting = heard.resolve;
      const timer = setTimeout(heard.resolve, patienceMs);
      await heard.promise;
      clearTimeout(timer);
      if (performance.now() - begun > patienceMs)
        throw new Error(`nobody has heard what was said on ${topic}`);
    }
  }

  take(): readonly Omit<Published, "retain">[] {
    return this.#heard.splice(0);
  }
}

const service = await Listener.connect("service");
await service.client.subscribeAsync([...serviceFilters], { qos: 1 });
let gateway: Listener | undefined;
let will: Omit<Published, "retain"> | undefined;

async function carryOut(request: BrokerRequest): Promise<void> {
  switch (request.do) {
    case "connect":
      // One name, one connection: the gateway before it says goodbye first. After a cut it would wait for acknowledgements for ever.
      await gateway?.client.endAsync(!gateway.client.connected);
      will = request.will;
      gateway = await Listener.connect(request.clientId, will);
      return;
    case "subscribe":
      await gateway?.client.subscribeAsync([...request.filters], { qos: 1 });
      return;
    case "say":
      gateway?.client.publish(request.message.topic, request.message.payload, {
        qos: 1,
        retain: request.message.retain,
      });
      await service.hears(request.message);
      return;
    case "tell":
      service.client.publish(request.message.topic, request.message.payload, { qos: 1 });
      await gateway?.hears(request.message);
      return;
    case "cut": {
      if (!gateway?.client.connected) return;
      const { stream } = gateway.client;
      const closed = once(stream, "close");
      stream.destroy();
      await closed;
      if (will) await service.hears(will);
      return;
    }
    case "leave":
      if (gateway?.client.connected) await gateway.client.endAsync();
      return;
    case "end":
      await gateway?.client.endAsync(true);
      await service.client.endAsync(true);
  }
}

function answer(problem?: string): void {
  const told: BrokerAnswer = {
    service: service.take(),
    gateway: gateway?.take() ?? [],
    ...(problem !== undefined && { problem }),
  };
  port.postMessage(told);
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
}

port.on("message", (request: BrokerRequest) => {
  carryOut(request).then(
    () => answer(),
    (error) => answer(String(error)),
  );
});
answer();
await once(port, "close");
