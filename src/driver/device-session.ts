import assert from "node:assert/strict";
import type { Clock, Ids, Random, TimerHandle } from "../kernel/ports.ts";
import type { Refusal } from "../lock/refusal.ts";
import type { SlotReading } from "../lock/slot-value.ts";
import type { Envelope } from "../wire/envelope.ts";
import type { DeviceAddress } from "../wire/topics.ts";
import { classify } from "./classify.ts";
import { EntryTable } from "./entry-table.ts";
import type { DeviceFacts, LockDriver, Operation, Signal } from "./lock-driver.ts";
import type { Outbox } from "./outbox.ts";
import type {
  DoorResult,
  Placement,
  PlacementJournal,
  PlacementRequest,
  ProgrammerListener,
} from "./programmer.ts";
import { SlotActor } from "./slot-actor.ts";
import type { SlotPort } from "./slot-setup.ts";
import { TurnQueue } from "./turn-queue.ts";

/** What the sessions of one service share. */
export interface SessionEnvironment {
  /** Its timers run inside a unit of work of the store. */
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly outbox: Outbox;
  readonly journal: PlacementJournal;
  readonly listener: ProgrammerListener;
}

/** An operation of the session's own: a read on suspicion, a door to be moved. */
interface Job {
  readonly key: string;
  readonly operation: Operation;
  readonly attempts: number;
  readonly done?: (result: DoorResult) => void;
}

type Holder = SlotActor | Job;

interface Flight {
  readonly messageId: string;
  readonly operation: Operation;
  readonly holder: Holder;
  readonly timer: TimerHandle;
}

/** How many messages are remembered, so that one that is delivered twice is heard once. */
const heardMax = 64;

/**
 * One device: holds one operation in flight, gives clearing the first turn, leases slots before the first byte is sent,
 * and shares out what reads find. Machines ask; the session grants, sends, and answers with events.
 */
export class DeviceSession {
  readonly #address: DeviceAddress;
  readonly #driver: LockDriver;
  readonly #environment: SessionEnvironment;
  /** What a machine does when its time has come is an act of the session. */
  readonly #machineClock: Clock;
  readonly #actors = new Map<string, SlotActor>();
  readonly #turns = new TurnQueue<Holder>();
  readonly #jobs = new Map<string, Job>();
  readonly #table: EntryTable;
  readonly #heard = new Set<string>();
  #facts: DeviceFacts | undefined;
  #flight: Flight | undefined;
  #isOnline: boolean;
  /** Reads that were asked for and not answered yet, by their jobs' keys: until then, who knows whose the slots are. */
  readonly #owedReads = new Set<string>();
  #actsUnderWay = 0;
  #auditTimer: TimerHandle | undefined;

  constructor(
    address: DeviceAddress,
    driver: LockDriver,
    environment: SessionEnvironment,
    isOnline: boolean,
  ) {
    this.#address = address;
    this.#driver = driver;
    this.#environment = environment;
    this.#isOnline = isOnline;
    this.#table = new EntryTable({ ...environment, profile: driver.profile });
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
    const isFirst = this.#actors.size === 0;
    const { slot, entry } = this.#lease();
    const placement: Placement = {
      placementId: this.#environment.ids.uuid(),
      accessCodeId: request.accessCodeId,
      deviceId: request.deviceId,
      slot,
      content: { entry, pin: request.pin, name: request.name, window: request.window },
      isMasked: false,
      intent: "present",
      evidence: "unsent",
      acceptsExternalChange: request.acceptsExternalChange,
      status: "setting",
      attempts: 0,
    };
    this.#environment.journal.save(placement);
    // What stands in the table already is unknown before the first read, which comes before the first write.
    if (isFirst) this.#askToRead({ type: "readTable" });
    return this.#work(placement).placement;
  }

  change(placementId: string, change: { readonly pin: string; readonly name: string }): void {
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

  /** Takes a placement up again after a restart. */
  resume(placement: Placement): void {
    if (placement.endedAt === undefined) this.#act(() => this.#work(placement));
    else this.#table.remember(placement);
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
    const flight = this.#flight;
    // Late or doubled: whoever asked has stopped waiting, and only a read tells what has become of it.
    if (!flight || envelope.inReplyTo !== flight.messageId) return;
    this.#environment.clock.clearTimeout(flight.timer);
    this.#flight = undefined;
    this.#act(() => {
      const signals = this.#driver.decode(envelope.body);
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
      for (const signal of this.#driver.decode(envelope.body)) this.#understand(signal, envelope, undefined);
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
    while (this.#isOnline && !this.#flight) {
      const holder = this.#turns.next(this.#mayWrite);
      if (!holder) return;
      this.#actsUnderWay++;
      try {
        if (holder instanceof SlotActor) holder.send({ type: "turn.granted" });
        else this.#send(holder.operation, holder);
      } finally {
        this.#actsUnderWay--;
      }
    }
  }

  /** An entry with a key of its own can be nobody else's. A numbered slot may have been taken. */
  get #mayWrite(): boolean {
    return this.#owedReads.size === 0 || this.#driver.profile.entryKey === "userId";
  }

  #send(operation: Operation, holder: Holder): void {
    const { clock, outbox } = this.#environment;
    const replyTimeoutMs = this.#driver.profile.timing.replyTimeoutMs.value;
    const messageId = outbox.command(
      this.#address,
      this.#driver.wire,
      this.#driver.encode(operation),
      clock.now() + replyTimeoutMs,
    );
    const timer = clock.setTimeout(() => this.#giveUp(messageId), replyTimeoutMs);
    this.#flight = { messageId, operation, holder, timer };
  }

  #giveUp(messageId: string): void {
    const flight = this.#flight;
    if (flight?.messageId !== messageId) return;
    this.#flight = undefined;
    this.#act(() => this.#noAnswer(flight));
  }

  #noAnswer({ holder }: Flight): void {
    if (holder instanceof SlotActor) holder.send({ type: "lock.silent" });
    else this.#jobFailed(holder, { type: "no_answer", message: "The lock did not answer." });
  }

  // ---- what messages mean

  /** Takes in what a message says; true if that answers the command in `flight`. */
  #understand(signal: Signal, envelope: Envelope, flight: Flight | undefined): boolean {
    switch (signal.type) {
      case "accepted":
        return flight !== undefined && this.#accepted(flight);
      case "refused":
        return flight !== undefined && this.#refused(signal.vendorCode, flight);
      case "read":
        return this.#shareOut(signal.readings, signal.complete, flight);
      case "tableChanged":
        this.#suspect(signal.entry);
        return false;
      case "doorMoved": {
        const actor = signal.entry === undefined ? undefined : this.#actorOf(signal.entry);
        this.#environment.listener.doorMoved(this.#address.device, {
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

  #accepted({ operation, holder }: Flight): boolean {
    if (operation.type === "readEntry" || operation.type === "readTable") return false;
    if (holder instanceof SlotActor) holder.send({ type: "lock.accepted" });
    else holder.done?.({ moved: true, locked: operation.type === "lockDoor" });
    return true;
  }

  #refused(vendorCode: string, { holder }: Flight): boolean {
    const refusal = this.#refusal(vendorCode);
    if (holder instanceof SlotActor) holder.send({ type: "lock.refused", refusal });
    else this.#jobFailed(holder, { type: refusal.code, message: refusal.message });
    return true;
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
  #shareOut(readings: readonly SlotReading[], complete: boolean, flight: Flight | undefined): boolean {
    const found = new Map(readings.map((reading) => [reading.entry, reading]));
    const isSummary = complete && !this.#driver.profile.tableShowsPins.value;
    this.#noteTable(found, complete, isSummary);
    for (const entry of found.keys()) this.#owedReads.delete(`readEntry ${entry}`);
    if (complete) this.#owedReads.delete("readTable");
    let isAnswer = false;
    for (const actor of [...this.#actors.values()]) {
      const { content, previousPin, evidence, status, attempts } = actor.placement;
      const reading = found.get(content.entry);
      if (!reading && !complete) continue;
      // A summary tells who is there, not what is there: enough to miss somebody, or to find a slot taken.
      if (isSummary && (reading ? evidence !== "unsent" : status !== "set")) continue;
      // It may also be our own code, come late.
      if (isSummary && reading && attempts > 0) {
        this.#askToRead({ type: "readEntry", entry: content.entry });
        continue;
      }
      if (actor === flight?.holder) isAnswer = flight.operation.type === "readEntry";
      actor.send(classify(content, previousPin, reading));
      // Given up, it is a stranger's, which only another look at the table will know.
      const isGivenUp = actor.hasEnded || actor.placement.content.entry !== content.entry;
      if (isGivenUp && reading && reading.value.kind !== "empty" && !isSummary) {
        this.#askToRead({ type: "readTable" });
      }
    }
    if (!flight || flight.holder instanceof SlotActor) return isAnswer;
    this.#jobs.delete(flight.holder.key);
    // It answers again: what waits for its time need not wait longer.
    if (flight.holder.attempts > 0) this.#tellAll({ type: "device.changed" });
    return flight.holder.done === undefined;
  }

  #noteTable(found: ReadonlyMap<string, SlotReading>, isComplete: boolean, isSummary: boolean): void {
    // What stands in a slot that was leased and never written to is not ours.
    const written = [...this.#actors.values()].filter(({ placement }) => placement.evidence !== "unsent");
    const ours = new Set(written.map(({ placement }) => placement.content.entry));
    const { isFreed, cameBack } = this.#table.note(found, isComplete, ours);
    for (const ended of cameBack) {
      this.#work({ ...ended, endedAt: undefined, evidence: "inDoubt", status: "removing" });
    }
    if (isFreed) this.#tellAll({ type: "slot.freed" });
    if (!isSummary) return;
    // Ours, come back late, or a stranger's: a summary does not say.
    for (const entry of found.keys()) {
      if (!ours.has(entry) && this.#table.remembers(entry)) this.#askToRead({ type: "readEntry", entry });
    }
  }

  /** A read may have been prompted by our own work, which will read anyway. */
  #suspect(entry: string | undefined): void {
    if (entry === undefined) {
      if (![...this.#actors.values()].some((actor) => actor.isReading))
        this.#askToRead({ type: "readTable" });
      return;
    }
    const actor = this.#actorOf(entry);
    if (!actor) {
      this.#askToRead({ type: "readTable" });
      // The table may not show what has changed: a PIN that was in the way, say.
      this.#tellAll({ type: "slot.freed" });
    } else if (!actor.isReading && this.#flight?.holder !== actor) {
      this.#askToRead({ type: "readEntry", entry });
    }
  }

  #deviceReported(facts: DeviceFacts): void {
    const before = this.#facts;
    this.#facts = facts;
    this.#environment.listener.deviceReported(this.#address.device, facts);
    const gained =
      before &&
      ((facts.reachable && !before.reachable) ||
        facts.hasKeypad !== before.hasKeypad ||
        facts.hasBridge !== before.hasBridge ||
        String(facts.errors) !== String(before.errors) ||
        facts.capacity !== before.capacity);
    if (gained) {
      this.#tellAll({ type: "device.changed" });
      this.#readAfterAbsence();
    }
  }

  // ---- reads of the session's own

  /** Nothing was heard for a while: what stands in the entries, and who has taken others, may have changed. */
  #readAfterAbsence(): void {
    if (this.#actors.size === 0 && !this.#table.remembersAny) return;
    this.#askToRead({ type: "readTable" });
    if (this.#driver.profile.tableShowsPins.value) return;
    for (const { placement } of this.#actors.values()) {
      if (placement.status === "set") this.#askToRead({ type: "readEntry", entry: placement.content.entry });
    }
  }

  #askToRead(operation: Operation, attempts = 0): void {
    const key = operation.type === "readEntry" ? `readEntry ${operation.entry}` : operation.type;
    if (this.#jobs.has(key)) return;
    const job: Job = { key, operation, attempts };
    this.#owedReads.add(key);
    this.#jobs.set(key, job);
    this.#turns.ask(job, "read");
  }

  #jobFailed(job: Job, failure: { readonly type: string; readonly message: string }): void {
    this.#jobs.delete(job.key);
    if (job.done) {
      job.done({ moved: false, ...failure });
      return;
    }
    // What was to be read is in doubt until it has been: there is no last attempt.
    if (this.#actors.size === 0 && !this.#table.remembersAny) {
      this.#owedReads.delete(job.key);
      return;
    }
    const { attemptsMax, retryDelayMs, retryDelayMaxMs } = this.#driver.profile.timing;
    if (job.attempts + 1 >= attemptsMax.value && !this.#mayWrite) {
      for (const holder of this.#turns.writers) {
        if (holder instanceof SlotActor) holder.send({ type: "lock.silent" });
      }
    }
    const delayMs = Math.min(retryDelayMs.value * 2 ** job.attempts, retryDelayMaxMs.value) * this.#jitter();
    this.#environment.clock.setTimeout(
      () => this.#act(() => this.#askToRead(job.operation, job.attempts + 1)),
      Math.round(delayMs),
    );
  }

  /** Reads the table now and then while something of ours is meant to stand in it. */
  #armAudit(): void {
    const { clock } = this.#environment;
    if (this.#actors.size === 0) {
      clock.clearTimeout(this.#auditTimer);
      this.#auditTimer = undefined;
    } else if (!this.#auditTimer) {
      const auditMs = Math.round(this.#driver.profile.timing.auditMs.value * this.#jitter());
      this.#auditTimer = clock.setTimeout(() => {
        this.#auditTimer = undefined;
        this.#act(() => this.#askToRead({ type: "readTable" }));
        this.#armAudit();
      }, auditMs);
    }
  }

  // ---- entries and leases

  /** `givenBack`: who no longer holds what it leased. */
  #lease(givenBack?: SlotActor): { slot: number; entry: string } {
    const holders = [...this.#actors.values()].filter((actor) => actor !== givenBack);
    const leased = new Set(holders.map(({ placement }) => placement.slot));
    return this.#table.lease(leased, this.#facts?.capacity);
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
    this.#armAudit();
    return actor;
  }

  #port(actor: SlotActor): SlotPort {
    return {
      requestTurn: (purpose) => this.#turns.ask(actor, purpose),
      withdrawTurn: () => this.#turns.withdraw(actor),
      transmit: (step, slot) => this.#send({ type: "slot", step, slot }, actor),
      read: ({ entry }) => this.#send({ type: "readEntry", entry }, actor),
      leaseAnother: (maybeTheSame) => this.#lease(maybeTheSame ? actor : undefined),
      noSpace: () => this.#refusal(this.#driver.fullTable),
      reportModified: (pin) =>
        this.#environment.listener.changedExternally(actor.placement, { type: "modified", pin }),
      reportDeleted: () => this.#environment.listener.changedExternally(actor.placement, { type: "deleted" }),
      jitter: () => this.#jitter(),
    };
  }

  #moved(actor: SlotActor, previous: Placement): void {
    const { journal, listener } = this.#environment;
    const { placement } = actor;
    if (placement !== previous) journal.save(placement);
    if (placement.content.entry !== previous.content.entry) this.#rememberGivenUp(previous);
    if (!actor.hasEnded) {
      if (placement !== previous) listener.placementMoved(placement, previous);
    } else {
      this.#actors.delete(placement.placementId);
      this.#table.remember(placement);
      listener.placementEnded(placement);
      this.#armAudit();
      this.#tellAll({ type: "slot.freed" });
    }
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
    return [...this.#actors.values()].find((actor) => actor.placement.content.entry === entry);
  }

  #actor(placementId: string): SlotActor {
    const actor = this.#actors.get(placementId);
    assert(actor, `no placement ${placementId} on device ${this.#address.device}`);
    return actor;
  }

  #tellAll(event: { readonly type: "device.changed" } | { readonly type: "slot.freed" }): void {
    for (const actor of [...this.#actors.values()]) actor.send(event);
  }

  /** 0.8 to 1.2. */
  #jitter(): number {
    return 0.8 + 0.4 * this.#environment.random.float();
  }
}
