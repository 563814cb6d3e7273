import type { Fault } from "../faults/fault.ts";
import type { Subject } from "../faults/subject.ts";
import type { LockProfile } from "../lock/profile.ts";
import { afterTroubleMs, lagMs, lookMs, returnMs } from "./bounds.ts";

/** What of a door an affliction concerns. */
export interface AfflictedDoor {
  readonly deviceId: string;
  /** The node of its gateway. */
  readonly hubNode: string;
  readonly gateway: string;
  readonly profile: LockProfile;
}

/** How far a door, or the way to it, can be relied on. Instants in milliseconds since the epoch. */
export interface Condition {
  /** Something is wrong with the lock or the way to it now. */
  readonly isTroubled: boolean;
  /** Since when nothing is wrong any more. */
  readonly quietSince: number;
  /** The door itself may be wrong now, or may have been wrong and the service has not looked yet. */
  readonly isLying: boolean;
  /** Until when it may be, at the earliest. */
  readonly liesUntil: number;
  /** The lock's clock is wrong, or was set wrong, so that its schedules are. */
  readonly isClockWrong: boolean;
  /**
   * An entry of ours may hold another PIN for good. `masked`: other hands have changed it, which those find out who can read
   * PINs. `hidden`: the lock itself has, or its word of what other hands have changed was lost, and nobody can find out who asks its
   * cloud or hub.
   */
  readonly staysWrong: "masked" | "hidden" | undefined;
  /** Whether anything but the service may ever have changed what the door knows, or one list after another has said so lately. */
  readonly wasTampered: boolean;
  /** One list after another has lately shown codes gone that are there. */
  readonly isHidden: boolean;
  /** Whether the service may find out now that something else has: what lied for a while, it has found out when it has looked. */
  readonly mayBeBlamed: boolean;
}

interface State {
  troubles: number;
  /** Since when something is wrong, or when something last began to be. */
  troubledSince: number;
  quietSince: number;
  lies: number;
  liesUntil: number;
  wrongClocks: number;
  wasClockSet: boolean;
  staysWrong: Condition["staysWrong"];
  wasTampered: boolean;
  /** When other hands last changed what we had put there. */
  tamperedAt: number;
  /** When a read last showed codes gone that were there. */
  hidAt: number;
  /** Until when the service may take what two such reads have shown for the work of other hands. */
  hiddenUntil: number;
}

/**
 * Which faults touch which door, as far as it matters to those who watch it: whether the way there is sound, and whether the
 * door itself tells the truth. It knows faults by what docs/faults.md says of them, and nothing of what they do.
 */
export class Afflictions {
  readonly #doors: readonly AfflictedDoor[];
  readonly #states = new Map<string, State>();

  constructor(doors: readonly AfflictedDoor[], startedAt: number) {
    this.#doors = doors;
    for (const { deviceId } of doors) {
      this.#states.set(deviceId, {
        troubles: 0,
        troubledSince: startedAt,
        quietSince: startedAt,
        lies: 0,
        liesUntil: Number.NEGATIVE_INFINITY,
        wrongClocks: 0,
        wasClockSet: false,
        staysWrong: undefined,
        wasTampered: false,
        tamperedAt: Number.NEGATIVE_INFINITY,
        hidAt: Number.NEGATIVE_INFINITY,
        hiddenUntil: Number.NEGATIVE_INFINITY,
      });
    }
  }

  of(deviceId: string, now: number): Condition {
    const state = this.#state(deviceId);
    const { quietSince, liesUntil } = state;
    // Time to look that runs out in troubles is given once more when they are over.
    const hadNoTimeToLook = state.troubles > 0 && liesUntil >= state.troubledSince;
    const isLying = state.lies > 0 || now <= liesUntil || hadNoTimeToLook;
    const isClockWrong = state.wrongClocks > 0 || state.wasClockSet;
    const isHidden = now <= state.hiddenUntil;
    return {
      isTroubled: state.troubles > 0 || now < quietSince,
      // What the door has told wrongly counts as trouble until the service has looked.
      quietSince: Math.max(quietSince, liesUntil),
      isLying,
      liesUntil,
      isClockWrong,
      staysWrong: state.staysWrong,
      isHidden,
      wasTampered: state.wasTampered || isHidden,
      mayBeBlamed: state.staysWrong !== undefined || isClockWrong || isLying || isHidden,
    };
  }

  /** A fault begins to act; returns the doors that it touches. */
  began(fault: Fault, now: number): readonly AfflictedDoor[] {
    const doors = this.#touched(fault);
    for (const { deviceId } of doors) {
      const state = this.#state(deviceId);
      if (state.troubles === 0 && now >= state.quietSince) state.troubledSince = now;
      state.troubles++;
      if (!doesLie(fault)) continue;
      state.wasTampered = true;
      if (isOfClock(fault)) state.wrongClocks++;
      else state.lies++;
    }
    return doors;
  }

  /** It acts no more. What it has set in motion may still come. */
  ended(fault: Fault, now: number): readonly AfflictedDoor[] {
    const doors = this.#touched(fault);
    const overAt = now + aftermathMs(fault);
    for (const { deviceId, profile } of doors) {
      const state = this.#state(deviceId);
      state.troubles--;
      state.quietSince = Math.max(state.quietSince, overAt);
      if (state.liesUntil >= state.troubledSince) {
        state.liesUntil = Math.max(state.liesUntil, overAt + afterTroubleMs(profile));
      }
      if (!doesLie(fault)) continue;
      if (isOfClock(fault)) {
        state.wrongClocks--;
        // What was set wrong stays wrong; what was wrong for a while is put right by the next look at the table.
        if (fault.kind.harm === "forGood") state.wasClockSet = true;
      } else {
        state.lies--;
        if (fault.kind.harm === "forGood" && fault.kind.area === "lock") state.staysWrong = "hidden";
        else if (fault.kind.harm === "forGood") state.staysWrong ??= "masked";
      }
      state.liesUntil = Math.max(state.liesUntil, overAt + lookMs(profile));
    }
    return doors;
  }

  /** It has acted on what it observed, and is as good as over. */
  acted(fault: Fault, now: number): readonly AfflictedDoor[] {
    this.began(fault, now);
    const doors = this.ended(fault, now);
    if (fault.kind.losesNews) this.#lostNews(doors, now);
    if (!fault.kind.hidesCodes) return doors;
    for (const { deviceId, profile } of doors) {
      const state = this.#state(deviceId);
      // Of one read that shows codes gone the service makes nothing: it reads again, after a pause at the latest.
      if (now <= state.hidAt + afterTroubleMs(profile)) state.hiddenUntil = now + lookMs(profile);
      state.hidAt = now;
    }
    return doors;
  }

  /** Hands other than ours have changed what we had put there. */
  tampered(deviceId: string, now: number): void {
    const state = this.#state(deviceId);
    const profile = this.#doors.find((door) => door.deviceId === deviceId)?.profile;
    state.wasTampered = true;
    state.tamperedAt = now;
    state.staysWrong ??= "masked";
    if (profile) state.liesUntil = Math.max(state.liesUntil, now + lookMs(profile));
  }

  /** What a hub did not hear of an edit that is so fresh, it never hears. */
  #lostNews(doors: readonly AfflictedDoor[], now: number): void {
    for (const { deviceId } of doors) {
      const state = this.#state(deviceId);
      if (now <= state.tamperedAt + lagMs) state.staysWrong = "hidden";
    }
  }

  #state(deviceId: string): State {
    const state = this.#states.get(deviceId);
    if (!state) throw new RangeError(`no door has the device id "${deviceId}"`);
    return state;
  }

  #touched({ subjects, kindName, kind }: Fault): readonly AfflictedDoor[] {
    const isOfHub = kind.area === "hub" || /^(bridge|subscription)\./.test(kindName);
    return this.#doors.filter((door) => subjects.some((subject) => concerns(subject, door, isOfHub)));
  }
}

/**
 * Whoever is neither a lock nor a hub stands between the service and all of them. `isOfHub`: what is done to a lock is done to the hub,
 * bridge or site that it shares with others.
 */
function concerns(subject: Subject, door: AfflictedDoor, isOfHub: boolean): boolean {
  const { deviceId, gateway, hubNode } = door;
  switch (subject.type) {
    case "lock":
      return isOfHub ? subject.gateway === gateway : subject.deviceId === deviceId;
    case "hub":
      return subject.gateway === gateway;
    case "link":
      return !subject.from.startsWith("hub:") || subject.from === hubNode;
    case "client":
      return !subject.node.startsWith("hub:") || subject.node === hubNode;
    case "broker":
    case "service":
      return true;
  }
}

const doesLie = ({ kind }: Fault): boolean => kind.harm !== "nothing";

const isOfClock = ({ kind }: Fault): boolean => kind.area === "clock";

/** How long after its end a fault may still have effects: as long as the longest of its durations says, and the link's return. */
function aftermathMs({ kind, params }: Fault): number {
  if (kind.area === "clock") return lagMs;
  const durations = Object.entries(kind.params)
    .filter(([, { form }]) => form === "duration")
    .map(([name]) => Number(params[name] ?? 0));
  return Math.max(0, ...durations) + returnMs;
}
