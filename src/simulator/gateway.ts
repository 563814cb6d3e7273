import { strict as assert } from "node:assert";
import {
  type AccountErrorCode,
  type AccountReport,
  type DeviceMatter,
  isAddressable,
  isUsable,
} from "../wire/account-report.ts";
import { open, seal } from "../wire/codec.ts";
import type { Body } from "../wire/envelope.ts";
import type { Channel } from "../wire/topics.ts";
import type { VendorWire } from "../wire/vendor-wire.ts";
import { CommandDesk } from "./command-desk.ts";
import { DeviceClock } from "./device-clock.ts";
import type {
  GatewayLink,
  GatewaySetting,
  LockSetting,
  SimulatedGateway,
  Station,
} from "./lock-simulator.ts";
import { Pacer } from "./pacer.ts";
import { Radio } from "./radio.ts";
import type { LockPorts, ServedLock } from "./served-lock.ts";

interface Served<Command extends Body, Lock> {
  readonly lock: Lock;
  readonly desk: CommandDesk<Command>;
  readonly pacer: Pacer;
  readonly radio: Radio;
}

/**
 * The one MQTT connection through which a gateway's locks hear and speak. It says `online` at every connect and leaves
 * `offline` as its will; a command that has expired is dropped.
 */
export class Gateway<Command extends Body, Lock extends ServedLock<Command>> implements SimulatedGateway {
  readonly gateway: string;
  readonly clock: DeviceClock;
  readonly #stations: ReadonlyMap<string, Served<Command, Lock>>;
  readonly #setting: GatewaySetting;
  readonly #wire: VendorWire;
  readonly #link: GatewayLink;
  readonly #availability: string;
  readonly #account: string;
  readonly #accountErrors = new Set<AccountErrorCode>();
  readonly #unlisted = new Set<string>();
  readonly #matters = new Map<string, ReadonlySet<DeviceMatter>>();
  #seq = 0;
  #cut = false;
  #silent = false;

  constructor(setting: GatewaySetting, wire: VendorWire, build: (ports: LockPorts) => Lock) {
    this.#setting = setting;
    this.#wire = wire;
    this.gateway = setting.gateway;
    this.clock = new DeviceClock(setting.clock);
    this.#availability = setting.topics.availability(wire.vendor, setting.gateway);
    this.#account = setting.topics.account(wire.vendor, setting.gateway);
    this.#link = setting.openLink({
      clientId: setting.gateway,
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

  setSilent(silent: boolean): void {
    if (this.#silent === silent) return;
    this.#silent = silent;
    if (!silent) this.#publishStates();
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

  setMatter(deviceId: string, matter: DeviceMatter, active: boolean): void {
    const before = this.#matters.get(deviceId) ?? new Set();
    if (before.has(matter) === active) return;
    const spoke = this.#speaksFor(deviceId);
    const after = active ? [...before, matter] : [...before].filter((other) => other !== matter);
    if (after.length > 0) this.#matters.set(deviceId, new Set(after));
    else this.#matters.delete(deviceId);
    this.#publishAccount();
    const lock = this.#stations.get(deviceId)?.lock;
    if (lock && !spoke) this.#publishState(lock);
  }

  station(deviceId: string): Station {
    const served = this.#stations.get(deviceId);
    if (!served) throw new RangeError(`the gateway "${this.gateway}" serves no lock "${deviceId}"`);
    const { lock, desk, radio } = served;
    return {
      keypad: lock.keypad,
      radio,
      history: desk.history,
      forgetCommands: () => desk.forget(),
      replayLastCommand: () => desk.replayLastWrite(),
      canSay: (vendorCode) => lock.refusals.has(vendorCode),
      publishState: () => this.#publishState(lock),
    };
  }

  close(): void {
    for (const { pacer } of this.#stations.values()) pacer.cancelAll();
    this.#link.publish(this.#availability, "offline", { retain: true });
    this.#link.close();
  }

  #station(lock: LockSetting, position: number, build: (ports: LockPorts) => Lock): Served<Command, Lock> {
    const { clock, random, ids, memory, faults, latencyScale } = this.#setting;
    const { deviceId } = lock;
    const { gateway } = this;
    const origin = { vendor: this.#wire.vendor, gateway, deviceId };
    const pacer = new Pacer(clock, random.child(`${deviceId}/latency`), latencyScale);
    const radio = new Radio({
      pacer,
      clock,
      faultOf: (direction) => faults.onFrame({ ...origin, direction }),
    });
    const chances = random.child(`${deviceId}/chance`);
    let desk: CommandDesk<Command> | undefined;
    const built: Lock = build({
      setting: lock,
      position,
      gateway,
      clock,
      ids,
      pacer,
      radio,
      chance: (p) => chances.chance(p),
      loadMemory: () => memory.load(deviceId) ?? undefined,
      saveMemory: (content) => {
        memory.save(deviceId, content);
        desk?.history.changed();
      },
      publishEvent: (body) => this.#push(deviceId, pacer, body),
      publishState: () => this.#publishState(built),
      gatewayOnline: () => this.online,
      gatewayNow: () => this.clock.now(),
    });
    built.keypad.watch({
      faultOf: (write) => faults.onWrite({ ...origin, ...write }),
      lost: () => built.reportLoss(),
    });
    desk = new CommandDesk<Command>({
      lock: built,
      pacer,
      now: () => clock.now(),
      faultOf: (command) =>
        faults.onCommand({ ...origin, command: command.type, slot: built.slotOf?.(command) }),
      notAnswering: this.#setting.frailties.words.notAnswering,
      seal: (id, reply) => this.#seal("reply", reply, id),
      publish: (payload) => this.#publish(deviceId, "reply", payload),
    });
    return { lock: built, desk, pacer, radio };
  }

  /** An event goes to the service at once, unless something happens to it on its way. */
  #push(deviceId: string, pacer: Pacer, body: Body): void {
    const fault = this.#setting.faults.onPush({
      vendor: this.#wire.vendor,
      gateway: this.gateway,
      deviceId,
      event: body.type,
    });
    const payload = this.#seal("event", body);
    const publish = () => this.#publish(deviceId, "event", payload);
    if (fault?.type === "lose") return;
    if (fault?.type === "delay") pacer.wait(fault.delayMs, publish);
    else publish();
    if (fault?.type === "double") publish();
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
    const matters = [...(this.#matters.get(device) ?? [])];
    return !this.#silent && this.#accountUsable && !this.#unlisted.has(device) && isAddressable(matters);
  }

  #publishAccount(): void {
    const listed = [...this.#stations.keys()].filter((deviceId) => !this.#unlisted.has(deviceId));
    const matters = Object.fromEntries([...this.#matters].map(([device, told]) => [device, [...told]]));
    const report: AccountReport = {
      errors: [...this.#accountErrors],
      devices: listed,
      ...(this.#matters.size > 0 && { matters }),
    };
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
    return expiresAt !== undefined && this.clock.now() > Date.parse(expiresAt);
  }

  #publishState(lock: Lock): void {
    this.#publish(lock.deviceId, "state", this.#seal("state", lock.state()));
  }

  #seal(channel: Exclude<Channel, "command">, body: Body, inReplyTo?: string): string {
    const sealed = seal(this.#wire, channel, {
      id: this.#setting.ids.uuid(),
      seq: this.#seq++,
      sentAt: new Date(this.clock.now()).toISOString(),
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
