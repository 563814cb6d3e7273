import type { GatewayLink } from "../simulator/lock-simulator.ts";

/** What a gateway has said, as it came to the service. */
export interface Published {
  readonly topic: string;
  readonly payload: string;
  /** Whether the gateway wants it retained. */
  readonly retain: boolean;
}

/** Who a gateway is at the broker, and what it leaves behind there when it is lost. */
export interface BenchLinkOptions {
  readonly clientId: string;
  readonly will: { readonly topic: string; readonly payload: string };
}

/** A gateway's link, and in the same hand the service at its other end. What is said arrives before the call is over. */
export interface BenchLink extends GatewayLink {
  readonly connected: boolean;
  readonly published: readonly Published[];
  /** Takes the gateway's way to the broker away, without a goodbye, or gives it back. */
  setUp(up: boolean): void;
  /** Says something to the gateway. */
  deliver(topic: string, payload: string): void;
}

/** A link without a broker: both ends call each other. */
export class DirectLink implements BenchLink {
  connected = false;
  readonly published: Published[] = [];
  #heard: ((topic: string, payload: string) => void)[] = [];
  #up: (() => void)[] = [];

  open(): void {
    if (this.connected) return;
    this.connected = true;
    for (const handler of this.#up) handler();
  }

  close(): void {
    this.connected = false;
  }

  setUp(up: boolean): void {
    if (up) this.open();
    else this.connected = false;
  }

  publish(topic: string, payload: string, { retain = false }: { retain?: boolean } = {}): void {
    this.published.push({ topic, payload, retain });
  }

  subscribe(): void {}

  onMessage(handler: (topic: string, payload: string) => void): void {
    this.#heard.push(handler);
  }

  onUp(handler: () => void): void {
    this.#up.push(handler);
  }

  deliver(topic: string, payload: string): void {
    if (!this.connected) return;
    for (const handler of this.#heard) handler(topic, payload);
  }
}
