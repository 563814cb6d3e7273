import assert from "node:assert/strict";
import type { Clock } from "../kernel/ports.ts";
import type { Refusal } from "../lock/refusal.ts";
import { isSameWindow, type SlotContent, type SlotReading, type Window } from "../lock/slot-value.ts";
import type { Envelope } from "../wire/envelope.ts";
import type { DeviceAddress } from "../wire/topics.ts";
import { classify, showsContent } from "./classify.ts";
import { CommandInFlight, type Flight } from "./command-in-flight.ts";
import { EntryTable } from "./entry-table.ts";
import type { ForeignEntry } from "./foreign-entry.ts";
import type { Lane, LaneUser } from "./lane.ts";
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
import { jitter, type SessionEnvironment } from "./session-environment.ts";
import { SlotActor } from "./slot-actor.ts";
import type { SlotPort } from "./slot-setup.ts";
import { TurnQueue } from "./turn-queue.ts";

type Holder = SlotActor | Job;

/** Stands for the PIN of an entry that the lock does not show: no reading equals it. */
const unknownPin = "";

/** How many messages are remembered, so that one that is delivered twice is heard once. */
const heardMax = 64;

/** A device that the service looks after, how to reach it, and where it stands. */
export interface KnownDevice {
  readonly address: DeviceAddress;
  readonly driver: LockDriver;
  /** IANA zone. */
  readonly zone: string;
}

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
  readonly #actors = new Map<string, SlotActor>();
  readonly #turns = new TurnQueue<Holder>();
  readonly #lane: Lane | undefined;
  readonly #command: CommandInFlight<Holder>;
  readonly #reads: OwnReads;
  readonly #table: EntryTable;
  readonly #heard = new Set<string>();
  #facts: DeviceFacts | undefined;
  #isOnline: boolean;
  /** Strangers' entries that somebody wants to know about, by their keys. */
  readonly #lookedFor = new Set<string>();
  /** Strangers' entries that are being taken off, by the placement that does it. */
  readonly #clearing = new Map<string, ForeignEntry>();
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
    this.#table = new EntryTable({ ...environment, driver, deviceId: address.device });
    this.#command = new CommandInFlight({
      address,
      zone,
      driver,
      environment,
      givenUp: (flight) => this.#act(() => this.#noAnswer(flight)),
    });
    this.#reads = new OwnReads({
      profile: driver.profile,
      environment,
      ask: (job) => this.#turns.ask(job, "read"),
      hasInterest: () => this.#atTheLock.length > 0 || this.#lookedFor.size > 0 || this.#table.remembersAny,
      writersWaitInVain: () => this.#tellWritersOfSilence(),
      act: (work) => this.#act(work),
    });
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
    const isFirst = this.#atTheLock.length === 0 && !request.offline;
    const { slot, entry } = request.offline ? this.#leaseVariant(request.offline) : this.#lease();
    const placement: Placement = {
      placementId: this.#environment.ids.uuid(),
      accessCodeId: request.accessCodeId,
      deviceId: request.deviceId,
      slot,
      content: { entry, pin: request.pin, name: request.name, window: this.#windowFor(request) },
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
    this.#act(() => this.#actor(placementId).send({ type: "code.change", ...change }));
  }

  remove(placementId: string): void {
    this.#act(() => this.#actor(placementId).send({ type: "code.remove" }));
  }

  setAcceptsExternalChange(placementId: string, accepts: boolean): void {
    this.#act(() => this.#actor(placementId).send({ type: "code.acceptExternalChange", accepts }));
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

  lookAtForeign({ entry }: ForeignEntry): void {
    this.#lookedFor.add(entry);
    this.#act(() => this.#reads.askForForeign(entry));
  }

  adoptForeign(row: ForeignEntry, request: AdoptionRequest): Placement {
    assert(row.value.kind === "known", "what is taken over is known");
    const { pin } = row.value;
    return this.#act(() => {
      this.#environment.foreign.delete(row.foreignId);
      return this.#takeOver(row, {
        ...request,
        content: { entry: row.entry, pin, name: row.name ?? "", window: row.window },
        intent: "present",
        evidence: row.onKeypad ? "confirmed" : "inDoubt",
        status: row.onKeypad ? "set" : "setting",
      });
    });
  }

  clearForeign(row: ForeignEntry): Placement {
    return this.#act(() => {
      const placement = this.#takeOver(row, {
        accessCodeId: row.foreignId,
        acceptsExternalChange: false,
        content: {
          entry: row.entry,
          pin: row.value.kind === "known" ? row.value.pin : unknownPin,
          name: row.name ?? "",
          window: row.window,
        },
        intent: "absent",
        evidence: "confirmed",
        status: "removing",
      });
      const cleared = { ...row, clearedBy: placement.placementId };
      this.#environment.foreign.save(cleared);
      this.#clearing.set(placement.placementId, cleared);
      return placement;
    });
  }

  release(placementId: string): ForeignEntry {
    const actor = this.#actor(placementId);
    const { clock, foreign, journal } = this.#environment;
    const { accessCodeId, deviceId, content, evidence, isMasked, intent } = actor.placement;
    assert(evidence === "confirmed" && intent === "present", "what is given up stands on the lock");
    const row: ForeignEntry = {
      foreignId: accessCodeId,
      deviceId,
      entry: content.entry,
      value: isMasked ? { kind: "unreadable" } : { kind: "known", pin: content.pin },
      onKeypad: true,
      name: content.name,
      window: content.window,
      seenAt: clock.now(),
    };
    this.#act(() => {
      actor.stop(clock.now());
      this.#turns.withdraw(actor);
      this.#actors.delete(placementId);
      journal.delete(placementId);
      foreign.save(row);
      this.#table.foreign.restore(row);
    });
    return row;
  }

  /** Takes a placement up again after a restart. */
  resume(placement: Placement): void {
    if (placement.endedAt === undefined) this.#act(() => this.#work(placement));
    else this.#table.remember(placement);
  }

  /** The same for a stranger's entry. */
  resumeForeign(row: ForeignEntry): void {
    if (row.clearedBy === undefined) this.#table.foreign.restore(row);
    else this.#clearing.set(row.clearedBy, row);
  }

  // ---- told by the wire

  setOnline(isOnline: boolean): void {
    const cameBack = isOnline && !this.#isOnline;
    this.#isOnline = isOnline;
    this.#act(() => {
      if (!cameBack) return;
      this.#tellAll({ type: "device.changed" });
      this.#readAfterAbsence();
    });
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

  receiveNews(envelope: Envelope): void {
    if (this.#heard.has(envelope.id)) return;
    this.#heard.add(envelope.id);
    if (this.#heard.size > heardMax) {
      const [oldest] = this.#heard;
      if (oldest) this.#heard.delete(oldest);
    }
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
    while (this.#isOnline && !this.#command.isUnderWay && this.#turns.hasNext(this.#mayWrite)) {
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

  laneFreed(): void {
    if (this.#actsUnderWay === 0) this.#dispatch();
  }

  /** An entry with a key of its own can be nobody else's. A numbered slot may have been taken. */
  get #mayWrite(): boolean {
    return !this.#reads.isAnyOwed || this.#driver.profile.entryKey === "userId";
  }

  /** Whether anybody would see what stands in a stranger's entry. Reading one by one costs the lock's battery. */
  get #learnsForeignPins(): boolean {
    const { value } = this.#driver.profile.unmanagedCodes;
    return value === "withPins" || value === "convertible";
  }

  get #context(): DeviceContext {
    return { zone: this.#zone, now: this.#environment.clock.now() };
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
    if (this.#mayWrite) return;
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
        const actor = signal.entry === undefined ? undefined : this.#actorOf(signal.entry);
        this.#environment.listener.doorMoved(this.#deviceId, {
          messageId: envelope.id,
          locked: signal.locked,
          method: signal.method,
          accessCodeId: actor?.placement.accessCodeId,
        });
        return false;
      }
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

  #noteAssigned({ holder }: Flight<Holder>, { entry, pin }: Assigned): void {
    if (!(holder instanceof SlotActor) || (entry === undefined && pin === undefined)) return;
    holder.send({
      type: "slot.assigned",
      ...(entry !== undefined && { entry }),
      ...(pin !== undefined && { pin }),
    });
  }

  #refused(vendorCode: string, { holder }: Flight<Holder>): boolean {
    const refusal = this.#refusal(vendorCode);
    if (holder instanceof SlotActor) holder.send({ type: "lock.refused", refusal });
    else this.#jobFailed(holder, { type: refusal.code, message: refusal.message });
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

  /** Tells every machine what was found in its entry; true if whoever asked is among them. */
  #shareOut(
    { readings, complete, asOf }: Extract<Signal, { type: "read" }>,
    flight: Flight<Holder> | undefined,
  ): boolean {
    const found = new Map(readings.map((reading) => [reading.entry, reading]));
    const isSummary = complete && !this.#driver.profile.tableShowsPins.value;
    const isNews = ({ placement }: SlotActor) => asOf === undefined || (placement.sentAt ?? 0) <= asOf;
    this.#locate(found, isNews);
    this.#noteTable(found, complete, isSummary);
    this.#reads.answered(found.keys(), complete);
    let isAnswer = false;
    for (const actor of this.#atTheLock) {
      const { content, evidence, status, attempts } = actor.placement;
      const reading = found.get(content.entry);
      if ((!reading && !complete) || !isNews(actor)) continue;
      // A summary tells who is there, not what is there: enough to miss somebody, or to find a slot taken.
      if (isSummary && (reading ? evidence !== "unsent" : status !== "set")) continue;
      // It may also be our own code, come late.
      if (isSummary && reading && attempts > 0) {
        this.#reads.askForEntry(content.entry);
        continue;
      }
      if (actor === flight?.holder) isAnswer = flight.operation.type !== "slot";
      actor.send(classify(actor.placement, reading, this.#driver, this.#context));
      // Given up, it is a stranger's, which only another look at the table will know.
      const isGivenUp = actor.hasEnded || actor.placement.content.entry !== content.entry;
      if (isGivenUp && reading && reading.value.kind !== "empty" && !isSummary) this.#reads.askForTable();
    }
    if (!flight || flight.holder instanceof SlotActor) return isAnswer;
    this.#reads.ended(flight.holder);
    // It answers again: what waits for its time need not wait longer.
    if (flight.holder.attempts > 0) this.#tellAll({ type: "device.changed" });
    return flight.holder.done === undefined;
  }

  /** Finds codes that were sent and whose keys the vendor has not told, among entries that nobody had before. */
  #locate(found: ReadonlyMap<string, SlotReading>, isNews: (actor: SlotActor) => boolean): void {
    const unlocated = this.#atTheLock.filter(
      ({ placement: { content, evidence } }) => content.entry === "" && evidence !== "unsent",
    );
    if (unlocated.length === 0) return;
    const claimed = new Set([...this.#actors.values()].map(({ placement }) => placement.content.entry));
    const candidates = [...found.values()].filter(
      ({ entry }) => !claimed.has(entry) && !this.#table.foreign.at(entry),
    );
    for (const actor of unlocated.filter(isNews)) {
      const { content } = actor.placement;
      const match = candidates.find(
        (reading) => !claimed.has(reading.entry) && showsContent(content, reading, this.#driver),
      );
      if (!match) continue;
      claimed.add(match.entry);
      actor.send({ type: "slot.assigned", entry: match.entry });
    }
  }

  #noteTable(found: ReadonlyMap<string, SlotReading>, isComplete: boolean, isSummary: boolean): void {
    // What stands in a slot that was leased and never written to is not ours.
    const written = [...this.#actors.values()].filter(({ placement }) => placement.evidence !== "unsent");
    const ours = new Set(written.map(({ placement }) => placement.content.entry));
    const news = this.#table.note({ found, isComplete, isSummary, ours });
    for (const ended of news.cameBack) {
      this.#work({ ...ended, endedAt: undefined, evidence: "inDoubt", status: "removing" });
    }
    if (news.isFreed) this.#tellAll({ type: "slot.freed" });
    // Ours, come back late, or a stranger's: a summary does not say.
    for (const entry of news.unclear) this.#reads.askForEntry(entry);
    if (this.#learnsForeignPins) for (const entry of news.unread) this.#reads.askForForeign(entry);
    if (news.isDoubtful) this.#reads.askForTableSoon();
    if (!isSummary) this.#answerLookers(found);
  }

  /** Says what has become of strangers' entries that were asked for. */
  #answerLookers(found: ReadonlyMap<string, SlotReading>): void {
    for (const entry of [...this.#lookedFor]) {
      const row = this.#table.foreign.at(entry);
      if (row && !found.has(entry)) continue;
      this.#lookedFor.delete(entry);
      if (row) this.#environment.listener.foreignEntryRead(row);
    }
  }

  /** A read may have been prompted by our own work, which will read anyway. */
  #suspect(entry: string | undefined): void {
    if (entry === undefined) {
      if (!this.#atTheLock.some((actor) => actor.isReading)) this.#reads.askForTable();
      return;
    }
    const actor = this.#actorOf(entry);
    if (!actor) {
      this.#table.foreign.expectChange(entry);
      this.#reads.askForTable();
      if (this.#learnsForeignPins && this.#table.foreign.at(entry)) this.#reads.askForForeign(entry);
      // The table may not show what has changed: a PIN that was in the way, say.
      this.#tellAll({ type: "slot.freed" });
    } else if (!actor.isReading && this.#command.holder !== actor) {
      this.#reads.askForEntry(entry);
    }
  }

  #deviceReported(facts: DeviceFacts): void {
    const before = this.#facts;
    this.#facts = facts;
    this.#environment.listener.deviceReported(this.#deviceId, facts);
    // Whoever uses this lock may have been there before us.
    if (!before) this.#readAfterAbsence();
    const gained =
      before &&
      ((facts.reachable && !before.reachable) ||
        facts.hasKeypad !== before.hasKeypad ||
        facts.hasBridge !== before.hasBridge ||
        String(facts.errors) !== String(before.errors) ||
        JSON.stringify(facts.details) !== JSON.stringify(before.details) ||
        facts.capacity !== before.capacity);
    if (gained) {
      this.#tellAll({ type: "device.changed" });
      this.#readAfterAbsence();
    }
  }

  /** Nothing was heard for a while: what stands in the entries, and who has taken others, may have changed. */
  #readAfterAbsence(): void {
    this.#reads.audit();
    this.#reads.askForTable();
    if (this.#driver.profile.tableShowsPins.value) return;
    for (const { placement } of this.#atTheLock) {
      if (placement.status === "set") this.#reads.askForEntry(placement.content.entry);
    }
  }

  // ---- entries and leases

  /** Those that work on entries of the lock's table, and not on codes that no lock holds. */
  get #atTheLock(): SlotActor[] {
    return [...this.#actors.values()].filter(({ placement }) => placement.offline === undefined);
  }

  /** `givenBack`: who no longer holds what it leased. */
  #lease(givenBack?: SlotActor): { slot: number; entry: string } {
    return this.#table.lease(this.#leasedExceptBy(givenBack), this.#facts?.capacity);
  }

  #leasedExceptBy(excepted?: SlotActor): ReadonlySet<number> {
    const holders = this.#atTheLock.filter((actor) => actor !== excepted);
    return new Set(holders.map(({ placement }) => placement.slot));
  }

  /** Works on a stranger's entry, as it stands on the lock. */
  #takeOver(
    { deviceId, entry, value }: ForeignEntry,
    rest: Pick<
      Placement,
      "accessCodeId" | "acceptsExternalChange" | "content" | "intent" | "evidence" | "status"
    >,
  ): Placement {
    this.#table.foreign.take(entry);
    const placement: Placement = {
      placementId: this.#environment.ids.uuid(),
      deviceId,
      slot: this.#table.placeOf(entry, this.#leasedExceptBy()),
      isMasked: value.kind === "unreadable",
      wasConfirmed: true,
      attempts: 0,
      ...rest,
    };
    this.#environment.journal.save(placement);
    return this.#work(placement).placement;
  }

  #leaseAnother(actor: SlotActor, maybeTheSame: boolean): { slot: number; entry: string } {
    const { offline, slot } = actor.placement;
    if (!offline) return this.#lease(maybeTheSame ? actor : undefined);
    // The variants before it have been tried.
    return this.#leaseVariant(offline, slot + 1);
  }

  /** The first variant, from `first` on, that no other code of ours with the same times has. */
  #leaseVariant(request: OfflineRequest, first = 1): { slot: number; entry: string } {
    const plan = this.#offlinePlan(request);
    if (plan.type !== "code") return { slot: first, entry: "" };
    const taken = new Set(
      [...this.#actors.values()]
        .filter(({ placement: { offline, content } }) => offline && isSameWindow(content.window, plan.window))
        .filter(({ placement: { offline } }) => offline?.isOneTime === request.isOneTime)
        .map(({ placement }) => placement.slot),
    );
    for (let variant = first; variant <= plan.variants; variant++) {
      if (!taken.has(variant)) return { slot: variant, entry: "" };
    }
    return { slot: 0, entry: "" };
  }

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
    this.#actors.set(placement.placementId, actor);
    actor.start();
    this.#reads.audit();
    return actor;
  }

  #port(actor: SlotActor): SlotPort {
    const { listener, random } = this.#environment;
    return {
      requestTurn: (purpose) => this.#turns.ask(actor, purpose),
      withdrawTurn: () => this.#turns.withdraw(actor),
      transmit: (step, slot) => this.#transmit(actor, step, slot),
      read: ({ entry }) => this.#command.send(readOf(entry), actor),
      leaseAnother: (maybeTheSame) => this.#leaseAnother(actor, maybeTheSame),
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
    else this.#command.send({ type: "slot", step, slot }, actor);
  }

  /** Asks the vendor for the code as it would be now: what a device offers may have changed since the request. */
  #issue(actor: SlotActor, slot: SlotContent, request: OfflineRequest): void {
    const plan = this.#offlinePlan(request);
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

  #windowFor({ window, offline }: PlacementRequest): Window | undefined {
    const plan = offline && this.#offlinePlan(offline);
    return plan?.type === "code" ? plan.window : window;
  }

  #offlinePlan(request: OfflineRequest): OfflinePlan {
    assert(this.#driver.offline, "a family without codes that keypads verify by themselves");
    return this.#driver.offline.plan(request, { ...this.#context, facts: this.#facts });
  }

  #unconfirmed(intent: "present" | "absent"): Refusal | undefined {
    const { unconfirmed } = this.#driver;
    return unconfirmed && this.#refusal(intent === "present" ? unconfirmed.set : unconfirmed.removal);
  }

  #moved(actor: SlotActor, previous: Placement): void {
    const { journal, listener } = this.#environment;
    const { placement } = actor;
    if (placement !== previous) journal.save(placement);
    const { entry } = previous.content;
    if (entry !== "" && placement.content.entry !== entry) this.#rememberGivenUp(previous);
    if (!actor.hasEnded) {
      if (placement !== previous) listener.placementMoved(placement, previous);
    } else {
      this.#actors.delete(placement.placementId);
      if (this.#clearing.has(placement.placementId)) this.#clearedForeign(placement);
      else this.#ended(placement);
      this.#tellAll({ type: "slot.freed" });
    }
  }

  #ended(placement: Placement): void {
    this.#table.remember(placement);
    this.#environment.listener.placementEnded(placement);
  }

  /** A stranger's entry was never ours: should it come back, it is its owner's. */
  #clearedForeign({ placementId }: Placement): void {
    const { foreign, journal, listener } = this.#environment;
    const row = this.#clearing.get(placementId);
    assert(row, "a stranger's entry that was not being cleared");
    this.#clearing.delete(placementId);
    journal.delete(placementId);
    foreign.delete(row.foreignId);
    listener.foreignEntryGone(row);
  }

  /** A slot was given up for another. What was once sent to it may still come, and would then be ours to remove. */
  #rememberGivenUp(previous: Placement): void {
    const { clock, ids, journal } = this.#environment;
    const wasSent = previous.evidence !== "unsent" || previous.attempts > 0;
    if (previous.slot === 0 || !wasSent) return;
    const givenUp: Placement = {
      ...previous,
      placementId: ids.uuid(),
      intent: "absent",
      endedAt: clock.now(),
    };
    journal.save(givenUp);
    this.#table.remember(givenUp);
  }

  #actorOf(entry: string): SlotActor | undefined {
    return [...this.#actors.values()].find(
      ({ placement: { content } }) => content.entry !== "" && content.entry === entry,
    );
  }

  #actor(placementId: string): SlotActor {
    const actor = this.#actors.get(placementId);
    assert(actor, `no placement ${placementId} on device ${this.#deviceId}`);
    return actor;
  }

  #tellAll(event: { readonly type: "device.changed" } | { readonly type: "slot.freed" }): void {
    for (const actor of [...this.#actors.values()]) actor.send(event);
  }
}

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
