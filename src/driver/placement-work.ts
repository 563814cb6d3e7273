import type { Clock } from "../kernel/ports.ts";
import type { LockProfile } from "../lock/profile.ts";
import { opensOtherwise, versionsOf } from "../lock/slot-value.ts";
import type { DeviceTurns } from "./device-turns.ts";
import { isPlace } from "./entry-content.ts";
import type { EntryTable } from "./entry-table.ts";
import type { Leases } from "./leases.ts";
import type { LockDriver } from "./lock-driver.ts";
import type { OvertakenCommands } from "./overtaken-commands.ts";
import type { OwnReads } from "./own-reads.ts";
import type { Placement, PlacementRequest } from "./programmer.ts";
import { refusalOf } from "./refusal-of.ts";
import type { Sending } from "./sending.ts";
import { jitter, type SessionEnvironment } from "./session-environment.ts";
import { SlotActor } from "./slot-actor.ts";
import type { SlotActors } from "./slot-actors.ts";
import type { SlotPort } from "./slot-setup.ts";

export interface PlacementWorkParts {
  readonly driver: LockDriver;
  readonly environment: SessionEnvironment;
  readonly actors: SlotActors;
  readonly turns: DeviceTurns;
  readonly leases: Leases;
  readonly table: EntryTable;
  readonly reads: OwnReads;
  readonly sending: Sending;
  readonly overtaken: OvertakenCommands;
  /** Says that a stranger's entry is off the lock, if it was one that the placement was to clear; returns whether it was. */
  readonly finishClearing: (placement: Placement) => boolean;
}

/** The work on placements: from the lease of a slot to the read that shows it empty, and what is remembered of them after that. */
export class PlacementWork {
  readonly #parts: PlacementWorkParts;
  /** What a machine does when its time has come is an act of the session. */
  readonly #machineClock: Clock;

  constructor(parts: PlacementWorkParts) {
    this.#parts = parts;
    const { turns, environment } = parts;
    const { clock } = environment;
    this.#machineClock = {
      now: () => clock.now(),
      setTimeout: (callback, delayMs) => clock.setTimeout(() => turns.act(callback), delayMs),
      clearTimeout: (timer) => clock.clearTimeout(timer),
    };
  }

  /** Leases a place for a code and begins to work on it. */
  place(request: PlacementRequest): Placement {
    const { environment, actors, leases, reads } = this.#parts;
    const isFirst = actors.atTheLock.length === 0 && !request.offline;
    const { slot, entry } = leases.forNew(request);
    const placement: Placement = {
      placementId: environment.ids.uuid(),
      accessCodeId: request.accessCodeId,
      deviceId: request.deviceId,
      slot,
      content: { entry, pin: request.pin, name: request.name, window: leases.windowOf(request) },
      isMasked: false,
      intent: "present",
      evidence: "unsent",
      acceptsExternalChange: request.acceptsExternalChange,
      status: "setting",
      attempts: 0,
      ...(request.offline && { offline: request.offline }),
    };
    environment.journal.save(placement);
    // What stands in the table already is unknown before the first read, which comes before the first write.
    if (isFirst) reads.askForTable();
    return this.begin(placement).placement;
  }

  begin(placement: Placement): SlotActor {
    const { driver, actors, reads } = this.#parts;
    const actor = new SlotActor({
      driver,
      placement,
      clock: this.#machineClock,
      port: (self) => this.#port(self),
      moved: (self, previous) => this.#moved(self, previous),
    });
    actors.add(actor);
    actor.start();
    reads.audit();
    return actor;
  }

  stop(actor: SlotActor): void {
    const { environment, turns, actors } = this.#parts;
    actor.stop(environment.clock.now());
    turns.withdraw(actor);
    actors.delete(actor.placement.placementId);
  }

  /** Takes a placement up again after a restart. */
  resume(placement: Placement): void {
    const { turns, table } = this.#parts;
    if (placement.endedAt === undefined) turns.act(() => this.begin(this.#afterRestart(placement)));
    else {
      table.restore(placement);
      this.#lookOutFor(placement);
    }
  }

  /**
   * Nobody knows whether the last command has left. The vendor has heard the lock all the while, so its memory tells what stands in a place
   * that is to be emptied, also if the lock has not spoken since.
   */
  #afterRestart(placement: Placement): Placement {
    const { profile } = this.#parts.driver;
    return placement.intent === "absent" && isPlace(profile)
      ? { ...placement, sentAt: undefined }
      : placement;
  }

  /**
   * The code is not wanted any more as it was: what was given up of it because no list has shown it may be on the lock all the same, or
   * come yet.
   */
  clearMissed({ placement: { accessCodeId } }: SlotActor): void {
    const { table, actors, reads, environment } = this.#parts;
    const staying = actors.all.filter(({ placement }) => placement.intent === "present");
    const wanted = new Set(staying.map(({ placement }) => placement.content.pin));
    const missed = table.takeMissed(accessCodeId, actors.entries(), wanted);
    for (const ended of missed) this.begin(table.toClear(ended, actors.leased()));
    if (table.givenUpAt(accessCodeId) !== undefined) reads.lookOut(environment.clock.now());
  }

  #port(actor: SlotActor): SlotPort {
    const { driver, environment, turns, leases, sending } = this.#parts;
    const { listener, random } = environment;
    return {
      requestTurn: (purpose) => turns.ask(actor, purpose),
      withdrawTurn: () => turns.withdraw(actor),
      transmit: (step, slot) => sending.step(actor, step, slot),
      read: (slot) => sending.read(actor, slot),
      leaseAnother: (maybeTheSame) => leases.another(actor, maybeTheSame),
      noSpace: () =>
        refusalOf(driver, (actor.placement.offline && driver.offline?.exhausted) ?? driver.fullTable),
      unconfirmed: (intent) =>
        driver.unconfirmed &&
        refusalOf(driver, intent === "present" ? driver.unconfirmed.set : driver.unconfirmed.removal),
      refusal: (vendorCode) => refusalOf(driver, vendorCode),
      reportModified: (pin) => listener.changedExternally(actor.placement, { type: "modified", pin }),
      reportDeleted: () => listener.changedExternally(actor.placement, { type: "deleted" }),
      jitter: () => jitter(random),
      triedInVainMs: () => this.#parts.actors.triedInVainMs(actor),
      isUnseenSinceAbsence: () => actor.isUnseenSinceAbsence,
    };
  }

  #moved(actor: SlotActor, previous: Placement): void {
    const { environment, actors, table, reads, overtaken, finishClearing } = this.#parts;
    const { journal, listener } = environment;
    const { placement } = actor;
    if (placement !== previous) journal.save(placement);
    const isConfirmedNow = placement.evidence === "confirmed" && previous.evidence !== "confirmed";
    if (isConfirmedNow && previous.failingSince !== undefined) actors.tellWeary();
    if (isSeen(placement)) overtaken.settled(placement.content.entry);
    if (isGivenUp(placement, previous)) {
      this.#rememberGivenUp(actor, { ...previous, wasMissed: placement.wasMissed });
    }
    if (isConfirmedNow) {
      // What was given up before may come beside it.
      const givenUpAt = table.givenUpAt(placement.accessCodeId);
      if (givenUpAt !== undefined) reads.lookOut(givenUpAt);
    }
    if (!actor.hasEnded) {
      if (placement !== previous) listener.placementMoved(placement, previous);
      if (placement.isGone && !previous.isGone) actors.tellAll({ type: "slot.freed" });
      else if (isFailingNow(placement, previous) && !placement.offline && actors.gone.length > 0)
        actor.send({ type: "slot.freed" });
    } else {
      actors.delete(placement.placementId);
      if (!finishClearing(placement)) {
        table.remember(placement);
        this.#lookOutFor(placement);
        listener.placementEnded(placement);
      }
      actors.tellAll({ type: "slot.freed" });
    }
  }

  /** What was once sent to the entry may still come, and would then be ours: to take up again, or to remove. */
  #rememberGivenUp(actor: SlotActor, previous: Placement): void {
    const { driver, environment, table, reads } = this.#parts;
    const { clock, ids, journal } = environment;
    const wasSent = previous.evidence !== "unsent" || previous.wasTried === true;
    if (previous.slot === 0 || !wasSent) return;
    const givenUp: Placement = {
      ...previous,
      placementId: ids.uuid(),
      intent: "absent",
      endedAt: clock.now(),
    };
    journal.save(givenUp);
    table.remember(givenUp);
    if (!isWelcome(previous, actor.placement, driver.profile)) this.#lookOutFor(givenUp);
    // Who sends it again at once has just looked.
    else if (actor.isPausing) reads.lookOutOnce();
  }

  /** What was sent and never seen is looked out for: a lock need not tell of it when it comes after all. */
  #lookOutFor({ wasMissed, mayComeLate, content, endedAt = 0 }: Placement): void {
    if (wasMissed || mayComeLate || content.entry === "") this.#parts.reads.lookOut(endedAt);
  }
}

const isFailingNow = ({ failingSince }: Placement, previous: Placement): boolean =>
  failingSince !== undefined && previous.failingSince === undefined;

/** Whether what was given up would do for the code as it is wanted now, wherever it comes. */
const isWelcome = (
  givenUp: Placement,
  { intent, content }: Placement,
  { entryKey }: Pick<LockProfile, "entryKey">,
): boolean =>
  intent === "present" &&
  entryKey === "assigned" &&
  versionsOf(givenUp).every((version) => version.name === content.name && !opensOtherwise(version, content));

/** Whether a read has shown what came of the last command to the entry. One that it did not show may come all the same. */
const isSeen = ({ evidence, wasMissed, endedAt }: Placement): boolean =>
  evidence === "confirmed" || endedAt !== undefined || (evidence === "unsent" && wasMissed !== true);

/** Whether the entry was given up for another, or for one that the vendor has yet to name. */
const isGivenUp = ({ content, evidence, offline }: Placement, previous: Placement): boolean => {
  if (previous.content.entry !== "") return content.entry !== previous.content.entry;
  const wasSent = previous.evidence === "inDoubt" && previous.sentAt !== undefined;
  return !offline && wasSent && evidence === "unsent";
};
