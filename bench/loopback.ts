import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { GuestStream } from "../src/broker/guest-stream.ts";
import { runOutside } from "../src/kernel/inside.ts";
import type { MemoryStream } from "../src/kernel/memory-stream.ts";
import type { World } from "../src/kernel/world.ts";

/** Has a world's nodes reach its broker through real sockets. */
export class Loopback {
  readonly #world: World;
  #port: number | undefined;

  /** From now on, `world.network.connect` opens sockets. Until {@link dial} says where to, connections are refused. */
  constructor(world: World) {
    this.#world = world;
    // mqtt.js asks no more of a memory stream than of any other.
    world.network.connect = (fromNode) => this.#open(fromNode) as Duplex as MemoryStream;
  }

  /** `url`: where the broker listens, `mqtt://127.0.0.1:18830`. */
  dial(url: string): void {
    this.#port = Number(new URL(url).port);
  }

  #open(nodeName: string): Duplex {
    const port = this.#port ?? 1;
    const socket = runOutside(() => connect({ host: "127.0.0.1", port, noDelay: true }));
    const stream = new GuestStream(socket);
    this.#carry(socket, stream, nodeName);
    return stream;
  }

  /** What the socket says becomes events of the node, in the order of arrival. */
  #carry(socket: Socket, stream: GuestStream, nodeName: string): void {
    const inWorld = (work: () => void) => {
      this.#world.enter(nodeName, work).catch(() => socket.destroy());
    };
    runOutside(() => {
      socket.pause();
      socket.on("data", (bytes) => {
        socket.pause();
        inWorld(() => {
          if (!stream.destroyed) stream.push(bytes);
        });
      });
      socket.on("drain", () => inWorld(() => stream.drained()));
      socket.on("error", () => {});
      socket.on("close", () => {
        inWorld(() => {
          if (!stream.destroyed) stream.destroy();
        });
      });
    });
  }
}
