import { strict as assert } from "node:assert";
import type { Ids, Random } from "../kernel/ports.ts";
import { SeededIds, seededRandom } from "../kernel/random.ts";
import { type FaultPoint, noFaults } from "../simulator/fault-point.ts";
import type {
  LockSetting,
  LockSimulator,
  SimulatedGateway,
  SimulatedLock,
} from "../simulator/lock-simulator.ts";
import { type AccountReport, parseAccountReport } from "../wire/account-report.ts";
import { open, seal } from "../wire/codec.ts";
import type { Body, Envelope } from "../wire/envelope.ts";
import { type Channel, Topics } from "../wire/topics.ts";
import { type BenchLink, type BenchLinkOptions, DirectLink, type Published } from "./bench-link.ts";
import { StepClock } from "./step-clock.ts";

const start = Date.parse("2026-01-05T08:00:00.000Z");

export interface BenchOptions {
  readonly seed?: number;
  /** The options of each lock, one after the other; one lock without options unless said. */
  readonly locks?: readonly LockSetting["options"][];
  readonly faults?: FaultPoint;
  readonly latencyScale?: number;
  /** Makes the gateway's link: one without a broker unless told. */
  readonly newLink?: (options: BenchLinkOptions) => BenchLink;
}

/** How long {@link SimulatorBench.ask} waits for an answer: longer than any driver does. */
const patienceMs = 2 * 60_000;

/**
 * One gateway on a bench: its locks are driven by command bodies and answer with bodies. Time is virtual,
 * and everything that the gateway says is checked against its vendor's wire.
 */
export class SimulatorBench {
  readonly clock = new StepClock(start);
  readonly saved = new Map<string, string>();
  gateway: SimulatedGateway;
  link: BenchLink = new DirectLink();
  will: { readonly topic: string; readonly payload: string } | undefined;
  readonly #simulator: LockSimulator;
  readonly #options: BenchOptions;
  readonly #topics = new Topics();
  readonly #random: Random;
  readonly #ids: Ids;
  #seq = 0;

  constructor(simulator: LockSimulator, options: BenchOptions = {}) {
    this.#simulator = simulator;
    this.#options = options;
    this.#random = seededRandom(options.seed ?? 1);
    this.#ids = new SeededIds(this.#random.child("ids"));
    this.gateway = this.#createGateway();
  }

  lock(position = 0): SimulatedLock {
    const lock = this.gateway.locks[position];
    assert(lock, `the bench has no lock ${position}`);
    return lock;
  }

  advance(ms: number): void {
    this.clock.advance(ms);
  }

  /** Ends the gateway's process and starts it again with what its locks remember. */
  restart(): void {
    this.gateway.close();
    this.gateway = this.#createGateway();
  }

  /** Delivers a command and returns its id. `id`: one that was delivered before. */
  send(body: Body, options: { lock?: number; id?: string; expiresInMs?: number } = {}): string {
    const id = options.id ?? this.#ids.uuid();
    const envelope: Envelope = {
      id,
      seq: this.#seq++,
      sentAt: new Date(this.clock.now()).toISOString(),
      expiresAt: new Date(this.clock.now() + (options.expiresInMs ?? patienceMs)).toISOString(),
      body,
    };
    const topic = this.#topics.of(this.#addressOf(options.lock ?? 0), "command");
    const sealed = seal(this.#simulator.wire, "command", envelope);
    assert(sealed.ok, `a command breaks the wire: ${sealed.ok || sealed.problem}`);
    this.link.deliver(topic, sealed.payload);
    return id;
  }

  /** Sends a command and lets time pass until it is answered; `undefined` if it is not. */
  ask(body: Body, { lock = 0 }: { lock?: number } = {}): Body | undefined {
    const id = this.send(body, { lock });
    for (let waited = 0; waited < patienceMs && this.repliesTo(id, lock).length === 0; waited += 100)
      this.advance(100);
    return this.repliesTo(id, lock)[0];
  }

  /** Every answer to a command so far. */
  repliesTo(id: string, lock = 0): readonly Body[] {
    return this.said("reply", lock)
      .filter((envelope) => envelope.inReplyTo === id)
      .map(({ body }) => body);
  }

  /** Everything that a lock has said on a channel since the gateway started. */
  said(channel: Exclude<Channel, "command">, lock = 0): readonly Envelope[] {
    const topic = this.#topics.of(this.#addressOf(lock), channel);
    return this.link.published
      .filter((message) => message.topic === topic)
      .map(({ payload }) => this.#open(channel, payload));
  }

  events(lock = 0): readonly Body[] {
    return this.said("event", lock).map(({ body }) => body);
  }

  /** What the broker retains as the lock's state. */
  state(lock = 0): Body | undefined {
    return this.said("state", lock).at(-1)?.body;
  }

  /** What the broker retains as the gateway's availability, as long as the will has not fired. */
  get availability(): string | undefined {
    const topic = this.#topics.availability(this.#simulator.vendor, this.gateway.gateway);
    return this.link.published.filter((message) => message.topic === topic && message.retain).at(-1)?.payload;
  }

  /** What the broker retains as the report of the gateway's account. */
  get account(): AccountReport | undefined {
    const topic = this.#topics.account(this.#simulator.vendor, this.gateway.gateway);
    const told = this.link.published.filter((message) => message.topic === topic && message.retain).at(-1);
    return told && parseAccountReport(told.payload);
  }

  /** Everything that was said, checked against the wire. */
  transcript(): readonly (Published & { readonly message: Envelope | undefined })[] {
    return this.link.published.map((published) => {
      const topic = this.#topics.parse(published.topic);
      assert(topic && topic.channel !== "command", "a gateway speaks on its own topics");
      const message = "device" in topic ? this.#open(topic.channel, published.payload) : undefined;
      return { ...published, message };
    });
  }

  #open(channel: Channel, payload: string): Envelope {
    const opened = open(this.#simulator.wire, channel, payload);
    assert(opened.ok, `a message on ${channel} breaks the wire: ${opened.ok || opened.problem}`);
    return opened.envelope;
  }

  #addressOf(position: number) {
    const { deviceId } = this.lock(position);
    return { vendor: this.#simulator.vendor, gateway: this.gateway.gateway, device: deviceId };
  }

  #createGateway(): SimulatedGateway {
    const { locks = [{}], faults = noFaults, latencyScale = 1 } = this.#options;
    const { newLink = () => new DirectLink() } = this.#options;
    return this.#simulator.createGateway({
      gateway: "gateway-1",
      locks: locks.map((options, position) => ({ deviceId: `lock-${position + 1}`, zone: "UTC", options })),
      clock: this.clock,
      random: this.#random,
      ids: this.#ids,
      topics: this.#topics,
      openLink: (options) => {
        this.will = options.will;
        this.link = newLink(options);
        return this.link;
      },
      setUplink: (up) => this.link.setUp(up),
      faults,
      frailties: this.#simulator.frailties,
      memory: {
        load: (deviceId) => {
          const saved = this.saved.get(deviceId);
          return saved === undefined ? undefined : JSON.parse(saved);
        },
        save: (deviceId, memory) => this.saved.set(deviceId, JSON.stringify(memory)),
      },
      latencyScale,
    });
  }
}
