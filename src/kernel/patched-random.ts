import crypto from "node:crypto";
import { currentNode } from "./inside.ts";
import { uuidFrom } from "./random.ts";

const real = {
  mathRandom: Math.random,
  randomUUID: crypto.randomUUID,
  randomBytes: crypto.randomBytes,
  randomInt: crypto.randomInt,
  getRandomValues: crypto.webcrypto.getRandomValues.bind(crypto.webcrypto),
};

type BytesCallback = (error: Error | null, bytes: Buffer) => void;
type IntCallback = (error: Error | undefined, value: number) => void;

function randomBytes(size: number, callback?: BytesCallback): Buffer | undefined {
  const node = currentNode();
  if (!node) return callback ? void real.randomBytes(size, callback) : real.randomBytes(size);
  const bytes = Buffer.from(node.ambient.bytes(size));
  if (!callback) return bytes;
  process.nextTick(callback, null, bytes);
  return undefined;
}

function randomInt(...args: unknown[]): number | undefined {
  const node = currentNode();
  if (!node) return Reflect.apply(real.randomInt, crypto, args);
  const bounds = args.filter((argument) => typeof argument === "number");
  const callback = args.find((argument): argument is IntCallback => typeof argument === "function");
  const [min, max] = bounds.length > 1 ? bounds : [0, bounds[0]];
  const value = node.ambient.int(min ?? 0, (max ?? 0) - 1);
  if (!callback) return value;
  process.nextTick(callback, undefined, value);
  return undefined;
}

function getRandomValues<T extends NodeJS.ArrayBufferView>(target: T): T {
  const node = currentNode();
  if (!node) return real.getRandomValues(target as never);
  const view = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
  view.set(node.ambient.bytes(target.byteLength));
  return target;
}

/** `Math.random` and the drawing functions of `node:crypto`: inside a world they draw from the node's ambient stream. */
export const patchedRandom = {
  mathRandom: (): number => currentNode()?.ambient.float() ?? real.mathRandom(),
  randomUUID: (options?: Parameters<typeof crypto.randomUUID>[0]) => {
    const node = currentNode();
    return node ? uuidFrom(node.ambient) : real.randomUUID(options);
  },
  randomBytes,
  randomInt,
  getRandomValues,
};
