import {
  type Behaviour,
  type DoorMove,
  KeypadMemory,
  type LockPorts,
  parseOptions,
  requireEntry,
  requireLength,
  requireRoom,
  settledBy,
  VendorLock,
  type Verdict,
  wordsFor,
} from "lockstep/driver-kit";
import { z } from "zod";
import type { AcmeCommand, AcmeReply, AcmeState } from "./wire.ts";

/** The lock's own numbers. A driver and its simulated lock share the wire and nothing else. */
const firmware = { capacity: 10, lengthMin: 4, lengthMax: 6, wrongCodesMax: 5, lockOutMs: 60_000 };
const lengths = [4, 5, 6];
const answers = { minMs: 100, maxMs: 2_000 };

/** What moves the bolt, in the lock's own words. */
const movers = { keypad: "keypad", manual: "hand", remote: "command" } as const;

/** What a fleet may say about one lock. */
const Options = z.strictObject({ capacity: z.int().min(1).default(firmware.capacity) });

const Memory = z.strictObject({ keypad: KeypadMemory });

const conditions = ["lock.asleep"] as const;
type Condition = (typeof conditions)[number];

type Why = Extract<AcmeReply, { type: "denied" }>["why"];
type Rule = Behaviour<AcmeCommand, AcmeLock>;

const done: AcmeReply = { type: "done" };
const denied = (why: Why): AcmeReply => ({ type: "denied", why });
const deny = (why: Why): Verdict => ({ reply: denied(why) });
const whys: readonly Why[] = ["full", "twice", "length", "asleep"];

const asleep: Rule = (_, lock) => (lock.isIn("lock.asleep") ? deny("asleep") : undefined);

const put: Rule = (command, { keypad, wrote }) => {
  if (command.type !== "put") return undefined;
  const { place: slot, digits: pin, label: name } = command;
  if (!lengths.includes(pin.length)) return deny("length");
  if (keypad.holderOf(pin, slot)) return deny("twice");
  if (keypad.isFull && !keypad.read(slot)) return deny("full");
  return {
    reply: done,
    effect: () => {
      keypad.write({ slot, pin, name, window: null });
      wrote(slot);
    },
  };
};

const erase: Rule = (command, { keypad, wrote }) =>
  command.type === "erase"
    ? {
        reply: done,
        effect: () => {
          keypad.clear(command.place);
          wrote(command.place);
        },
      }
    : undefined;

const list: Rule = (command, { keypad }) =>
  command.type === "list"
    ? {
        reply: {
          type: "entries",
          entries: keypad.codes.map(({ slot, pin, name }) => ({ place: slot, digits: pin, label: name })),
        } satisfies AcmeReply,
      }
    : undefined;

const bolt: Rule = (command, { keypad }) =>
  command.type === "bolt"
    ? { reply: done, effect: () => keypad.moveDoor(command.thrown, "remote") }
    : undefined;

const rules: readonly Rule[] = [asleep, put, erase, list, bolt];

export class AcmeLock extends VendorLock<AcmeCommand, Condition> {
  override readonly refusals = new Map(wordsFor(whys, denied));

  constructor(ports: LockPorts) {
    const { capacity } = parseOptions(Options, ports.setting.options);
    const memory = Memory.optional().parse(ports.loadMemory());
    super(ports, "acme", conditions, { firmware: { ...firmware, capacity }, memory: memory?.keypad });
  }

  /** Tells the service that an entry of the table is another than before. */
  readonly wrote = (place: number): void => this.ports.publishEvent({ type: "tableChanged", place });

  override receive(command: AcmeCommand, decide: (judge: () => Verdict) => void): void {
    this.ports.pacer.after(answers, () => decide(() => settledBy(rules, command, this)));
  }

  override state(): AcmeState {
    return { type: "status", thrown: this.keypad.locked, battery: this.keypad.battery };
  }

  /** Nobody but the lock keeps its table. */
  override reportLoss(): void {}

  slotOf(command: AcmeCommand): number | undefined {
    return "place" in command ? command.place : undefined;
  }

  protected override get isReachable(): boolean {
    return true;
  }

  protected override cloudView(): unknown {
    return null;
  }

  protected override memory(): z.input<typeof Memory> {
    return { keypad: this.keypad.memory() };
  }

  protected override conditionChanged(): void {
    this.ports.publishState();
  }

  protected override doorMoved({ locked, method, slot }: DoorMove): void {
    this.ports.publishState();
    this.ports.publishEvent({
      type: "moved",
      thrown: locked,
      by: movers[method],
      ...(slot !== undefined && { place: slot }),
    });
  }

  protected override addByHand(pin: string, name = "Guest"): void {
    requireLength(lengths, "code", pin);
    this.#writeByHand(requireRoom(this.keypad), pin, name);
  }

  protected override changeByHand(pin: string, newPin: string): void {
    requireLength(lengths, "new_code", newPin);
    const { slot, name } = requireEntry(this.keypad, pin);
    this.#writeByHand(slot, newPin, name);
  }

  protected override removeByHand(pin: string): void {
    const { slot } = requireEntry(this.keypad, pin);
    this.keypad.clear(slot);
    this.wrote(slot);
  }

  #writeByHand(slot: number, pin: string, name: string): void {
    this.keypad.write({ slot, pin, name, window: null });
    this.wrote(slot);
  }
}
