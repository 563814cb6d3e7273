import type { EventObject } from "../access-codes/seam-objects.ts";
import type { Fault } from "../faults/fault.ts";
import type { FaultWatch } from "../faults/fault-watch.ts";
import type { Clock, TimerHandle } from "../kernel/ports.ts";
import type { ExternalEdit } from "../lock/door.ts";
import type { StoredCode } from "../simulator/keypad-lock.ts";
import { type AfflictedDoor, Afflictions } from "./afflictions.ts";
import { hourMs } from "./bounds.ts";
import { DoorLedger } from "./door-ledger.ts";
import { DoorSight, type WatchedDoor } from "./door-sight.ts";
import type { Invariant } from "./invariant.ts";
import { keepLedger } from "./keep-ledger.ts";

export interface OraclesParts {
  readonly invariants: readonly Invariant[];
  readonly doors: readonly WatchedDoor[];
  /** Of a node that never crashes and does nothing else. */
  readonly clock: Clock;
  /** Calls back when what happens at the present instant is done. */
  readonly atInstantEnd: (look: () => void) => void;
  /** A promise is broken at this door. */
  readonly broken: (invariant: Invariant, words: string, deviceId: string) => void;
}

interface Watch {
  readonly door: WatchedDoor;
  readonly ledger: DoorLedger;
  timer: TimerHandle | undefined;
  timerAt: number;
  /** It is looked at when what happens at this instant is done. */
  isDue: boolean;
  /** What the keypad held when its memory last changed. */
  codes: readonly StoredCode[];
  isBeingEdited: boolean;
}

/**
 * Watches every door of a lab, always. It is told when something about a door has changed, looks when everything that
 * belongs to the change is done, and again when a bound runs out; it asks and never touches. Where nothing happens it costs
 * nothing.
 */
export class Oracles implements FaultWatch {
  readonly #parts: OraclesParts;
  readonly #afflictions: Afflictions;
  readonly #watches: ReadonlyMap<string, Watch>;
  /** Doors that something else than the lab speaks for. */
  readonly #exempt = new Set<string>();
  #isStopped = false;

  constructor(parts: OraclesParts) {
    this.#parts = parts;
    this.#afflictions = new Afflictions(parts.doors, parts.clock.now());
    this.#watches = new Map(
      parts.doors.map((door) => [
        door.deviceId,
        {
          door,
          ledger: new DoorLedger(),
          timer: undefined,
          timerAt: Number.POSITIVE_INFINITY,
          isDue: false,
          codes: door.keypad.codes,
          isBeingEdited: false,
        },
      ]),
    );
    for (const watch of this.#watches.values()) this.#lookSoon(watch);
  }

  /** Something about the door has changed: it is looked at when what happens at this instant is done. */
  changed(deviceId: string): void {
    const watch = this.#watches.get(deviceId);
    if (watch) this.#lookSoon(watch);
  }

  /** The lock, or whoever speaks for it, has put something into its memory: mostly what says nothing of the keypad. */
  memoryChanged(deviceId: string): void {
    const watch = this.#watches.get(deviceId);
    if (!watch) return;
    const before = watch.codes;
    watch.codes = watch.door.keypad.codes;
    if (watch.codes === before) return;
    if (!watch.isBeingEdited) watch.ledger.lostAtOnce += Math.max(0, before.length - watch.codes.length - 1);
    this.changed(deviceId);
  }

  /** Somebody else than the service writes to the door while `work` runs. */
  edited<T>(deviceId: string, edit: ExternalEdit, work: () => T): T {
    const watch = this.#watches.get(deviceId);
    if (!watch) return work();
    watch.isBeingEdited = true;
    try {
      const result = work();
      this.#noteEdit(watch, edit);
      return result;
    } finally {
      watch.isBeingEdited = false;
      this.changed(deviceId);
    }
  }

  /** The lab does not know the truth at this door any more: somebody else answers for it. */
  exempt(deviceId: string): void {
    this.#exempt.add(deviceId);
  }

  /** An event of Seam's is durable. */
  told(event: EventObject): void {
    const { device_id: deviceId } = event;
    const watch = typeof deviceId === "string" && this.#watches.get(deviceId);
    if (!watch) return;
    const now = this.#parts.clock.now();
    if (event.event_type === "device.deleted") watch.ledger.leaveAll(now);
    if (event.event_type === "access_code.unmanaged.created")
      watch.ledger.leave(event["access_code_id"], now);
    this.#judge(watch, (invariant, sight) => invariant.ofEvent?.(event, sight));
  }

  /** The service's data were taken back to what they were: what was said since then is unsaid. */
  takenBack(): void {
    for (const { door, ledger } of this.#watches.values()) {
      ledger.forgetEvents();
      ledger.wasTakenBack = true;
      ledger.wasEverTakenBack = true;
      this.changed(door.deviceId);
    }
  }

  /** The broker has taken a command of the service's. One that is sent a second time is still the same. */
  sent(deviceId: string, id: string): void {
    const watch = this.#watches.get(deviceId);
    if (!watch || watch.ledger.unanswered?.id === id) return;
    const now = this.#parts.clock.now();
    const { unanswered } = watch.ledger;
    const command = { id, unanswered, inLastHour: watch.ledger.noteSent(now, hourMs) };
    watch.ledger.unanswered = { id, sentAt: now };
    this.#judge(watch, (invariant, sight) => invariant.ofCommand?.(command, sight));
  }

  /** The broker has taken the answer to a command. */
  answered(deviceId: string, id: string): void {
    const ledger = this.#watches.get(deviceId)?.ledger;
    if (ledger?.unanswered?.id === id) ledger.unanswered = undefined;
  }

  /** Whatever the service had under way, it knows nothing of it any more. */
  serviceDied(): void {
    for (const { ledger } of this.#watches.values()) ledger.unanswered = undefined;
  }

  /** The broker retains a message of the lock. */
  retained(deviceId: string, payload: string): void {
    const watch = this.#watches.get(deviceId);
    if (watch) this.#judge(watch, (invariant, sight) => invariant.ofRetained?.(payload, sight));
  }

  faultBegan(fault: Fault): void {
    this.#lookAtAll(this.#afflictions.began(fault, this.#parts.clock.now()));
  }

  faultEnded(fault: Fault): void {
    this.#lookAtAll(this.#afflictions.ended(fault, this.#parts.clock.now()));
  }

  faultActed(fault: Fault): void {
    this.#lookAtAll(this.#afflictions.acted(fault, this.#parts.clock.now()));
  }

  /** Looks no more. */
  stop(): void {
    this.#isStopped = true;
  }

  #lookAtAll(doors: readonly AfflictedDoor[]): void {
    for (const { deviceId } of doors) this.changed(deviceId);
  }

  #noteEdit({ door, ledger }: Watch, edit: ExternalEdit): void {
    const { deviceId } = door;
    const now = this.#parts.clock.now();
    const { isLying } = this.#afflictions.of(deviceId, now);
    const isOurs = ledger.claims.has(edit.code);
    const isStillThere = door.keypad.codes.some(({ pin }) => pin === edit.code);
    switch (edit.action) {
      case "add_code":
        // Our own PIN, or any PIN where nobody knows what stands in the table: it may pass for ours.
        ledger.addOther(edit.code, now, isOurs || isLying, true);
        return;
      case "change_code": {
        const isDisputed = ledger.others.get(edit.code)?.isDisputed ?? true;
        ledger.takeOther(edit.code, isStillThere);
        ledger.addOther(edit.newCode, now, isDisputed || isLying, true);
        break;
      }
      case "remove_code":
        ledger.takeOther(edit.code, isStillThere);
    }
    if (isOurs) this.#afflictions.tampered(deviceId, now);
  }

  #lookSoon(watch: Watch): void {
    if (this.#isStopped || watch.isDue) return;
    watch.isDue = true;
    this.#parts.atInstantEnd(() => {
      // A bound may have run out meanwhile, and then it has been looked at.
      if (watch.isDue) this.#look(watch);
    });
  }

  #lookBy(watch: Watch, instant: number): void {
    if (this.#isStopped || watch.timerAt <= instant) return;
    const { clock } = this.#parts;
    clock.clearTimeout(watch.timer);
    watch.timerAt = instant;
    watch.timer = clock.setTimeout(() => this.#look(watch), instant - clock.now());
  }

  #look(watch: Watch): void {
    watch.isDue = false;
    this.#parts.clock.clearTimeout(watch.timer);
    watch.timerAt = Number.POSITIVE_INFINITY;
    if (this.#isStopped || this.#exempt.has(watch.door.deviceId)) return;
    const sight = this.#sight(watch);
    keepLedger(sight);
    this.#judgeBy(watch, (invariant) => invariant.ofDoor?.(sight));
    watch.ledger.lookedAt = sight.now;
    watch.ledger.seen = new Map(sight.placements.map(({ placementId, intent }) => [placementId, intent]));
    if (sight.condition.isLying && Number.isFinite(sight.condition.liesUntil)) {
      sight.lookAgain(sight.condition.liesUntil + 1);
    }
    if (Number.isFinite(sight.lookAgainAt)) this.#lookBy(watch, sight.lookAgainAt);
  }

  #sight({ door, ledger }: Watch): DoorSight {
    const now = this.#parts.clock.now();
    return new DoorSight(door, ledger, this.#afflictions.of(door.deviceId, now), now);
  }

  #judge(watch: Watch, look: (invariant: Invariant, sight: DoorSight) => string | undefined): void {
    if (this.#isStopped || this.#exempt.has(watch.door.deviceId)) return;
    const sight = this.#sight(watch);
    this.#judgeBy(watch, (invariant) => look(invariant, sight));
  }

  #judgeBy({ door }: Watch, look: (invariant: Invariant) => string | undefined): void {
    for (const invariant of this.#parts.invariants) {
      const words = look(invariant);
      if (words === undefined) continue;
      this.#parts.broken(invariant, words, door.deviceId);
      return;
    }
  }
}
