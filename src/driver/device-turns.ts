import type { Clock } from "../kernel/ports.ts";
import type { CommandInFlight } from "./command-in-flight.ts";
import type { DeviceState } from "./device-state.ts";
import type { Lane, LaneUser } from "./lane.ts";
import type { Job } from "./own-reads.ts";
import { SlotActor } from "./slot-actor.ts";
import type { TurnPurpose } from "./slot-setup.ts";
import { TurnQueue } from "./turn-queue.ts";

/** Who sends commands: the machine of an entry, or the session for its own sake. */
export type Holder = SlotActor | Job;

export interface DeviceTurnsParts {
  readonly state: DeviceState;
  readonly clock: Clock;
  readonly command: CommandInFlight<Holder>;
  /** Where the gateway carries one command at a time. */
  readonly lane: Lane | undefined;
  readonly mayWrite: () => boolean;
  /** Somebody waits to write. */
  readonly writersWait: () => void;
}

/** How long a lock that has said that it is busy is left alone, in milliseconds. Our choice: 720 commands an hour at the most. */
const busyPauseMs = 5_000;

/** Whose turn it is to send a command to the device: one after another, and nobody while something else is going on. */
export class DeviceTurns implements LaneUser {
  readonly #parts: DeviceTurnsParts;
  readonly #queue = new TurnQueue<Holder>();
  /** Nothing is sent before this instant: the lock has said that it is busy. */
  #quietUntil = Number.NEGATIVE_INFINITY;
  #actsUnderWay = 0;

  constructor(parts: DeviceTurnsParts) {
    this.#parts = parts;
  }

  ask(holder: Holder, purpose: TurnPurpose | "door"): void {
    this.#queue.ask(holder, purpose);
  }

  withdraw(holder: Holder): void {
    this.#queue.withdraw(holder);
  }

  /** Those that wait to write. */
  get writers(): readonly Holder[] {
    return this.#queue.writers;
  }

  /**
   * Everything that happens to the session happens in here. Turns are given away when the outermost act is over: a
   * machine that is being told something could not take one in the middle of it.
   */
  act<T>(work: () => T): T {
    const result = this.#inside(work);
    if (this.#actsUnderWay === 0) this.#dispatch();
    return result;
  }

  /** A busy lock is left alone by all that wait for it: asked by one code after another it would be busy with that. */
  leaveAlone(): void {
    const { clock } = this.#parts;
    this.#quietUntil = clock.now() + busyPauseMs;
    clock.setTimeout(() => this.act(() => {}), busyPauseMs);
  }

  laneFreed(): void {
    if (this.#actsUnderWay === 0) this.#dispatch();
  }

  #inside<T>(work: () => T): T {
    this.#actsUnderWay++;
    try {
      return work();
    } finally {
      this.#actsUnderWay--;
    }
  }

  /** Gives turns away until one has led to a command in flight. */
  #dispatch(): void {
    const { command, lane, mayWrite, writersWait } = this.#parts;
    if (this.#queue.writers.length > 0) writersWait();
    while (this.#maySend && this.#queue.hasNext(mayWrite)) {
      if (lane?.take(this) === false) return;
      const holder = this.#queue.next(mayWrite);
      if (!holder) break;
      this.#inside(() => {
        if (holder instanceof SlotActor) holder.send({ type: "turn.granted" });
        else command.send(holder.operation, holder);
      });
    }
    if (!command.isUnderWay) lane?.leave(this);
  }

  get #maySend(): boolean {
    const { state, command, clock } = this.#parts;
    return state.isReady && !command.isUnderWay && clock.now() >= this.#quietUntil;
  }
}
