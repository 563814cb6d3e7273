import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { runOutside } from "../kernel/inside.ts";
import type { World } from "../kernel/world.ts";
import { type Broker, brokerNode } from "./broker.ts";
import { GuestStream } from "./guest-stream.ts";
import { packetBytesMax } from "./limits.ts";
import { PacketLengths } from "./packet-lengths.ts";
import { RefusedClient } from "./refused-client.ts";

export interface TcpListenerOptions {
  /** 0: any free port. */
  readonly port: number;
  /** 127.0.0.1 unless told otherwise. */
  readonly host?: string;
}

/**
 * Lets guests - adapters to real locks, simulators in a process of their own, onlookers - reach a world's broker over TCP.
 * They live on the wall clock.
 */
export class TcpListener {
  readonly #world: World;
  #broker: Broker;
  #isUp = false;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(world: World, broker: Broker) {
    this.#world = world;
    this.#broker = broker;
    this.serve(broker);
    // Without `noDelay` Nagle's algorithm and delayed acknowledgements leave 23 round trips a second.
    this.#server = runOutside(() => createServer({ noDelay: true }, (socket) => this.#welcome(socket)));
  }

  /** How many guests are connected. */
  get guestCount(): number {
    return this.#sockets.size;
  }

  /** Hands guests to this broker from now on: after a crash, to the next one. */
  serve(broker: Broker): void {
    this.#broker = broker;
    this.#isUp = true;
    this.#world.node(brokerNode).onCrash(() => {
      this.#isUp = false;
      this.#disconnectAll();
    });
  }

  /** Listens, and resolves to the URL, `mqtt://127.0.0.1:18830`. Rejects when the port is taken. */
  listen({ port, host = "127.0.0.1" }: TcpListenerOptions): Promise<string> {
    return runOutside(
      () =>
        new Promise((resolve, reject) => {
          this.#server.once("error", reject);
          this.#server.listen(port, host, () => {
            this.#server.off("error", reject);
            const { port: actualPort } = this.#server.address() as AddressInfo;
            resolve(`mqtt://${host}:${actualPort}`);
          });
        }),
    );
  }

  /** Stops listening and disconnects all guests. */
  close(): Promise<void> {
    return runOutside(
      () =>
        new Promise((resolve) => {
          this.#server.close(() => resolve());
          this.#disconnectAll();
        }),
    );
  }

  #disconnectAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #welcome(socket: Socket): void {
    // A broker that has died still has its code: it would take guests in, and nobody would ever speak to them.
    if (!this.#isUp) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    const stream = new GuestStream(socket);
    const lengths = new PacketLengths();
    // Paused until the broker reads: the stream resumes it.
    socket.pause();
    this.#inWorld(socket, () => this.#broker.handle(stream));
    socket.on("data", (bytes) => {
      socket.pause();
      // The broker would collect a packet of a quarter of a gigabyte before it looked at it.
      const isTooLong = lengths.exceeds(packetBytesMax, bytes);
      this.#inWorld(socket, () => {
        if (stream.destroyed) return;
        if (isTooLong) stream.destroy(new RefusedClient(tooLong));
        else stream.push(bytes);
      });
    });
    socket.on("drain", () => this.#inWorld(socket, () => stream.drained()));
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#sockets.delete(socket);
      this.#inWorld(socket, () => {
        if (stream.destroyed) return;
        stream.push(null);
        stream.destroy();
      });
    });
  }

  /** In the order of arrival. A broker that is down, or a world that has ended, has nobody to talk to the guest. */
  #inWorld(socket: Socket, work: () => void): void {
    this.#world.enter(brokerNode, work).catch(() => socket.destroy());
  }
}

const tooLong = `it began a packet of more than ${packetBytesMax} bytes`;
