import { strict as assert } from "node:assert";
import { type AccountErrorCode, type AccountReport, isUsable } from "../wire/account-report.ts";
import { open, seal } from "../wire/codec.ts";
import type { Body } from "../wire/envelope.ts";
import type { Channel } from "../wire/topics.ts";
import type { VendorWire } from "../wire/vendor-wire.ts";
import { CommandDesk } from "./command-desk.ts";
import type { GatewayLink, GatewaySetting, LockSetting, SimulatedGateway } from "./lock-simulator.ts";
import { Pacer } from "./pacer.ts";
import type { LockPorts, ServedLock } from "./served-lock.ts";

interface Station<Command, Lock> {
  readonly lock: Lock;
  readonly desk: CommandDesk<Command>;
  readonly pacer: Pacer;
}

/**
 * The one MQTT connection through which a gateway's locks hear and speak. It says `online` at every connect and leaves
 * `offline` as its will; a command that has expired is dropped.
 */
export class Gateway<Command extends Body, Lock extends ServedLock<Command>> implements SimulatedGateway {
  readonly gateway: string;
  readonly #stations: ReadonlyMap<string, Station<Command, Lock>>;
  readonly #setting: GatewaySetting;
  readonly #wire: VendorWire;
  readonly #link: GatewayLink;
  readonly #availability: string;
  readonly #account: string;
  readonly #accountErrors = new Set<AccountErrorCode>();
  readonly #unlisted = new Set<string>();
  #seq = 0;
  #cut = false;

  constructor(setting: GatewaySetting, wire: VendorWire, build: (ports: LockPorts) => Lock) {
    this.#setting = setting;
    this.#wire = wire;
    this.gateway = setting.gateway;
    this.#availability = setting.topics.availability(wire.vendor, setting.gateway);
    this.#account = setting.topics.account(wire.vendor, setting.gateway);
    this.#link = setting.openLink({
      clientId: `${wire.vendor}-${setting.gateway}`,
      will: { topic: this.#availability, payload: "offline" },
    });
    this.#stations = new Map(
      setting.locks.map((lock, position) => [lock.deviceId, this.#station(lock, position, build)]),
    );
    this.#link.onMessage((topic, payload) => this.#receive(topic, payload));
    this.#link.onUp(() => this.#announce());
    this.#link.subscribe(setting.topics.forGateway(wire.vendor, setting.gateway));
    this.#link.open();
  }

  get locks(): readonly Lock[] {
    return [...this.#stations.values()].map(({ lock }) => lock);
  }

  get online(): boolean {
    return !this.#cut;
  }

  /** A hub that loses its internet says no goodbye: the broker finds out, and publishes its will. */
  setOnline(online: boolean): void {
    if (this.#cut === !online) return;
    this.#cut = !online;
    this.#setting.setUplink(online);
  }

  setAccountError(error: AccountErrorCode, active: boolean): void {
    if (this.#accountErrors.has(error) === active) return;
    const wasUsable = this.#accountUsable;
    if (active) this.#accountErrors.add(error);
    else this.#accountErrors.delete(error);
    this.#publishAccount();
    if (this.#accountUsable && !wasUsable) this.#publishStates();
  }

  setListed(deviceId: string, listed: boolean): void {
    if (this.#unlisted.has(deviceId) === !listed) return;
    if (listed) this.#unlisted.delete(deviceId);
    else this.#unlisted.add(deviceId);
    this.#publishAccount();
    const lock = this.#stations.get(deviceId)?.lock;
    if (lock && listed) this.#publishState(lock);
  }

  close(): void {
    for (const { pacer } of this.#stations.values()) pacer.cancelAll();
    this.#link.publish(this.#availability, "offline", { retain: true });
    this.#link.close();
  }

  #station(lock: LockSetting, position: number, build: (ports: LockPorts) => Lock): Station<Command, Lock> {
    const { clock, random, ids, memory, faults, latencyScale } = this.#setting;
    const { vendor } = this.#wire;
    const { deviceId } = lock;
    const { gateway } = this;
    const pacer = new Pacer(clock, random.child(`${deviceId}/latency`), latencyScale);
    const chances = random.child(`${deviceId}/chance`);
    const built: Lock = build({
      setting: lock,
      position,
      gateway,
      clock,
      ids,
      pacer,
      chance: (p) => chances.chance(p),
      loadMemory: () => memory.load(deviceId) ?? undefined,
      saveMemory: (content) => memory.save(deviceId, content),
      publishEvent: (body) => this.#say(deviceId, "event", body),
      publishState: () => this.#publishState(built),
      gatewayOnline: () => this.online,
    });
    const desk = new CommandDesk<Command>({
      lock: built,
      pacer,
      faultOf: (command) => faults.onCommand({ vendor, gateway, deviceId, command: command.type }),
      seal: (id, reply) => this.#seal("reply", reply, id),
      publish: (payload) => this.#publish(deviceId, "reply", payload),
    });
    return { lock: built, desk, pacer };
  }

  #announce(): void {
    this.#publishAccount();
    this.#link.publish(this.#availability, "online", { retain: true });
    this.#publishStates();
  }

  get #accountUsable(): boolean {
    return isUsable([...this.#accountErrors]);
  }

  /** Whether the vendor's cloud lets anybody ask and hear of the lock. */
  #speaksFor(device: string): boolean {
    return this.#accountUsable && !this.#unlisted.has(device);
  }

  #publishAccount(): void {
    const listed = [...this.#stations.keys()].filter((deviceId) => !this.#unlisted.has(deviceId));
    const report: AccountReport = { errors: [...this.#accountErrors], devices: listed };
    if (!this.#cut) this.#link.publish(this.#account, JSON.stringify(report), { retain: true });
  }

  #publishStates(): void {
    for (const lock of this.locks) this.#publishState(lock);
  }

  #receive(topic: string, payload: string): void {
    const address = this.#setting.topics.parse(topic);
    if (address?.channel !== "command" || !this.#speaksFor(address.device)) return;
    const opened = open(this.#wire, "command", payload);
    if (!opened.ok || this.#hasExpired(opened.envelope.expiresAt)) return;
    // The wire's schema has just checked the body.
    this.#stations.get(address.device)?.desk.take(opened.envelope.id, opened.envelope.body as Command);
  }

  #hasExpired(expiresAt: string | undefined): boolean {
    return expiresAt !== undefined && this.#setting.clock.now() > Date.parse(expiresAt);
  }

  #publishState(lock: Lock): void {
    this.#say(lock.deviceId, "state", lock.state());
  }

  #say(device: string, channel: "event" | "state", body: Body): void {
    this.#publish(device, channel, this.#seal(channel, body));
  }

  #seal(channel: Exclude<Channel, "command">, body: Body, inReplyTo?: string): string {
    const sealed = seal(this.#wire, channel, {
      id: this.#setting.ids.uuid(),
      seq: this.#seq++,
      sentAt: new Date(this.#setting.clock.now()).toISOString(),
      ...(inReplyTo !== undefined && { inReplyTo }),
      body,
    });
    assert(sealed.ok, `the simulator breaks its wire on ${channel}: ${sealed.ok || sealed.problem}`);
    return sealed.payload;
  }

  /** A hub without internet keeps no news for later. What a network loses on the way is the link's business. */
  #publish(device: string, channel: Channel, payload: string): void {
    if (this.#cut || !this.#speaksFor(device)) return;
    const topic = this.#setting.topics.of(
      { vendor: this.#wire.vendor, gateway: this.gateway, device },
      channel,
    );
    this.#link.publish(topic, payload, { retain: channel === "state" });
  }
}
