import type { Broker } from "../broker/broker.ts";
import { TcpListener, type TcpListenerOptions } from "../broker/tcp-listener.ts";
import type { World } from "../kernel/world.ts";

/** Those who reach the lab's own broker over TCP, and live on the wall clock. */
export class Guests {
  readonly #world: World;
  readonly #listeners: TcpListener[] = [];
  /** Who has spoken for a lock, by client id. */
  readonly #speakers = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Lets guests reach this broker, and resolves to the URL. Rejects when the port is taken. */
  listen(broker: Broker, options: TcpListenerOptions): Promise<string> {
    const listener = new TcpListener(this.#world, broker);
    this.#listeners.push(listener);
    return listener.listen(options);
  }

  /** Another broker has taken the place of one that died. */
  serve(next: Broker): void {
    for (const listener of this.#listeners) listener.serve(next);
  }

  noteSpeaker(clientId: string): void {
    this.#speakers.add(clientId);
  }

  /** Somebody who has spoken for a lock and is connected. */
  speakerAt(broker: Broker): string | undefined {
    return [...this.#speakers].find((clientId) => broker.isGuest(clientId));
  }

  async close(): Promise<void> {
    for (const listener of this.#listeners) await listener.close();
  }
}
