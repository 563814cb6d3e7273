import { connect as connectPlainly, isIP, type Socket } from "node:net";
import { connect as connectEncrypted } from "node:tls";
import { runOutside } from "../kernel/inside.ts";
import type { MemoryStream } from "../kernel/memory-stream.ts";
import type { World } from "../kernel/world.ts";
import { brokerNode } from "./broker.ts";
import { type BrokerAddress, shownAddress } from "./broker-address.ts";

/**
 * Stands in the broker's place in a world, and carries each connection, byte by byte, to a broker outside. Such a world lives
 * on the wall clock.
 */
export class BrokerRelay {
  readonly #world: World;
  readonly #address: BrokerAddress;
  readonly #sockets = new Set<Socket>();

  constructor(world: World, address: BrokerAddress) {
    this.#world = world;
    this.#address = address;
    world.network.listen(brokerNode, (stream) => this.#carry(stream));
  }

  /** The broker's, as it may be shown. */
  get url(): string {
    return shownAddress(this.#address);
  }

  /** Ends all connections, without a goodbye of anybody's that has not been said yet. */
  close(): void {
    this.#world.network.unlisten(brokerNode);
    for (const socket of this.#sockets) runOutside(() => socket.destroy());
  }

  #carry(stream: MemoryStream): void {
    const socket = runOutside(() => open(this.#address));
    this.#sockets.add(socket);
    stream.on("data", (bytes: Buffer) => {
      if (!runOutside(() => socket.write(bytes))) stream.pause();
    });
    stream.on("error", () => {});
    stream.on("close", () => runOutside(() => socket.destroySoon()));
    const inWorld = (work: () => void) => {
      this.#world.enter(brokerNode, work).catch(() => socket.destroy());
    };
    runOutside(() => {
      socket.on("data", (bytes) => {
        // The next bytes are read when these have found their place.
        socket.pause();
        inWorld(() => {
          if (!stream.destroyed) stream.write(bytes, () => runOutside(() => socket.resume()));
        });
      });
      socket.on("drain", () => inWorld(() => stream.resume()));
      // Whatever is wrong with a connection, its end is what counts: the link tries again.
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        // What has come before still arrives.
        inWorld(() => stream.end());
      });
    });
  }
}

function open({ host, port, isEncrypted, certificates }: BrokerAddress): Socket {
  // Without `noDelay` Nagle's algorithm and delayed acknowledgements leave 23 round trips a second.
  if (!isEncrypted) return connectPlainly({ host, port, noDelay: true });
  const socket = connectEncrypted({
    host,
    port,
    // Names alone are sent: RFC 6066, section 3.
    ...(isIP(host) === 0 && { servername: host }),
    ...(certificates !== undefined && { ca: certificates }),
  });
  return socket.setNoDelay(true);
}
