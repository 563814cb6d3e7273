import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Types of packets in the upper half of their first byte: MQTT 3.1.1, section 2.2.1. */
const publish = 3;
const acknowledgement = 4;

/** Between clients and a broker: passes everything on, and loses what it is told to lose. */
export class LossyProxy {
  /** While true, no acknowledgement of a PUBLISH gets through, either way. */
  losesAcknowledgements = false;
  /** How many messages have been sent once more, to the broker and to the clients. */
  readonly duplicates = { toBroker: 0, toClients: 0 };
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #seen = new Set<string>();

  private constructor(brokerPort: number) {
    this.#server = createServer({ noDelay: true }, (client) => {
      const broker = connect({ port: brokerPort, host: "127.0.0.1", noDelay: true });
      this.#pipe(client, broker, "toBroker");
      this.#pipe(broker, client, "toClients");
    });
  }

  static async before(brokerPort: number): Promise<LossyProxy> {
    const proxy = new LossyProxy(brokerPort);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends every connection, without a goodbye of anybody's. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.cut();
    await closed;
  }

  /** What is sent once more has the same bytes, but for a flag in the first that not every client sets. */
  #note(packet: Buffer, way: keyof LossyProxy["duplicates"]): void {
    const message = packet.toString("latin1", 1);
    if (this.#seen.has(`${way} ${message}`)) this.duplicates[way]++;
    this.#seen.add(`${way} ${message}`);
  }

  #pipe(from: Socket, to: Socket, way: keyof LossyProxy["duplicates"]): void {
    this.#sockets.add(from);
    let rest = Buffer.alloc(0);
    from.on("data", (bytes) => {
      const { packets, left } = packetsIn(Buffer.concat([rest, bytes]));
      rest = left;
      for (const packet of packets) {
        const type = (packet[0] ?? 0) >> 4;
        if (type === publish) this.#note(packet, way);
        if (type !== acknowledgement || !this.losesAcknowledgements) to.write(packet);
      }
    });
    from.on("error", () => {});
    from.on("close", () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}

/** The whole packets at the beginning, and what is left of the bytes. */
function packetsIn(bytes: Buffer<ArrayBuffer>): {
  readonly packets: Buffer[];
  readonly left: Buffer<ArrayBuffer>;
} {
  const packets: Buffer[] = [];
  let begun = 0;
  for (;;) {
    let place = begun + 1;
    let length = 0;
    let byte = 128;
    for (let factor = 1; byte & 128; factor *= 128, place++) {
      if (place >= bytes.length) return { packets, left: bytes.subarray(begun) };
      byte = bytes[place] ?? 0;
      length += (byte & 127) * factor;
    }
    if (place + length > bytes.length) return { packets, left: bytes.subarray(begun) };
    packets.push(bytes.subarray(begun, place + length));
    begun = place + length;
  }
}
