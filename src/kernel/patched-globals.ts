/**
 * Replaces the globals through which third-party code (aedes, mqtt.js, XState, luxon) learns the time, waits and draws:
 * inside a world they are the world's, outside they are what they were. Import this before such code, because some of it
 * keeps what it finds when it is loaded.
 *
 * `process.nextTick`, `queueMicrotask` and promises stay as they are: before each turn of the pump Node has emptied them.
 */
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { promisify } from "node:util";
import { currentNode } from "./inside.ts";
import { patchedDate } from "./patched-date.ts";
import { patchedRandom } from "./patched-random.ts";
import { patchedTimers, patchedTimersPromises } from "./patched-timers.ts";
import { realGlobals } from "./real-globals.ts";

/** The process is patched once, however many copies of this module it holds. */
const patchedKey = Symbol.for("lockstep.kernel.patched");

function patchGlobals(): void {
  const { setTimeout, setImmediate, ...otherTimers } = patchedTimers;
  const withPromisify = {
    setTimeout: Object.assign(setTimeout, { [promisify.custom]: patchedTimersPromises.setTimeout }),
    setImmediate: Object.assign(setImmediate, { [promisify.custom]: patchedTimersPromises.setImmediate }),
    ...otherTimers,
  };
  Object.assign(globalThis, withPromisify, { Date: patchedDate });
  Object.assign(timers, withPromisify);
  Object.assign(timersPromises, patchedTimersPromises);

  Math.random = patchedRandom.mathRandom;
  const { randomUUID, randomBytes, randomInt, getRandomValues } = patchedRandom;
  Object.assign(crypto, { randomUUID, randomBytes, randomInt });
  // The module's own `getRandomValues` is a getter that reads this one.
  Object.defineProperty(crypto.webcrypto, "getRandomValues", { value: getRandomValues, configurable: true });
  Object.defineProperty(crypto.webcrypto, "randomUUID", { value: randomUUID, configurable: true });

  Object.defineProperty(performance, "now", {
    value: () => {
      const node = currentNode();
      return node ? node.clock.now() - node.worldStartedAt : realGlobals.monotonicMs();
    },
    configurable: true,
    writable: true,
  });

  // Named imports of built-in modules (`import { randomUUID } from "node:crypto"`) see the patches from here on.
  syncBuiltinESMExports();
  routeErrors();
}

/**
 * An error that nobody catches inside a world is the world's failure, not the process's end. Node announces both kinds by
 * `process.emit`, with the context in which they arose; a listener would come too late, since it cannot keep others
 * (a test runner's, or none at all) from acting on them.
 */
function routeErrors(): void {
  const emit = process.emit;
  const route = function (this: NodeJS.Process, ...args: [event: string, ...unknown[]]): boolean {
    const [event, error] = args;
    if (event === "uncaughtException" || event === "unhandledRejection") {
      const node = currentNode();
      if (node) {
        node.fail(error);
        return true;
      }
    }
    return Reflect.apply(emit, this, args);
  };
  process.emit = route as typeof process.emit;
}

const marked = globalThis as { [patchedKey]?: true };
if (!marked[patchedKey]) {
  marked[patchedKey] = true;
  patchGlobals();
}
