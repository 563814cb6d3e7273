import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock, Random } from "./ports.ts";

/** What the patched globals ask of the node in whose code they are called. */
export interface InsideNode {
  readonly name: string;
  /** False after a crash: nothing of the node happens any more. */
  readonly alive: boolean;
  /** True while the node stands still: what is to happen in it waits. */
  readonly paused: boolean;
  readonly clock: Clock;
  /** The instant at which the node's world began: what `performance.now()` counts from. */
  readonly worldStartedAt: number;
  /** What third-party code draws from. */
  readonly ambient: Random;
  /** Calls back in a turn of the event loop to come, in the order of asking, before the world's next event. */
  queueImmediate(callback: () => void): void;
  /** Makes an error the world's failure. */
  fail(error: unknown): void;
}

/**
 * Kept on the global object, because a process can hold two copies of this module (a test runner that reloads modules,
 * `dist` beside `src`), and what has captured the patched globals of one must recognise the worlds of the other.
 */
const sharedKey = Symbol.for("lockstep.kernel.inside");
const shared = globalThis as { [sharedKey]?: AsyncLocalStorage<InsideNode | undefined> };
shared[sharedKey] ??= new AsyncLocalStorage<InsideNode | undefined>();
const storage = shared[sharedKey];

/** The node whose code is running, however many promises and callbacks ago it was entered; `undefined` outside worlds. */
export const currentNode = (): InsideNode | undefined => storage.getStore();

type Entrance = <T>(work: () => T) => T;

/** The way into each node. Making one anew for every event would copy the whole context each time. */
const entrances = new WeakMap<InsideNode, Entrance>();

/** Runs `work`, and all that follows from it, as code of the node. */
export function runInside<T>(node: InsideNode, work: () => T): T {
  let enter = entrances.get(node);
  if (!enter) {
    enter = storage.run(node, () => AsyncLocalStorage.snapshot()) as Entrance;
    entrances.set(node, enter);
  }
  return enter(work);
}

/** Runs `work`, and all that follows from it, as code that stands outside all worlds and lives in real time. */
export const runOutside = <T>(work: () => T): T => storage.run(undefined, work);
