/** Topics of the wire: `<root>/<vendor>/<gateway>/<device>/<channel>` and `<root>/<vendor>/<gateway>/{availability,account}`. */

export const channels = ["command", "reply", "event", "state"] as const;

/**
 * `command`: service to lock. `reply`: the lock's answer to one. `event`: what a lock says unasked. `state`: what a lock
 * is like now, retained.
 */
export type Channel = (typeof channels)[number];

export interface DeviceAddress {
  readonly vendor: string;
  readonly gateway: string;
  readonly device: string;
}

/** `availability`: whether the gateway is connected. `account`: what the vendor's account API tells. Both are retained. */
const gatewayChannels = ["availability", "account"] as const;

export type GatewayChannel = (typeof gatewayChannels)[number];

interface GatewayTopic {
  readonly vendor: string;
  readonly gateway: string;
  readonly channel: GatewayChannel;
}

export type Topic = (DeviceAddress & { readonly channel: Channel }) | GatewayTopic;

export class Topics {
  readonly #root: string;

  /** `root` keeps labs that share a broker apart. */
  constructor(root = "lockstep") {
    this.#root = root;
  }

  of({ vendor, gateway, device }: DeviceAddress, channel: Channel): string {
    return `${this.#root}/${vendor}/${gateway}/${device}/${channel}`;
  }

  availability(vendor: string, gateway: string): string {
    return `${this.#root}/${vendor}/${gateway}/availability`;
  }

  account(vendor: string, gateway: string): string {
    return `${this.#root}/${vendor}/${gateway}/account`;
  }

  /** Everything of this lab. */
  get all(): string {
    return `${this.#root}/#`;
  }

  /** What the service subscribes to. */
  forService(): string[] {
    return [
      ...channels
        .filter((channel) => channel !== "command")
        .map((channel) => `${this.#root}/+/+/+/${channel}`),
      ...gatewayChannels.map((channel) => `${this.#root}/+/+/${channel}`),
    ];
  }

  /** What one gateway subscribes to: the commands of all its devices. */
  forGateway(vendor: string, gateway: string): string[] {
    return [`${this.#root}/${vendor}/${gateway}/+/command`];
  }

  /** What the service publishes to. */
  fromService(): string[] {
    return [`${this.#root}/+/+/+/command`];
  }

  /** What one gateway publishes to: what its devices say, and what it says itself. */
  fromGateway(vendor: string, gateway: string): string[] {
    const own = `${this.#root}/${vendor}/${gateway}`;
    return [
      ...channels.filter((channel) => channel !== "command").map((channel) => `${own}/+/${channel}`),
      ...gatewayChannels.map((channel) => `${own}/${channel}`),
    ];
  }

  /** The parts of a topic; `undefined` for one that is not of this lab. */
  parse(topic: string): Topic | undefined {
    const prefix = `${this.#root}/`;
    if (!topic.startsWith(prefix)) return undefined;
    const [vendor, gateway, third, fourth, ...rest] = topic.slice(prefix.length).split("/");
    if (!vendor || !gateway || !third || rest.length > 0) return undefined;
    if (fourth === undefined) {
      const channel = gatewayChannels.find((candidate) => candidate === third);
      return channel && { vendor, gateway, channel };
    }
    const channel = channels.find((candidate) => candidate === fourth);
    return channel && { vendor, gateway, device: third, channel };
  }
}
