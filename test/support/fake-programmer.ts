import type { ForeignEntry, ForeignEntryJournal } from "../../src/driver/foreign-entry.ts";
import type {
  AdoptionRequest,
  ContentChange,
  DoorResult,
  Placement,
  PlacementJournal,
  PlacementRequest,
  Programmer,
  ProgrammerListener,
} from "../../src/driver/programmer.ts";
import type { Clock, Ids } from "../../src/kernel/ports.ts";
import type { AccessCodeWarningCode } from "../../src/lock/catalogue.ts";
import type { Refusal } from "../../src/lock/refusal.ts";

export interface FakeProgrammerOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly journal: PlacementJournal;
  readonly foreign: ForeignEntryJournal;
  readonly transaction: <T>(work: () => T) => T;
  readonly listener: ProgrammerListener;
  /** How many entries a lock has. */
  readonly capacity?: number;
}

/**
 * Device sessions that a test steers: nothing happens on a lock until the test says so. It keeps the promises of the
 * real ones - rows saved before the listener hears, one slot for one placement, an end for each removal - and none of
 * their timing.
 */
export class FakeProgrammer implements Programmer {
  readonly #options: FakeProgrammerOptions;
  readonly #lookedFor = new Set<string>();
  readonly #doors: { readonly action: "lock" | "unlock"; readonly done: (result: DoorResult) => void }[] = [];
  /** What was asked, in words without PINs. */
  readonly calls: string[] = [];

  constructor(options: FakeProgrammerOptions) {
    this.#options = options;
  }

  // ---- asked by the service

  place(request: PlacementRequest): Placement {
    this.calls.push("place");
    const slot = this.#freeSlot(request.deviceId);
    const placement: Placement = {
      placementId: this.#options.ids.uuid(),
      accessCodeId: request.accessCodeId,
      deviceId: request.deviceId,
      slot,
      content: { entry: String(slot), pin: request.pin, name: request.name, window: request.window },
      isMasked: false,
      intent: "present",
      evidence: "unsent",
      acceptsExternalChange: request.acceptsExternalChange,
      ...(request.offline && { offline: request.offline }),
      status: slot === 0 ? "unset" : "setting",
      attempts: 0,
      ...(slot === 0 && {
        refusal: { ...noSpace, since: this.#options.clock.now() },
        failingSince: this.#options.clock.now(),
      }),
    };
    this.#options.journal.save(placement);
    return placement;
  }

  change(placementId: string, change: ContentChange): void {
    this.calls.push("change");
    const placement = this.get(placementId);
    this.#move(placement, {
      content: { ...placement.content, ...change },
      earlier: change.pin === placement.content.pin ? undefined : [placement.content],
      evidence: placement.evidence === "unsent" ? "unsent" : "inDoubt",
      isGone: false,
      status: "setting",
      ...untroubled,
    });
  }

  remove(placementId: string): void {
    this.calls.push("remove");
    const placement = this.get(placementId);
    if (placement.evidence === "unsent" || placement.offline) this.#end(placement);
    else this.#move(placement, { intent: "absent", status: "removing", ...untroubled });
  }

  setAcceptsExternalChange(placementId: string, accepts: boolean): void {
    this.#move(this.get(placementId), { acceptsExternalChange: accepts });
  }

  operateDoor(_deviceId: string, action: "lock" | "unlock", done: (result: DoorResult) => void): void {
    this.#doors.push({ action, done });
  }

  foreignPins(deviceId: string): ReadonlySet<string> {
    return new Set(
      this.strangers(deviceId).flatMap(({ value }) => (value.kind === "known" ? [value.pin] : [])),
    );
  }

  lookAtForeign({ foreignId }: ForeignEntry): void {
    this.calls.push("lookAtForeign");
    this.#lookedFor.add(foreignId);
  }

  adoptForeign(row: ForeignEntry, request: AdoptionRequest): Placement {
    this.calls.push("adoptForeign");
    if (row.value.kind !== "known") throw new Error("what is taken over is known");
    this.#options.foreign.delete(row.foreignId);
    const { entry, name = "", window } = row;
    const placement: Placement = {
      ...this.#takenOver(row),
      ...request,
      content: { entry, pin: row.value.pin, name, window },
      intent: "present",
      status: "set",
    };
    this.#options.journal.save(placement);
    return placement;
  }

  clearForeign(row: ForeignEntry): Placement {
    this.calls.push("clearForeign");
    const placement: Placement = {
      ...this.#takenOver(row),
      accessCodeId: row.foreignId,
      acceptsExternalChange: false,
      intent: "absent",
      status: "removing",
    };
    this.#options.journal.save(placement);
    this.#options.foreign.save({ ...row, clearedBy: placement.placementId });
    return placement;
  }

  release(placementId: string): ForeignEntry {
    this.calls.push("release");
    const { accessCodeId, deviceId, content } = this.get(placementId);
    const row: ForeignEntry = {
      foreignId: accessCodeId,
      deviceId,
      entry: content.entry,
      value: { kind: "known", pin: content.pin },
      onKeypad: true,
      name: content.name,
      window: content.window,
      seenAt: this.#options.clock.now(),
    };
    this.#options.journal.delete(placementId);
    this.#options.foreign.save(row);
    return row;
  }

  abandon(placementId: string): void {
    this.calls.push("abandon");
    const { deviceId } = this.get(placementId);
    this.#options.journal.delete(placementId);
    this.#giveSlots(deviceId);
  }

  #takenOver({ deviceId, entry, value, name = "", window }: ForeignEntry) {
    return {
      placementId: this.#options.ids.uuid(),
      deviceId,
      slot: this.#lowestFree(deviceId),
      content: { entry, pin: value.kind === "known" ? value.pin : "", name, window },
      isMasked: value.kind === "unreadable",
      wasConfirmed: true,
      evidence: "confirmed" as const,
      attempts: 0,
    };
  }

  // ---- what a test makes happen

  /** The placements whose entry is not confirmed empty. */
  get live(): Placement[] {
    return [...this.#options.journal.all()].filter(({ endedAt }) => endedAt === undefined);
  }

  get(placementId: string): Placement {
    const placement = this.live.find((candidate) => candidate.placementId === placementId);
    if (!placement) throw new Error(`no placement ${placementId}`);
    return placement;
  }

  /** The PINs that stand on the device's keypad, as far as placements say. */
  standing(deviceId: string): string[] {
    return this.live
      .filter((placement) => placement.deviceId === deviceId && placement.evidence !== "unsent")
      .map(({ content }) => content.pin);
  }

  /** A command has left and nothing is known of it. */
  send(placementId: string): void {
    this.#unit(() => this.#move(this.get(placementId), { evidence: "inDoubt" }));
  }

  /** A read has shown that the lock holds what is wanted. */
  confirm(placementId: string): void {
    this.#unit(() => {
      const placement = this.get(placementId);
      if (placement.intent === "absent") {
        this.#end(placement);
        return;
      }
      this.#move(placement, {
        evidence: "confirmed",
        status: "set",
        earlier: undefined,
        changedExternally: undefined,
        thirdPartySince: undefined,
        ...untroubled,
      });
    });
  }

  /** The vendor makes the PIN of the code, and the entry is seen on the lock. */
  assign(placementId: string, pin: string): void {
    this.#unit(() => {
      const placement = this.get(placementId);
      this.#move(placement, { content: { ...placement.content, pin } });
    });
    this.confirm(placementId);
  }

  /** Other hands have taken the entry away, and with it the PIN that the vendor had made: it has to make another. */
  loseAssigned(placementId: string): void {
    this.deleteExternally(placementId);
    this.#unit(() => {
      const placement = this.get(placementId);
      this.#move(placement, { content: { ...placement.content, pin: "" } });
    });
  }

  /** Confirms whatever waits, and what that leads to, until nothing does. */
  confirmAll(): void {
    for (;;) {
      const waiting = this.live.find(
        ({ slot, status }) => slot !== 0 && (status === "setting" || status === "removing"),
      );
      if (!waiting) return;
      this.confirm(waiting.placementId);
    }
  }

  refuse(placementId: string, refusal: Refusal, options: { readonly isFailing: boolean }): void {
    const now = this.#options.clock.now();
    this.#unit(() =>
      this.#move(this.get(placementId), {
        attempts: 1,
        refusal: { ...refusal, since: now },
        ...(options.isFailing && { failingSince: now }),
      }),
    );
  }

  /** No answer for so long that all attempts are spent. */
  fallSilent(placementId: string): void {
    const placement = this.get(placementId);
    this.#unit(() =>
      this.#move(placement, {
        evidence: "inDoubt",
        failingSince: this.#options.clock.now(),
        status: placement.intent === "present" ? "unknown" : "removing",
      }),
    );
  }

  slow(placementId: string, code: AccessCodeWarningCode): void {
    const since = this.#options.clock.now();
    this.#unit(() => this.#move(this.get(placementId), { slow: { code, since } }));
  }

  giveUpUndoing(placementId: string): void {
    const now = this.#options.clock.now();
    this.#unit(() => this.#move(this.get(placementId), { thirdPartySince: now, status: "unset" }));
  }

  /** Other hands change the entry: it is taken over where that is allowed, else written anew. */
  modifyExternally(placementId: string, pin: string): void {
    this.#unit(() => {
      const placement = this.get(placementId);
      const changedExternally = { since: this.#options.clock.now() };
      this.#options.listener.changedExternally(placement, { type: "modified", pin });
      this.#move(
        placement,
        placement.acceptsExternalChange
          ? { changedExternally, content: { ...placement.content, pin, window: undefined } }
          : { changedExternally, evidence: "inDoubt", status: "setting" },
      );
    });
  }

  deleteExternally(placementId: string): void {
    this.#unit(() => {
      const placement = this.get(placementId);
      const changedExternally = { since: this.#options.clock.now() };
      this.#options.listener.changedExternally(placement, { type: "deleted" });
      this.#move(placement, {
        changedExternally,
        evidence: "unsent",
        isGone: placement.acceptsExternalChange,
        status: placement.acceptsExternalChange ? "unset" : "setting",
      });
    });
  }

  /** Somebody else's entries, but those that are being cleared. */
  strangers(deviceId: string): ForeignEntry[] {
    return [...this.#options.foreign.all()].filter(
      (row) => row.deviceId === deviceId && row.clearedBy === undefined,
    );
  }

  /** A read shows that somebody else has put a PIN into a free entry; `undefined`: one that the lock does not show. */
  addForeign(deviceId: string, pin: string | undefined, name = "Somebody"): ForeignEntry {
    const foreignId = this.#options.ids.uuid();
    const row: ForeignEntry = {
      foreignId,
      deviceId,
      entry: `stranger ${foreignId}`,
      value: pin === undefined ? { kind: "unreadable" } : { kind: "known", pin },
      onKeypad: true,
      name,
      seenAt: this.#options.clock.now(),
    };
    this.#unit(() => {
      this.#options.foreign.save(row);
      this.#options.listener.foreignEntrySeen(row);
    });
    return row;
  }

  /** Reads show that somebody else's entry is gone. */
  removeForeign(row: ForeignEntry): void {
    this.#unit(() => {
      this.#lookedFor.delete(row.foreignId);
      this.#options.foreign.delete(row.foreignId);
      this.#options.listener.foreignEntryGone(row);
      this.#giveSlots(row.deviceId);
    });
  }

  /** Answers the looks that were asked for. */
  showForeign(): void {
    for (const row of [...this.#options.foreign.all()]) {
      if (!this.#lookedFor.delete(row.foreignId) || row.clearedBy !== undefined) continue;
      this.#unit(() => this.#options.listener.foreignEntryRead(row));
    }
  }

  /** Answers the oldest door operation that waits. */
  answerDoor(result: DoorResult): void {
    this.#unit(() => this.#doors.shift()?.done(result));
  }

  #freeSlot(deviceId: string): number {
    const { capacity = 100 } = this.#options;
    const slot = this.#lowestFree(deviceId);
    return slot <= capacity - this.strangers(deviceId).length ? slot : 0;
  }

  #lowestFree(deviceId: string): number {
    const here = this.live.filter((placement) => placement.deviceId === deviceId);
    const taken = new Set(here.map(({ slot }) => slot));
    let slot = 1;
    while (taken.has(slot)) slot++;
    return slot;
  }

  #end(placement: Placement): void {
    const stranger = [...this.#options.foreign.all()].find(
      ({ clearedBy }) => clearedBy === placement.placementId,
    );
    if (stranger) {
      this.#options.journal.delete(placement.placementId);
      this.#options.foreign.delete(stranger.foreignId);
      this.#options.listener.foreignEntryGone(stranger);
      this.#giveSlots(placement.deviceId);
      return;
    }
    const ended = { ...placement, intent: "absent" as const, status: "unset" as const };
    this.#options.journal.save({ ...ended, endedAt: this.#options.clock.now() });
    this.#options.listener.placementEnded(this.#saved(placement.placementId));
    this.#giveSlots(placement.deviceId);
  }

  /** Those that found no slot get the one that has become free. */
  #giveSlots(deviceId: string): void {
    for (const waiting of this.live) {
      if (waiting.deviceId !== deviceId || waiting.slot !== 0) continue;
      const slot = this.#freeSlot(deviceId);
      if (slot === 0) return;
      const content = { ...waiting.content, entry: String(slot) };
      this.#move(waiting, { slot, content, status: "setting", ...untroubled });
    }
  }

  #move(placement: Placement, change: Partial<Placement>): void {
    const moved = { ...placement, ...change };
    this.#options.journal.save(moved);
    this.#options.listener.placementMoved(moved, placement);
  }

  #saved(placementId: string): Placement {
    return [...this.#options.journal.all()].find(
      (placement) => placement.placementId === placementId,
    ) as Placement;
  }

  #unit(work: () => void): void {
    this.#options.transaction(work);
  }
}

const untroubled = { attempts: 0, refusal: undefined, failingSince: undefined, slow: undefined } as const;

const noSpace: Refusal = {
  vendorCode: "full",
  code: "no_space_for_access_code_on_device",
  retry: "whenSlotFrees",
  outcome: "notDone",
  message: "The keypad is full.",
};
