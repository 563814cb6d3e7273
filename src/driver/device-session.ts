import assert from "node:assert/strict";
import type { Clock } from "../kernel/ports.ts";
import type { Refusal } from "../lock/refusal.ts";
import type { SlotContent } from "../lock/slot-value.ts";
import type { Envelope } from "../wire/envelope.ts";
import type { DeviceAddress } from "../wire/topics.ts";
import { CommandInFlight, type Flight } from "./command-in-flight.ts";
import { EntryTable } from "./entry-table.ts";
import type { ForeignEntry } from "./foreign-entry.ts";
import { ForeignWork } from "./foreign-work.ts";
import { Hearing } from "./hearing.ts";
import type { Lane, LaneUser } from "./lane.ts";
import { Leases } from "./leases.ts";
import type { Assigned, DeviceContext, DeviceFacts, LockDriver, Operation, Signal } from "./lock-driver.ts";
import type { OfflinePlan, OfflineRequest } from "./offline-codes.ts";
import { type Job, OwnReads } from "./own-reads.ts";
import type {
  AdoptionRequest,
  ContentChange,
  DoorResult,
  Placement,
  PlacementRequest,
} from "./programmer.ts";
import { Readings } from "./readings.ts";
import { jitter, type SessionEnvironment } from "./session-environment.ts";
import { SlotActor } from "./slot-actor.ts";
import { SlotActors } from "./slot-actors.ts";
import type { SlotPort } from "./slot-setup.ts";
import { TurnQueue } from "./turn-queue.ts";

type Holder = SlotActor | Job;

/** How many starts are remembered that a lock was told of one code: one for each attempt to set it late. */
const startsMax = 20;

/** A device that the service looks after, how to reach it, and where it stands. */
export interface KnownDevice {
  readonly address: DeviceAddress;
  readonly driver: LockDriver;
  /** IANA zone. */
  readonly zone: string;
}

/** How long a lock that has said that it is busy is left alone, in milliseconds. Our choice: 720 commands an hour at the most. */
const busyPauseMs = 5_000;

/**
 * One device: holds one operation in flight, gives clearing the first turn, leases slots before the first byte is sent,
 * and shares out what reads find. Machines ask; the session grants, sends, and answers with events.
 */
export class DeviceSession implements LaneUser {
  readonly #deviceId: string;
  readonly #zone: string;
  readonly #driver: LockDriver;
  readonly #environment: SessionEnvironment;
  /** What a machine does when its time has come is an act of the session. */
  readonly #machineClock: Clock;
  readonly #actors = new SlotActors();
  readonly #turns = new TurnQueue<Holder>();
  readonly #lane: Lane | undefined;
  readonly #command: CommandInFlight<Holder>;
  readonly #reads: OwnReads;
  readonly #table: EntryTable;
  readonly #leases: Leases;
  readonly #foreign: ForeignWork;
  readonly #readings: Readings;
  readonly #hearing = new Hearing();
  #facts: DeviceFacts | undefined;
  #isOnline: boolean;
  /** Nothing is sent before this instant: the lock has said that it is busy. */
  #quietUntil = Number.NEGATIVE_INFINITY;
  #actsUnderWay = 0;

  /** `lane`: where the gateway carries one command at a time. */
  constructor(
    { address, driver, zone }: KnownDevice,
    environment: SessionEnvironment,
    isOnline: boolean,
    lane?: Lane,
  ) {
    this.#deviceId = address.device;
    this.#zone = zone;
    this.#driver = driver;
    this.#environment = environment;
    this.#isOnline = isOnline;
    this.#lane = lane;
    this.#table = new EntryTable({
      ...environment,
      driver,
      deviceId: address.device,
      isAtWork: (accessCodeId) => this.#actors.isAtWork(accessCodeId),
    });
    this.#command = new CommandInFlight({
      address,
      driver,
      environment,
      context: () => this.#context,
      givenUp: (flight) => this.#act(() => this.#noAnswer(flight)),
    });
    this.#reads = new OwnReads({
      profile: driver.profile,
      environment,
      ask: (job) => this.#turns.ask(job, "read"),
      hasInterest: () =>
        this.#actors.atTheLock.length > 0 || this.#foreign.isAnyLookedFor || this.#table.remembersAny,
      remembersAny: () => this.#table.remembersAny,
      writersWaitInVain: () => this.#tellWritersOfSilence(),
      act: (work) => this.#act(work),
    });
    this.#leases = new Leases({
      driver,
      table: this.#table,
      actors: this.#actors,
      context: () => this.#context,
      facts: () => this.#facts,
    });
    const shared = {
      driver,
      environment,
      table: this.#table,
      actors: this.#actors,
      reads: this.#reads,
      work: (placement: Placement) => this.#work(placement),
    };
    this.#foreign = new ForeignWork({ ...shared, stop: (actor) => this.#stop(actor) });
    this.#readings = new Readings({ ...shared, context: () => this.#context, foreign: this.#foreign });
    const { clock } = environment;
    this.#machineClock = {
      now: () => clock.now(),
      setTimeout: (callback, delayMs) => clock.setTimeout(() => this.#act(callback), delayMs),
      clearTimeout: (timer) => clock.clearTimeout(timer),
    };
  }

  // ---- asked by the access codes

  place(request: PlacementRequest): Placement {
    return this.#act(() => this.#place(request));
  }

  #place(request: PlacementRequest): Placement {
    const isFirst = this.#actors.atTheLock.length === 0 && !request.offline;
    const { slot, entry } = this.#leases.forNew(request);
    const placement: Placement = {
      placementId: this.#environment.ids.uuid(),
      accessCodeId: request.accessCodeId,
      deviceId: request.deviceId,
      slot,
      content: { entry, pin: request.pin, name: request.name, window: this.#leases.windowOf(request) },
      isMasked: false,
      intent: "present",
      evidence: "unsent",
      acceptsExternalChange: request.acceptsExternalChange,
      status: "setting",
      attempts: 0,
      ...(request.offline && { offline: request.offline }),
    };
    this.#environment.journal.save(placement);
    // What stands in the table already is unknown before the first read, which comes before the first write.
    if (isFirst) this.#reads.askForTable();
    return this.#work(placement).placement;
  }

  change(placementId: string, change: ContentChange): void {
    assert(this.#driver.profile.editsInPlace.value, "this lock cannot edit an entry in place");
    this.#act(() => {
      const actor = this.#actors.get(placementId);
      if (change.pin !== actor.placement.content.pin) this.#clearMissed(actor);
      actor.send({ type: "code.change", ...change });
    });
  }

  remove(placementId: string): void {
    this.#act(() => {
      const actor = this.#actors.get(placementId);
      this.#clearMissed(actor);
      actor.send({ type: "code.remove" });
    });
  }

  /** What was given up because no list has shown it may be on the lock all the same. */
  #clearMissed({ placement: { accessCodeId } }: SlotActor): void {
    const missed = this.#table.takeMissed(accessCodeId, this.#actors.entries());
    for (const ended of missed) this.#work(this.#table.toClear(ended, this.#actors.leased()));
  }

  setAcceptsExternalChange(placementId: string, accepts: boolean): void {
    this.#act(() => this.#actors.get(placementId).send({ type: "code.acceptExternalChange", accepts }));
  }

  operateDoor(action: "lock" | "unlock", done: (result: DoorResult) => void): void {
    if (!this.#isOnline) {
      done({ moved: false, type: "hub_disconnected", message: "The lock's hub is not connected." });
      return;
    }
    const operation = { type: action === "lock" ? "lockDoor" : "unlockDoor" } as const;
    const job: Job = { key: this.#environment.ids.uuid(), operation, attempts: 0, done };
    this.#act(() => this.#turns.ask(job, "door"));
  }

  foreignPins(): ReadonlySet<string> {
    return this.#table.foreignPins();
  }

  lookAtForeign(row: ForeignEntry): void {
    this.#act(() => this.#foreign.lookAt(row));
  }

  adoptForeign(row: ForeignEntry, request: AdoptionRequest): Placement {
    return this.#act(() => this.#foreign.adopt(row, request));
  }

  clearForeign(row: ForeignEntry): Placement {
    return this.#act(() => this.#foreign.clear(row));
  }

  release(placementId: string): ForeignEntry {
    return this.#act(() => this.#foreign.release(this.#actors.get(placementId)));
  }

  abandon(placementId: string): void {
    this.#act(() => {
      this.#stop(this.#actors.get(placementId));
      this.#environment.journal.delete(placementId);
    });
  }

  /** Takes a placement up again after a restart. */
  resume(placement: Placement): void {
    if (placement.endedAt === undefined) this.#act(() => this.#work(placement));
    else {
      this.#table.restore(placement);
      this.#lookOutFor(placement);
    }
  }

  /** The same for a stranger's entry. */
  resumeForeign(row: ForeignEntry): void {
    this.#foreign.resume(row);
  }

  // ---- told by the wire

  setOnline(isOnline: boolean): void {
    const cameBack = isOnline && !this.#isOnline;
    this.#isOnline = isOnline;
    this.#act(() => {
      if (!cameBack) return;
      this.#actors.tellAll({ type: "device.changed" });
      this.#readAfterAbsence();
    });
  }

  /** The gateway was away, and is connected again. */
  gatewayCameBack(): void {
    this.#hearing.beginAnew();
  }

  receiveReply(envelope: Envelope): void {
    const flight = this.#command.land(envelope.inReplyTo);
    if (!flight) return;
    this.#act(() => {
      const signals = this.#driver.decode(envelope.body, this.#context);
      const answers = signals.filter((signal) => this.#understand(signal, envelope, flight));
      // A reply that says nothing about what was asked leaves as much in doubt as none.
      if (answers.length === 0) this.#noAnswer(flight);
    });
  }

  /** What a lock says unasked: something that has happened, or what it is like now. */
  receiveNews(envelope: Envelope, kind: { readonly isState: boolean } = { isState: false }): void {
    if (!this.#hearing.isNews(envelope, kind)) return;
    this.#act(() => {
      for (const signal of this.#driver.decode(envelope.body, this.#context)) {
        this.#understand(signal, envelope, undefined);
      }
    });
  }

  // ---- turns

  /**
   * Everything that happens to the session happens in here. Turns are given away when the outermost act is over: a
   * machine that is being told something could not take one in the middle of it.
   */
  #act<T>(work: () => T): T {
    this.#actsUnderWay++;
    let result: T;
    try {
      result = work();
    } finally {
      this.#actsUnderWay--;
    }
    if (this.#actsUnderWay === 0) this.#dispatch();
    return result;
  }

  /** Gives turns away until one has led to a command in flight. */
  #dispatch(): void {
    // Who writes must know whose the slots are.
    if (this.#turns.writers.length > 0) this.#reads.hasten();
    while (this.#maySend && this.#turns.hasNext(this.#mayWrite)) {
      if (this.#lane?.take(this) === false) return;
      const holder = this.#turns.next(this.#mayWrite);
      if (!holder) break;
      this.#actsUnderWay++;
      try {
        if (holder instanceof SlotActor) holder.send({ type: "turn.granted" });
        else this.#command.send(holder.operation, holder);
      } finally {
        this.#actsUnderWay--;
      }
    }
    if (!this.#command.isUnderWay) this.#lane?.leave(this);
  }

  get #maySend(): boolean {
    return this.#isReady && !this.#command.isUnderWay && this.#environment.clock.now() >= this.#quietUntil;
  }

  /** A busy lock is left alone by all that wait for it: asked by one code after another it would be busy with that. */
  #leaveAlone(): void {
    const { clock } = this.#environment;
    this.#quietUntil = clock.now() + busyPauseMs;
    clock.setTimeout(() => this.#act(() => {}), busyPauseMs);
  }

  laneFreed(): void {
    if (this.#actsUnderWay === 0) this.#dispatch();
  }

  /** A door that has only codes by its own rules is asked for none before it has told these. */
  get #isReady(): boolean {
    return this.#isOnline && (this.#facts !== undefined || this.#driver.profile.onlineCodes?.value !== false);
  }

  /** What is to go goes before anything is written. When it cannot be made to go, it keeps nobody out any longer. */
  readonly #mayWrite = (): boolean =>
    this.#isTableKnown && !this.#actors.atTheLock.some((actor) => actor.isRemoving);

  /** An entry with a key of its own can be nobody else's. A numbered slot may have been taken. */
  get #isTableKnown(): boolean {
    return !this.#reads.isAnyOwed || this.#driver.profile.entryKey === "userId";
  }

  get #context(): DeviceContext {
    return { zone: this.#zone, now: this.#environment.clock.now(), facts: this.#facts };
  }

  #noAnswer({ holder }: Flight<Holder>): void {
    if (holder instanceof SlotActor) holder.send({ type: "lock.silent" });
    else this.#jobFailed(holder, { type: "no_answer", message: "The lock did not answer." });
  }

  #jobFailed(job: Job, failure: { readonly type: string; readonly message: string }): void {
    if (job.done) job.done({ moved: false, ...failure });
    else this.#reads.failed(job);
  }

  #tellWritersOfSilence(): void {
    if (this.#isTableKnown) return;
    for (const holder of this.#turns.writers) {
      if (holder instanceof SlotActor) holder.send({ type: "lock.silent" });
    }
  }

  // ---- what messages mean

  /** Takes in what a message says; true if that answers the command in `flight`. */
  #understand(signal: Signal, envelope: Envelope, flight: Flight<Holder> | undefined): boolean {
    switch (signal.type) {
      case "accepted":
        return flight !== undefined && this.#accepted(flight, signal);
      case "refused":
        return flight !== undefined && this.#refused(signal.vendorCode, flight);
      case "pending":
        if (!flight) return false;
        this.#noteAssigned(flight, signal);
        this.#command.awaitJob(flight, signal.job);
        return true;
      case "jobEnded":
        this.#jobEnded(signal);
        return false;
      case "read":
        return this.#shareOut(signal, flight);
      case "tableChanged":
        this.#suspect(signal.entry);
        return false;
      case "doorMoved": {
        const actor = signal.entry === undefined ? undefined : this.#actors.at(signal.entry);
        this.#environment.listener.doorMoved(this.#deviceId, {
          messageId: envelope.id,
          locked: signal.locked,
          method: signal.method,
          accessCodeId: actor?.placement.accessCodeId,
        });
        return false;
      }
      case "accessDenied":
        this.#environment.listener.accessDenied(this.#deviceId, envelope.id);
        return false;
      case "device":
        this.#deviceReported(signal.facts);
        return false;
    }
  }

  #accepted(flight: Flight<Holder>, assigned: Assigned): boolean {
    const { operation, holder } = flight;
    if (operation.type === "readEntry" || operation.type === "readTable") return false;
    this.#noteAssigned(flight, assigned);
    if (holder instanceof SlotActor) holder.send({ type: "lock.accepted" });
    else holder.done?.({ moved: true, locked: operation.type === "lockDoor" });
    return true;
  }

  #noteAssigned({ holder }: Flight<Holder>, { entry, pin, mark }: Assigned): void {
    if (!(holder instanceof SlotActor) || [entry, pin, mark].every((told) => told === undefined)) return;
    holder.send({
      type: "slot.assigned",
      ...(entry !== undefined && { entry }),
      ...(pin !== undefined && { pin }),
      ...(mark !== undefined && { mark }),
    });
  }

  #refused(vendorCode: string, { holder }: Flight<Holder>): boolean {
    const refusal = this.#refusal(vendorCode);
    if (refusal.retry === "soon") this.#leaveAlone();
    if (holder instanceof SlotActor) {
      if (refusal.outcome === "notDone") holder.noteNotDone();
      holder.send({ type: "lock.refused", refusal });
    } else this.#jobFailed(holder, { type: refusal.code, message: refusal.message });
    return true;
  }

  #jobEnded(ended: Extract<Signal, { type: "jobEnded" }>): void {
    const flight = this.#command.landJob(ended.job);
    if (!flight) return;
    if (ended.vendorCode === undefined) this.#accepted(flight, ended);
    else this.#refused(ended.vendorCode, flight);
  }

  #refusal(vendorCode: string): Refusal {
    const row = this.#driver.refusals[vendorCode] ?? {
      code: "failed_to_set_on_device" as const,
      retry: "later" as const,
      outcome: "unknown" as const,
      message: `The lock refused with "${vendorCode}", which is not a known refusal.`,
    };
    return { ...row, vendorCode };
  }

  /** Shares out what a read has found; true if that answers the command in `flight`. */
  #shareOut(read: Extract<Signal, { type: "read" }>, flight: Flight<Holder> | undefined): boolean {
    // What the sharing out asks for is asked anew, and not taken for what is being answered.
    if (flight && !(flight.holder instanceof SlotActor)) this.#reads.ended(flight.holder);
    const told = this.#readings.share(read);
    if (!flight) return false;
    const { holder, operation } = flight;
    if (holder instanceof SlotActor) return told.has(holder) && operation.type !== "slot";
    // It answers again: what waits for its time need not wait longer.
    if (holder.attempts > 0) this.#actors.tellAll({ type: "device.changed" });
    return holder.done === undefined;
  }

  /** A read may have been prompted by our own work, which will read anyway. */
  #suspect(entry: string | undefined): void {
    if (entry === undefined) {
      if (!this.#actors.atTheLock.some((actor) => actor.isReading)) this.#reads.askForTable();
      return;
    }
    const actor = this.#actors.at(entry);
    if (!actor) {
      this.#table.foreign.expectChange(entry);
      this.#reads.askForTable();
      if (this.#foreign.learnsPins && this.#table.foreign.at(entry)) this.#reads.askForForeign(entry);
      // The table may not show what has changed: a PIN that was in the way, say.
      this.#actors.tellAll({ type: "slot.freed" });
    } else if (!actor.isReading && this.#command.holder !== actor) {
      this.#reads.askForEntry(entry);
    }
  }

  #deviceReported(facts: DeviceFacts): void {
    const before = this.#facts;
    this.#facts = facts;
    this.#environment.listener.deviceReported(this.#deviceId, facts);
    // Whoever uses this lock may have been there before us.
    if (!before) {
      this.#readAfterAbsence();
      return;
    }
    const cameBack = facts.reachable && !before.reachable;
    const isAnother =
      facts.hasKeypad !== before.hasKeypad ||
      facts.hasBridge !== before.hasBridge ||
      String(facts.errors) !== String(before.errors) ||
      JSON.stringify(facts.details) !== JSON.stringify(before.details) ||
      String(facts.pinLengths) !== String(before.pinLengths) ||
      facts.capacity !== before.capacity;
    if (!cameBack && !isAnother) return;
    this.#actors.tellAll({ type: "device.changed" });
    this.#readAfterAbsence();
    // What has changed is not a link that comes and goes, and what it means for the codes is in the table.
    if (isAnother) this.#reads.hasten();
  }

  /** Nothing was heard for a while: what stands in the entries, and who has taken others, may have changed. */
  #readAfterAbsence(): void {
    this.#reads.audit();
    this.#reads.afterAbsence(() => {
      this.#reads.askForTable();
      if (this.#driver.profile.tableShowsPins.value) return;
      for (const { placement } of this.#actors.atTheLock) {
        if (placement.status === "set") this.#reads.askForEntry(placement.content.entry);
      }
    });
  }

  // ---- entries and leases

  #noSpace({ offline }: Placement): Refusal {
    return this.#refusal((offline && this.#driver.offline?.exhausted) ?? this.#driver.fullTable);
  }

  #work(placement: Placement): SlotActor {
    const actor = new SlotActor({
      driver: this.#driver,
      placement,
      clock: this.#machineClock,
      port: (self) => this.#port(self),
      moved: (self, previous) => this.#moved(self, previous),
    });
    this.#actors.add(actor);
    actor.start();
    this.#reads.audit();
    return actor;
  }

  #stop(actor: SlotActor): void {
    actor.stop(this.#environment.clock.now());
    this.#turns.withdraw(actor);
    this.#actors.delete(actor.placement.placementId);
  }

  #port(actor: SlotActor): SlotPort {
    const { listener, random } = this.#environment;
    return {
      requestTurn: (purpose) => this.#turns.ask(actor, purpose),
      withdrawTurn: () => this.#turns.withdraw(actor),
      transmit: (step, slot) => this.#transmit(actor, step, slot),
      read: ({ entry }) => this.#command.send(readOf(entry), actor),
      leaseAnother: (maybeTheSame) => this.#leases.another(actor, maybeTheSame),
      noSpace: () => this.#noSpace(actor.placement),
      unconfirmed: (intent) => this.#unconfirmed(intent),
      refusal: (vendorCode) => this.#refusal(vendorCode),
      reportModified: (pin) => listener.changedExternally(actor.placement, { type: "modified", pin }),
      reportDeleted: () => listener.changedExternally(actor.placement, { type: "deleted" }),
      jitter: () => jitter(random),
    };
  }

  #transmit(actor: SlotActor, step: string, slot: SlotContent): void {
    actor.noteSent(this.#environment.clock.now());
    const { offline } = actor.placement;
    if (offline) this.#issue(actor, slot, offline);
    else this.#command.send({ type: "slot", step, slot: this.#startingSoon(actor, step, slot) }, actor);
  }

  /** What is to be written, with a start that the lock takes: it may be later than the window's own. */
  #startingSoon(actor: SlotActor, step: string, slot: SlotContent): SlotContent {
    const { startLeadMs } = this.#driver.profile;
    if (!slot.window || !startLeadMs || step === "clear") return slot;
    const start = Math.max(slot.window.startsAt, this.#environment.clock.now() + startLeadMs.value);
    const before = (slot.sentStarts ?? []).filter((sent) => sent !== start);
    const sentStarts = [...before.slice(1 - startsMax), start];
    actor.send({ type: "slot.assigned", sentStarts });
    return { ...slot, sentStarts };
  }

  /** Asks the vendor for the code as it would be now: what a device offers may have changed since the request. */
  #issue(actor: SlotActor, slot: SlotContent, request: OfflineRequest): void {
    const plan = this.#leases.offlinePlan(request);
    if (plan.type === "code") {
      const { window } = plan;
      actor.send({ type: "slot.assigned", window });
      const variant = actor.placement.slot;
      this.#command.send({ type: "issue", slot: { ...slot, window }, request, variant }, actor);
    } else {
      const refusal = plan.type === "refused" ? this.#refusal(plan.vendorCode) : notPossible(plan);
      actor.send({ type: "lock.refused", refusal });
    }
  }

  #unconfirmed(intent: "present" | "absent"): Refusal | undefined {
    const { unconfirmed } = this.#driver;
    return unconfirmed && this.#refusal(intent === "present" ? unconfirmed.set : unconfirmed.removal);
  }

  #moved(actor: SlotActor, previous: Placement): void {
    const { journal, listener } = this.#environment;
    const { placement } = actor;
    if (placement !== previous) journal.save(placement);
    if (isGivenUp(placement, previous)) {
      this.#rememberGivenUp({ ...previous, wasMissed: placement.wasMissed });
    }
    if (!actor.hasEnded) {
      if (placement !== previous) listener.placementMoved(placement, previous);
    } else {
      this.#actors.delete(placement.placementId);
      if (!this.#foreign.finishClearing(placement)) this.#ended(placement);
      this.#actors.tellAll({ type: "slot.freed" });
    }
  }

  #ended(placement: Placement): void {
    this.#remember(placement);
    this.#environment.listener.placementEnded(placement);
  }

  /** What was once sent to the entry may still come, and would then be ours: to take up again, or to remove. */
  #rememberGivenUp(previous: Placement): void {
    const { clock, ids, journal } = this.#environment;
    const wasSent = previous.evidence !== "unsent" || previous.wasTried === true;
    if (previous.slot === 0 || !wasSent) return;
    const givenUp: Placement = {
      ...previous,
      placementId: ids.uuid(),
      intent: "absent",
      endedAt: clock.now(),
    };
    journal.save(givenUp);
    this.#remember(givenUp);
  }

  #remember(ended: Placement): void {
    this.#table.remember(ended);
    this.#lookOutFor(ended);
  }

  /** What was sent and never seen is looked out for. */
  #lookOutFor(ended: Placement): void {
    const wasNeverSeen = ended.wasMissed === true || ended.content.entry === "";
    if (wasNeverSeen && this.#driver.profile.entryKey === "assigned") this.#reads.lookOut();
  }
}

/** Whether the entry was given up for another, or for one that the vendor has yet to name. */
const isGivenUp = ({ content, evidence, offline }: Placement, previous: Placement): boolean => {
  if (previous.content.entry !== "") return content.entry !== previous.content.entry;
  const wasSent = previous.evidence === "inDoubt" && previous.sentAt !== undefined;
  return !offline && wasSent && evidence === "unsent";
};

/** What was possible when it was asked for and no longer is. */
const notPossible = ({ parameter, problem }: Extract<OfflinePlan, { type: "invalid" }>): Refusal => ({
  code: "failed_to_set_on_device",
  retry: "whenCodeChanges",
  outcome: "notDone",
  vendorCode: "invalid",
  message: `The device can no longer have such a code: ${parameter} ${problem}.`,
});

/** A code whose key nobody knows yet is looked for in the whole table. */
const readOf = (entry: string): Operation =>
  entry === "" ? { type: "readTable" } : { type: "readEntry", entry };
