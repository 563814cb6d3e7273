import assert from "node:assert/strict";
import type { Envelope } from "../wire/envelope.ts";
import { CommandInFlight } from "./command-in-flight.ts";
import { DeviceState, type KnownDevice } from "./device-state.ts";
import { DeviceTurns, type Holder } from "./device-turns.ts";
import { EntryTable } from "./entry-table.ts";
import type { ForeignEntry } from "./foreign-entry.ts";
import { ForeignWork } from "./foreign-work.ts";
import { Hearing } from "./hearing.ts";
import { Incoming } from "./incoming.ts";
import type { Lane } from "./lane.ts";
import { LateAnswers } from "./late-answers.ts";
import { Leases } from "./leases.ts";
import { OvertakenCommands } from "./overtaken-commands.ts";
import { type Job, OwnReads } from "./own-reads.ts";
import { PlacementWork } from "./placement-work.ts";
import type {
  AdoptionRequest,
  ContentChange,
  DoorResult,
  Placement,
  PlacementRequest,
} from "./programmer.ts";
import { Readings } from "./readings.ts";
import { Sending } from "./sending.ts";
import type { SessionEnvironment } from "./session-environment.ts";
import { SlotActor } from "./slot-actor.ts";
import { SlotActors } from "./slot-actors.ts";

/**
 * One device: holds one operation in flight, gives clearing the first turn, leases slots before the first byte is sent,
 * and shares out what reads find. Machines ask; the session grants, sends, and answers with events.
 */
export class DeviceSession {
  readonly #state: DeviceState;
  readonly #environment: SessionEnvironment;
  readonly #actors: SlotActors;
  readonly #turns: DeviceTurns;
  readonly #command: CommandInFlight<Holder>;
  readonly #reads: OwnReads;
  readonly #table: EntryTable;
  readonly #work: PlacementWork;
  readonly #foreign: ForeignWork;
  readonly #incoming: Incoming;
  readonly #hearing = new Hearing();

  /** `lane`: where the gateway carries one command at a time. */
  constructor(device: KnownDevice, environment: SessionEnvironment, isOnline: boolean, lane?: Lane) {
    const { address, driver } = device;
    const { clock, listener } = environment;
    const state = new DeviceState(device, clock, isOnline);
    const actors = new SlotActors(clock);
    this.#actors = actors;
    this.#state = state;
    this.#environment = environment;
    this.#table = new EntryTable({
      ...environment,
      driver,
      deviceId: address.device,
      isAtWork: (accessCodeId) => actors.isAtWork(accessCodeId),
    });
    this.#command = new CommandInFlight({
      address,
      driver,
      environment,
      context: () => state.context,
      givenUp: (flight) => this.#turns.act(() => this.#incoming.noAnswer(flight)),
    });
    this.#turns = new DeviceTurns({
      ...{ state, clock, lane },
      command: this.#command,
      mayWrite: () => this.#mayWrite,
      // Who writes must know whose the slots are.
      writersWait: () => this.#reads.hasten(),
    });
    this.#reads = new OwnReads({
      profile: driver.profile,
      environment,
      ask: (job) => this.#turns.ask(job, "read"),
      hasInterest: () =>
        actors.atTheLock.length > 0 || this.#foreign.isAnyLookedFor || this.#table.remembersAny,
      remembersAny: () => this.#table.remembersAny,
      writersWaitInVain: () => this.#tellWritersOfSilence(),
      act: (work) => this.#turns.act(work),
    });
    const shared = { driver, environment, actors, table: this.#table, reads: this.#reads };
    const leases = new Leases({ ...shared, context: () => state.context, facts: () => state.facts });
    const overtaken = new OvertakenCommands({
      ...{ driver, environment },
      look: (entry) => this.#turns.act(() => this.#lookAgain(entry)),
    });
    const sending = new Sending({ driver, clock, leases, overtaken, command: this.#command });
    this.#work = new PlacementWork({
      ...{ ...shared, leases, sending, overtaken },
      turns: this.#turns,
      finishClearing: (placement) => this.#foreign.finishClearing(placement),
    });
    const work = (placement: Placement) => this.#work.begin(placement);
    this.#foreign = new ForeignWork({ ...shared, work, stop: (actor) => this.#work.stop(actor) });
    const readings = new Readings({
      ...{ ...shared, work },
      context: () => state.context,
      foreign: this.#foreign,
      overtaken,
    });
    this.#incoming = new Incoming({
      ...{ ...shared, state, listener, readings },
      late: new LateAnswers(actors),
      command: this.#command,
      turns: this.#turns,
      foreign: this.#foreign,
    });
  }

  // ---- asked by the access codes

  place(request: PlacementRequest): Placement {
    return this.#turns.act(() => this.#work.place(request));
  }

  change(placementId: string, change: ContentChange): void {
    assert(this.#state.driver.profile.editsInPlace.value, "this lock cannot edit an entry in place");
    this.#turns.act(() => {
      const actor = this.#actors.get(placementId);
      if (change.pin !== actor.placement.content.pin) this.#work.clearMissed(actor);
      actor.send({ type: "code.change", ...change });
    });
  }

  remove(placementId: string): void {
    this.#turns.act(() => {
      const actor = this.#actors.get(placementId);
      this.#work.clearMissed(actor);
      actor.send({ type: "code.remove" });
    });
  }

  setAcceptsExternalChange(placementId: string, accepts: boolean): void {
    this.#turns.act(() => this.#actors.get(placementId).send({ type: "code.acceptExternalChange", accepts }));
  }

  operateDoor(action: "lock" | "unlock", done: (result: DoorResult) => void): void {
    if (!this.#state.isOnline) {
      done({ moved: false, type: "hub_disconnected", message: "The lock's hub is not connected." });
      return;
    }
    const operation = { type: action === "lock" ? "lockDoor" : "unlockDoor" } as const;
    const job: Job = { key: this.#environment.ids.uuid(), operation, attempts: 0, done };
    this.#turns.act(() => this.#turns.ask(job, "door"));
  }

  foreignPins(): ReadonlySet<string> {
    return this.#table.foreignPins();
  }

  lookAtForeign(row: ForeignEntry): void {
    this.#turns.act(() => this.#foreign.lookAt(row));
  }

  adoptForeign(row: ForeignEntry, request: AdoptionRequest): Placement {
    return this.#turns.act(() => this.#foreign.adopt(row, request));
  }

  clearForeign(row: ForeignEntry): Placement {
    return this.#turns.act(() => this.#foreign.clear(row));
  }

  release(placementId: string): ForeignEntry {
    return this.#turns.act(() => this.#foreign.release(this.#actors.get(placementId)));
  }

  abandon(placementId: string): void {
    this.#turns.act(() => {
      this.#work.stop(this.#actors.get(placementId));
      this.#environment.journal.delete(placementId);
    });
  }

  /** Takes a placement up again after a restart. */
  resume(placement: Placement): void {
    this.#work.resume(placement);
  }

  /** The same for a stranger's entry. */
  resumeForeign(row: ForeignEntry): void {
    this.#foreign.resume(row);
  }

  // ---- told by the wire

  setOnline(isOnline: boolean): void {
    const cameBack = isOnline && !this.#state.isOnline;
    this.#state.isOnline = isOnline;
    this.#turns.act(() => {
      if (!cameBack) return;
      this.#actors.tellAll({ type: "device.changed" });
      this.#incoming.readAfterAbsence();
    });
  }

  /** The gateway was away, and is connected again. */
  gatewayCameBack(): void {
    this.#hearing.beginAnew();
  }

  receiveReply(envelope: Envelope): void {
    const flight = this.#command.land(envelope.inReplyTo);
    this.#turns.act(() =>
      flight ? this.#incoming.answer(envelope, flight) : this.#incoming.lateAnswer(envelope),
    );
  }

  /** What a lock says unasked: something that has happened, or what it is like now. */
  receiveNews(envelope: Envelope, kind: { readonly isState: boolean } = { isState: false }): void {
    if (this.#hearing.isNews(envelope, kind)) this.#turns.act(() => this.#incoming.news(envelope));
  }

  /** A machine that is about to read its entry needs no help. Of an entry that nobody works on, the table tells whether it is taken. */
  #lookAgain(entry: string): void {
    const actor = this.#actors.at(entry);
    if (!actor) this.#reads.lookAtTable();
    else if (!actor.isReading) this.#reads.lookAt(entry);
  }

  // ---- who may write

  /** What is to go goes before anything is written. When it cannot be made to go, it keeps nobody out any longer. */
  get #mayWrite(): boolean {
    return this.#isTableKnown && !this.#actors.atTheLock.some((actor) => actor.isRemoving);
  }

  /** An entry with a key of its own can be nobody else's. A numbered slot may have been taken. */
  get #isTableKnown(): boolean {
    return !this.#reads.isAnyOwed || this.#state.driver.profile.entryKey === "userId";
  }

  #tellWritersOfSilence(): void {
    if (this.#isTableKnown) return;
    for (const holder of this.#turns.writers) {
      if (holder instanceof SlotActor) holder.send({ type: "lock.silent" });
    }
  }
}
