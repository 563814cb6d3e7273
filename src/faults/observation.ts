import type { ConnectFault, DeliveryFault, PublishFault, SubscribeFault } from "../broker/broker-faults.ts";
import { invalidInput } from "../lock/errors.ts";
import type { CommandFault, FrameFault, PushFault, WriteFault } from "../simulator/fault-point.ts";
import { fits } from "./fields.ts";

/**
 * Something that happens in a lab and that a fault may act on, or wait for. Which of the facts it has depends on what it
 * is.
 */
export interface Seen {
  readonly vendor?: string | undefined;
  readonly gateway?: string | undefined;
  readonly deviceId?: string | undefined;
  /** A command's name, as the vendor's wire has it. */
  readonly command?: string | undefined;
  readonly slot?: number | undefined;
  /** What was done to a slot. */
  readonly change?: "write" | "clear" | undefined;
  /** An event's name: the vendor's on a `push`, Seam's on an `event`. */
  readonly event?: string | undefined;
  readonly topic?: string | undefined;
  /** Who published a message, or is to get it. */
  readonly clientId?: string | undefined;
  /** The path of a request. */
  readonly path?: string | undefined;
  /** A named point of the service's code. */
  readonly point?: string | undefined;
  readonly direction?: "toLock" | "fromLock" | undefined;
}

export type CommitFault =
  /** It does not become durable, with an error of this code, and the service dies of it. */
  | { readonly type: "fail"; readonly code: "ENOSPC" | "EIO"; readonly downForMs: number }
  /** It becomes durable, and the service stands still for so many milliseconds. */
  | { readonly type: "stall"; readonly forMs: number };

/** What each kind of observation may be answered with. */
export interface Verdicts {
  /** A lock's gateway has got a command. */
  readonly command: CommandFault;
  /** A frame is on its way between a hub and a lock. */
  readonly frame: FrameFault;
  /** A keypad's table is about to change. */
  readonly write: WriteFault;
  /** A lock's event is on its way to the service. */
  readonly push: PushFault;
  /** The broker has taken a message. */
  readonly message: PublishFault;
  /** The broker hands a message to a subscriber. */
  readonly delivery: DeliveryFault;
  /** A client wants to connect to the broker. */
  readonly connect: ConnectFault;
  /** A client wants to subscribe. */
  readonly subscribe: SubscribeFault;
  /** The service's store is about to make a unit of work durable. */
  readonly commit: CommitFault;
  /** The service has come to a named point of its code. */
  readonly point: { readonly type: "crash"; readonly downForMs: number };
}

export type Watchable = keyof Verdicts;

/** What `when.after.event` can name beside Seam's event types. */
export const triggerEvents = {
  command: "a lock's gateway has got a command",
  write: "a keypad's table changes",
  push: "a lock sends an event",
  message: "the broker has taken a message",
  connect: "a client connects to the broker",
  request: "the API is asked",
  point: "the service comes to a named point of its code",
} as const;

export type TriggerEvent = keyof typeof triggerEvents;

/** What can be asked of an observation, by what is observed. `event` stands for one of Seam's. */
export const matchFields = {
  command: ["command", "slot"],
  frame: [],
  write: ["slot", "change"],
  push: ["event"],
  message: ["topic"],
  delivery: ["topic"],
  connect: [],
  subscribe: [],
  commit: [],
  point: ["point"],
  request: ["path"],
  event: [],
} as const satisfies Record<string, readonly MatchField[]>;

/** Which further fields a trigger may ask for: a fault itself has its target for that. */
export const originFields = {
  command: ["lock", "hub", "vendor"],
  write: ["lock", "hub", "vendor"],
  push: ["lock", "hub", "vendor"],
  message: ["client"],
  connect: ["client"],
  request: [],
  point: [],
  event: ["lock"],
} as const satisfies Record<TriggerEvent | "event", readonly MatchField[]>;

const readers = {
  command: ({ command }: Seen) => command,
  slot: ({ slot }: Seen) => slot,
  change: ({ change }: Seen) => change,
  event: ({ event }: Seen) => event,
  topic: ({ topic }: Seen) => topic,
  path: ({ path }: Seen) => path,
  point: ({ point }: Seen) => point,
  client: ({ clientId }: Seen) => clientId,
  hub: ({ gateway }: Seen) => gateway,
  vendor: ({ vendor }: Seen) => vendor,
  lock: ({ deviceId }: Seen) => deviceId,
} as const;

export type MatchField = keyof typeof readers;

export const allMatchFields = Object.keys(readers) as MatchField[];

/** A field as a script writes it: a text in which `*` stands for any run of characters, a slot, or a list of either. */
export type WrittenMatch = string | number | readonly (string | number)[];

export type Match = (seen: Seen) => boolean;

/**
 * Makes the test that `written` describes. `names` translates what a lock may be called into its device id. Throws a
 * RequestError (`invalid_input`) for a field that what is observed does not have.
 */
export function parseMatch(
  path: string,
  written: Readonly<Partial<Record<MatchField, WrittenMatch>>>,
  allowed: readonly MatchField[],
  deviceIds: (pattern: string) => readonly string[],
): Match {
  const tests = Object.entries(written).map(([name, value]) => {
    const field = allowed.find((candidate) => candidate === name);
    if (!field) {
      const existing = allowed.join(", ") || "nothing";
      throw invalidInput(`${path}.${name}`, `cannot be matched here: there is ${existing} to match`);
    }
    const options = (Array.isArray(value) ? value : [value]) as readonly (string | number)[];
    const accepts = options.map((option) =>
      field === "slot" ? slotTest(`${path}.slot`, option) : textTest(field, option, deviceIds),
    );
    return (seen: Seen) => {
      const found = readers[field](seen);
      return found !== undefined && accepts.some((accept) => accept(found));
    };
  });
  return (seen) => tests.every((test) => test(seen));
}

function textTest(
  field: MatchField,
  option: string | number,
  deviceIds: (pattern: string) => readonly string[],
) {
  const pattern = String(option);
  if (field !== "lock") return (found: string | number) => fits(pattern, String(found));
  const ids = new Set(deviceIds(pattern));
  return (found: string | number) => ids.has(String(found));
}

/** `3`, `"3"` or `"3-7"`, both ends included. */
function slotTest(field: string, option: string | number) {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(String(option)) ?? [];
  if (first === undefined) throw invalidInput(field, 'must be a slot such as 3 or a range such as "3-7"');
  const [from, to] = [Number(first), Number(last)];
  return (found: string | number) => Number(found) >= from && Number(found) <= to;
}
