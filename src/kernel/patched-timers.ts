import timersPromises from "node:timers/promises";
import { currentNode, type InsideNode } from "./inside.ts";
import type { TimerHandle } from "./ports.ts";
import { realGlobals } from "./real-globals.ts";

type Callback = (...args: unknown[]) => void;

/** Node fires a timer of more than this after one millisecond (lib/internal/timers.js, `TIMEOUT_MAX`). */
const delayMsMax = 2 ** 31 - 1;

/** Timers that were turned into numbers (`+timer`), which is how some libraries keep them. */
const timersByNumber = new Map<number, WorldTimer>();
let lastNumber = 0;

/** What `setTimeout` and `setInterval` return inside a world: Node's `Timeout`, on the world's clock. */
class WorldTimer {
  readonly #node: InsideNode;
  readonly #callback: Callback;
  readonly #args: unknown[];
  readonly #delayMs: number;
  readonly #repeats: boolean;
  #armed: TimerHandle | undefined;
  #number: number | undefined;

  constructor(
    node: InsideNode,
    callback: Callback,
    delay: unknown,
    args: unknown[],
    { repeats }: { repeats: boolean },
  ) {
    this.#node = node;
    this.#callback = callback;
    this.#args = args;
    const delayMs = Math.trunc(Number(delay));
    this.#delayMs = delayMs >= 1 && delayMs <= delayMsMax ? delayMs : 1;
    this.#repeats = repeats;
    this.#arm();
  }

  #arm(): void {
    this.#armed = this.#node.clock.setTimeout(() => {
      if (this.#repeats) this.#arm();
      else this.#forget();
      this.#callback(...this.#args);
    }, this.#delayMs);
  }

  #forget(): void {
    this.#armed = undefined;
    if (this.#number !== undefined) timersByNumber.delete(this.#number);
  }

  close(): this {
    this.#node.clock.clearTimeout(this.#armed);
    this.#forget();
    return this;
  }

  refresh(): this {
    this.#node.clock.clearTimeout(this.#armed);
    this.#arm();
    return this;
  }

  /** A world's timers never keep the process alive, so there is nothing to hold or to let go. */
  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return false;
  }

  [Symbol.toPrimitive](): number {
    // Negative, so that it is not taken for one of Node's own.
    this.#number ??= --lastNumber;
    if (this.#armed) timersByNumber.set(this.#number, this);
    return this.#number;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** What `setImmediate` returns inside a world. The pump runs it, in a real turn of its own. */
class WorldImmediate {
  #cancelled = false;

  constructor(node: InsideNode, callback: Callback, args: unknown[]) {
    node.queueImmediate(() => {
      if (!this.#cancelled) callback(...args);
    });
  }

  cancel(): void {
    this.#cancelled = true;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return false;
  }

  [Symbol.dispose](): void {
    this.cancel();
  }
}

function assertCallable(callback: unknown): asserts callback is Callback {
  if (typeof callback === "function") return;
  throw Object.assign(new TypeError('The "callback" argument must be of type function.'), {
    code: "ERR_INVALID_ARG_TYPE",
  });
}

const setWith =
  (real: typeof setTimeout | typeof setInterval, repeats: boolean) =>
  (callback: unknown, delay?: unknown, ...args: unknown[]): unknown => {
    const node = currentNode();
    if (!node) return Reflect.apply(real, globalThis, [callback, delay, ...args]);
    assertCallable(callback);
    return new WorldTimer(node, callback, delay, args, { repeats });
  };

const clearWith =
  (real: typeof clearTimeout) =>
  (timer?: unknown): void => {
    if (timer instanceof WorldTimer) timer.close();
    else if (Number(timer) < 0) timersByNumber.get(Number(timer))?.close();
    else real(timer as NodeJS.Timeout);
  };

function setImmediateInside(callback: unknown, ...args: unknown[]): unknown {
  const node = currentNode();
  if (!node) return Reflect.apply(realGlobals.setImmediate, globalThis, [callback, ...args]);
  assertCallable(callback);
  return new WorldImmediate(node, callback, args);
}

function clearImmediateInside(immediate?: unknown): void {
  if (immediate instanceof WorldImmediate) immediate.cancel();
  else realGlobals.clearImmediate(immediate as NodeJS.Immediate);
}

/** The global timer functions, and those of `node:timers`. Who stands outside gets the real ones. */
export const patchedTimers = {
  setTimeout: setWith(realGlobals.setTimeout, false),
  setInterval: setWith(realGlobals.setInterval, true),
  setImmediate: setImmediateInside,
  clearTimeout: clearWith(realGlobals.clearTimeout),
  clearInterval: clearWith(realGlobals.clearInterval),
  clearImmediate: clearImmediateInside,
};

interface PromiseOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A promise that `start` settles later and that an abort signal breaks off, as in `node:timers/promises`. */
function abortable<T>(signal: AbortSignal | undefined, start: (settle: () => void) => () => void, value: T) {
  return new Promise<T>((resolve, reject) => {
    const abortError = () =>
      Object.assign(new Error("The operation was aborted", { cause: signal?.reason }), {
        name: "AbortError",
        code: "ABORT_ERR",
      });
    if (signal?.aborted) {
      reject(abortError());
      return;
    }
    const cancel = start(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve(value);
    });
    const onAbort = () => {
      cancel();
      reject(abortError());
    };
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

const real = { ...timersPromises };

function sleep<T>(delay?: number, value?: T, options: PromiseOptions = {}): Promise<T> {
  const node = currentNode();
  if (!node) return real.setTimeout(delay, value, options) as Promise<T>;
  const start = (settle: () => void) => {
    const timer = new WorldTimer(node, settle, delay, [], { repeats: false });
    return () => void timer.close();
  };
  return abortable(options.signal, start, value as T);
}

function nextTurn<T>(value?: T, options: PromiseOptions = {}): Promise<T> {
  const node = currentNode();
  if (!node) return real.setImmediate(value, options) as Promise<T>;
  const start = (settle: () => void) => {
    const immediate = new WorldImmediate(node, settle, []);
    return () => immediate.cancel();
  };
  return abortable(options.signal, start, value as T);
}

async function* ticks<T>(delay?: number, value?: T, options: PromiseOptions = {}): AsyncGenerator<T> {
  for (;;) yield await sleep(delay, value as T, options);
}

/** The functions of `node:timers/promises`. */
export const patchedTimersPromises = {
  setTimeout: sleep,
  setImmediate: nextTurn,
  setInterval: <T>(delay?: number, value?: T, options?: PromiseOptions): AsyncIterable<T> =>
    currentNode()
      ? ticks(delay, value, options)
      : (real.setInterval(delay, value, options) as AsyncIterable<T>),
  scheduler: {
    wait: (delay: number, options?: PromiseOptions): Promise<void> => sleep(delay, undefined, options),
    yield: (): Promise<void> => nextTurn<void>(),
  },
};
