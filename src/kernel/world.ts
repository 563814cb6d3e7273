import "./patched-globals.ts";
import type { HeapEvent } from "./event-heap.ts";
import { type InsideNode, runOutside } from "./inside.ts";
import { MemoryNetwork } from "./memory-network.ts";
import type { LinkConditions } from "./memory-way.ts";
import type { Ids, Random, TimerHandle } from "./ports.ts";
import { Pump } from "./pump.ts";
import { hashText, mixBits, RandomStreams, SeededIds } from "./random.ts";
import { Trace } from "./trace.ts";
import { type NodeHost, WorldNode } from "./world-node.ts";

export interface WorldOptions {
  readonly seed: number;
  /** Milliseconds since the epoch. */
  readonly startAt: number;
  /** How often the same data have been booted before. Mixed into ids, so that they do not repeat after a restart. */
  readonly bootCount?: number;
  /** What links are like unless {@link MemoryNetwork.setTrouble} says otherwise. */
  readonly links?: LinkConditions;
}

/** The promise of an outside caller, which a crash of the node breaks. */
interface Visit {
  readonly node: WorldNode;
  readonly crashed: () => void;
  /** The world has failed. */
  readonly reject: (error: unknown) => void;
  isAnswered: boolean;
}

/** A node crashed while somebody outside waited for its answer. */
export class NodeCrashed extends Error {
  override readonly name = "NodeCrashed";
}

/**
 * One lab's time, chance and network: the same seed and the same stimuli give the same trace, to the byte. Time moves only
 * when told, to the next event, and only when everything that followed from the last one is done.
 */
export class World {
  readonly startedAt: number;
  readonly ids: Ids;
  readonly trace: Trace;
  readonly network: MemoryNetwork;
  readonly #seed: number;
  readonly #streams: RandomStreams;
  readonly #pump: Pump;
  readonly #nodes = new Map<string, WorldNode>();
  readonly #visits = new Set<Visit>();
  readonly #host: NodeHost;
  readonly #ambientPrefix: string;
  #sequence = 0;
  #closed = false;
  #arrivals: (() => number) | undefined;

  constructor(options: WorldOptions) {
    const { seed, startAt, bootCount = 0, links } = options;
    if (!Number.isSafeInteger(startAt))
      throw new RangeError("startAt must be an integer instant in milliseconds");
    this.#seed = hashText(String(seed), 0);
    this.#streams = new RandomStreams(seed);
    this.startedAt = startAt;
    this.#pump = new Pump(startAt);
    this.#pump.onFailure = (error) => this.#failVisits(error);
    this.trace = new Trace(() => this.#pump.now);
    this.ids = new SeededIds(this.random(`ids/${bootCount}`));
    this.#ambientPrefix = `ambient/${bootCount}/`;
    this.#host = this.#hostNodes();
    this.network = new MemoryNetwork({
      node: (name) => this.node(name),
      random: (name) => this.random(name),
      trace: this.trace,
      ...(links && { links }),
    });
  }

  /** The current instant, in integer milliseconds since the epoch. */
  get now(): number {
    return this.#pump.now;
  }

  /** SHA-256 over everything that was traced, in hexadecimal. */
  get digest(): string {
    return this.trace.digest;
  }

  /** Whether the world has ended by a failure. Nothing can be done in it any more but to close it. */
  get hasFailed(): boolean {
    return this.#pump.hasFailed;
  }

  /** How many events have run. */
  get eventCount(): number {
    return this.#pump.eventCount;
  }

  /** The instant of the next event; `undefined` if nothing is planned. */
  get nextEventAt(): number | undefined {
    return this.#pump.events.peek()?.at;
  }

  /** The stream of that name. Asking twice gives the same stream, where it is. */
  random(name: string): Random {
    return this.#streams.stream(name);
  }

  /** How often each named stream was drawn from. */
  draws(): Record<string, number> {
    return this.#streams.draws();
  }

  /** The living incarnation of a node. The first to ask makes it; after a crash, its successor. */
  node(name: string): WorldNode {
    let node = this.#nodes.get(name);
    if (!node) {
      node = new WorldNode({
        name,
        host: this.#host,
        ambient: this.random(`${this.#ambientPrefix}${name}`),
        orderSeed: hashText(name, this.#seed),
      });
      if (this.#closed) node.die();
      this.#nodes.set(name, node);
    }
    return node;
  }

  /**
   * Lets code from outside (an HTTP request, a test) do something in the world: `work` runs as an event of the node at the
   * instant of its arrival. The answer comes when nothing is left to do at that instant. Work that waits for a later instant is
   * answered when the world has been run that far. Rejects with what `work` throws, with {@link NodeCrashed} if the node
   * crashes first, and with the world's failure.
   */
  enter<T>(nodeName: string, work: () => T | Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#assertUsable();
      const node = this.node(nodeName);
      const arrival = Math.max(this.now, this.#arrivals?.() ?? this.now);
      const fail = (error: unknown) => this.#answer(visit, () => reject(error));
      const succeed = (value: T) => this.#answer(visit, () => resolve(value));
      const visit: Visit = {
        node,
        crashed: () => fail(new NodeCrashed(`the node "${nodeName}" crashed before it answered`)),
        reject,
        isAnswered: false,
      };
      this.#visits.add(visit);
      // Whom the world wakes for a visitor need not be told of what the visitor plans.
      this.#pump.drive(arrival);
      this.#schedule(node, arrival, () => {
        try {
          const result = work();
          if (result instanceof Promise) result.then(succeed, fail);
          else succeed(result);
        } catch (error) {
          fail(error);
        }
      });
    });
  }

  #answer(visit: Visit, answer: () => void): void {
    if (visit.isAnswered) return;
    visit.isAnswered = true;
    this.#pump.atInstantEnd(() => {
      this.#visits.delete(visit);
      answer();
    });
    this.#pump.drive(this.now);
  }

  #failVisits(error: unknown): void {
    for (const visit of this.#visits) visit.reject(error);
    this.#visits.clear();
  }

  /**
   * Lets code of the world do something outside, in real time (a webhook over HTTP). Until it is done, nobody moves time on
   * with {@link runUntil}, and who has got where he wanted waits there; what enters meanwhile is still served, and a world
   * that follows the wall clock goes on doing so.
   */
  async leave<T>(work: () => Promise<T>): Promise<T> {
    this.#pump.holdBegun();
    try {
      return await runOutside(work);
    } finally {
      this.#pump.holdEnded();
    }
  }

  /** Runs all events up to and at `instant`, which is then the present. An instant in the past only lets the world settle. */
  async runUntil(instant: number): Promise<void> {
    this.#assertUsable();
    await this.#pump.run(Math.max(instant, this.now));
  }

  /** Runs all events up to an instant that the wall clock has reached, whatever code of the world is doing outside. */
  async keepUp(instant: number): Promise<void> {
    this.#assertUsable();
    await this.#pump.keepUp(Math.max(instant, this.now));
  }

  async runFor(milliseconds: number): Promise<void> {
    await this.runUntil(this.now + milliseconds);
  }

  /** Runs event by event until `waiting` is false, which is asked whenever the world is quiet, or for `limitMs`. */
  async runWhile(waiting: () => boolean, limitMs: number): Promise<void> {
    this.#assertUsable();
    await this.#pump.run(this.now + limitMs, () => !waiting());
  }

  /** The same for a world that somebody else runs, a {@link Pacer} for instance: moves no time of its own. */
  async waitWhile(waiting: () => boolean, limitMs: number): Promise<void> {
    this.#assertUsable();
    const deadline = this.now + limitMs;
    // Without an event at the deadline a world that rests would pass it without notice.
    const alarm = this.#schedule(this.node("environment"), deadline, () => {});
    await this.#pump.wait(deadline, () => !waiting() || this.now >= deadline);
    this.#cancel(alarm);
  }

  /**
   * Power off: the node's timers and immediates go, and its links, whose other ends see a reset a millisecond later. What
   * is called in the middle of the node's own code lets that code go on to its end.
   */
  crash(nodeName: string): void {
    const node = this.#nodes.get(nodeName);
    if (!node) return;
    this.trace.note("crash", nodeName);
    this.#nodes.delete(nodeName);
    node.die();
    this.#pump.events.cancelAllOf(node);
    this.#pump.takeHeldBack(node);
    this.network.dropNode(node);
    for (const visit of this.#visits) if (visit.node === node) visit.crashed();
  }

  /** Stops the world of one node: what is to happen in it waits for {@link resume}. A crash ends the pause too. */
  pause(nodeName: string): void {
    this.trace.note("pause", nodeName);
    this.node(nodeName).paused = true;
  }

  /** Lets a paused node go on: what has waited happens now, in a burst and in its order. */
  resume(nodeName: string): void {
    const node = this.node(nodeName);
    if (!node.paused) return;
    this.trace.note("resume", nodeName);
    node.paused = false;
    for (const event of this.#pump.takeHeldBack(node)) {
      event.at = this.now;
      event.key = orderKey(node.orderSeed, event.at);
      event.sequence = this.#sequence++;
      this.#pump.schedule(event);
    }
  }

  /** Ends the world. Nothing of it happens any more, and whoever waits for it is told so. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const node of this.#nodes.values()) node.die();
    this.#pump.events.clear();
    this.network.close();
    this.#pump.fail(new Error("the world is closed"));
  }

  /**
   * For whoever makes the world follow another clock: `arrivals` tells at which instant a visitor from outside arrives,
   * `onRest` is called when the world comes to rest and when something is planned while it rests.
   */
  follow(driver: { readonly arrivals: () => number; readonly onRest: () => void } | undefined): void {
    this.#arrivals = driver?.arrivals;
    this.#pump.onRest = driver?.onRest;
  }

  #assertUsable(): void {
    if (this.#closed) throw new Error("the world is closed");
    this.#pump.assertSound();
  }

  #schedule(node: WorldNode, at: number, callback: () => void): TimerHandle {
    const event: HeapEvent<InsideNode> = {
      at,
      key: orderKey(node.orderSeed, at),
      sequence: this.#sequence++,
      owner: node,
      // A dead incarnation may still set timers while its last code runs out. They never fire.
      callback: node.alive ? callback : undefined,
    };
    if (node.alive) this.#pump.schedule(event);
    return event;
  }

  #cancel(timer: TimerHandle): void {
    this.#pump.cancel(timer as HeapEvent<InsideNode>);
  }

  #hostNodes(): NodeHost {
    const pump = this.#pump;
    return {
      get now() {
        return pump.now;
      },
      startedAt: this.startedAt,
      schedule: (node, at, callback) => this.#schedule(node, at, callback),
      cancel: (timer) => this.#cancel(timer),
      queueImmediate: (node, callback) => pump.queueImmediate(node, callback),
      atInstantEnd: (callback) => pump.atInstantEnd(callback),
      fail: (error) => pump.fail(error),
    };
  }
}

/**
 * Which node comes first when several have something to do at one instant: another order for every seed and instant. It
 * depends on nothing else, so that a node's own events stay in the order in which they were scheduled.
 */
function orderKey(orderSeed: number, at: number): number {
  const low = at | 0;
  const high = Math.floor(at / 2 ** 32);
  return mixBits(orderSeed ^ mixBits(low ^ Math.imul(high, 0x9e3779b9)));
}
