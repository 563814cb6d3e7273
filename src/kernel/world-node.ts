import assert from "node:assert/strict";
import { type InsideNode, runInside, runOutside } from "./inside.ts";
import type { Clock, Random, TimerHandle } from "./ports.ts";

/** What a node needs of its world. */
export interface NodeHost {
  readonly now: number;
  readonly startedAt: number;
  schedule(node: WorldNode, at: number, callback: () => void): TimerHandle;
  cancel(timer: TimerHandle): void;
  queueImmediate(node: WorldNode, callback: () => void): void;
  atInstantEnd(callback: () => void): void;
  fail(error: unknown): void;
}

interface NodeParts {
  readonly name: string;
  readonly host: NodeHost;
  readonly ambient: Random;
  readonly orderSeed: number;
}

/**
 * One incarnation of something that can crash: the service, a hub, the broker, the environment. Code that runs in it, and
 * all that follows from that code, is known to be its own, so that a crash takes exactly its timers and immediates.
 */
export class WorldNode implements InsideNode {
  readonly name: string;
  /** The world's time. Timers set here belong to this incarnation, whoever sets them. */
  readonly clock: Clock;
  readonly ambient: Random;
  readonly worldStartedAt: number;
  /** Decides, with the instant, where the node stands among others that have something to do then. */
  readonly orderSeed: number;
  /** True while the node stands still. Only the world sets it. */
  paused = false;
  readonly #host: NodeHost;
  readonly #crashHandlers: (() => void)[] = [];
  #alive = true;

  constructor({ name, host, ambient, orderSeed }: NodeParts) {
    this.name = name;
    this.#host = host;
    this.ambient = ambient;
    this.orderSeed = orderSeed;
    this.worldStartedAt = host.startedAt;
    this.clock = {
      now: () => host.now,
      setTimeout: (callback, delayMs) => {
        assert(delayMs >= 0 && delayMs < Number.POSITIVE_INFINITY, `a timer cannot wait ${delayMs} ms`);
        // Rounded up, so that nothing happens before its time.
        return host.schedule(this, host.now + Math.ceil(delayMs), callback);
      },
      clearTimeout: (timer) => {
        if (timer) host.cancel(timer);
      },
    };
  }

  /** False after a crash. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Runs `work` now, as code of this node. */
  run<T>(work: () => T): T {
    assert(this.#alive, `the node "${this.name}" has crashed: ask the world for its next incarnation`);
    return runInside(this, work);
  }

  /** Calls `handler` when this incarnation crashes, from outside: for what it holds outside the world, such as sockets. */
  onCrash(handler: () => void): void {
    this.#crashHandlers.push(handler);
  }

  queueImmediate(callback: () => void): void {
    this.#host.queueImmediate(this, callback);
  }

  /** Calls back, as code of this node, when nothing is left to do at the instant that is then the present. */
  atInstantEnd(callback: () => void): void {
    this.#host.atInstantEnd(() => {
      if (!this.#alive) return;
      try {
        runInside(this, callback);
      } catch (error) {
        this.fail(error);
      }
    });
  }

  /** Errors of a node that has crashed are of no more consequence than anything else it does. */
  fail(error: unknown): void {
    if (this.#alive) this.#host.fail(error);
  }

  /** Only the world calls this. */
  die(): void {
    this.#alive = false;
    for (const handler of this.#crashHandlers) runOutside(handler);
  }
}
