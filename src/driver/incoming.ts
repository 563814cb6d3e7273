import type { Envelope } from "../wire/envelope.ts";
import type { CommandInFlight, Flight } from "./command-in-flight.ts";
import type { DeviceState } from "./device-state.ts";
import type { DeviceTurns, Holder } from "./device-turns.ts";
import type { EntryTable } from "./entry-table.ts";
import type { ForeignWork } from "./foreign-work.ts";
import type { LateAnswers } from "./late-answers.ts";
import type { Assigned, DeviceFacts, Signal } from "./lock-driver.ts";
import type { Job, OwnReads } from "./own-reads.ts";
import type { ProgrammerListener } from "./programmer.ts";
import type { Readings } from "./readings.ts";
import { refusalOf } from "./refusal-of.ts";
import { SlotActor } from "./slot-actor.ts";
import type { SlotActors } from "./slot-actors.ts";

export interface IncomingParts {
  readonly state: DeviceState;
  readonly command: CommandInFlight<Holder>;
  readonly turns: DeviceTurns;
  readonly actors: SlotActors;
  readonly table: EntryTable;
  readonly reads: OwnReads;
  readonly readings: Readings;
  readonly foreign: ForeignWork;
  readonly late: LateAnswers;
  readonly listener: ProgrammerListener;
}

/** What a device's messages mean, and who is to hear of it. */
export class Incoming {
  readonly #parts: IncomingParts;

  constructor(parts: IncomingParts) {
    this.#parts = parts;
  }

  /** Takes in the answer to a command. */
  answer(envelope: Envelope, flight: Flight<Holder>): void {
    const answers = this.#signals(envelope).filter((signal) => this.#understand(signal, envelope, flight));
    // A reply that says nothing about what was asked leaves as much in doubt as none.
    if (answers.length === 0) this.noAnswer(flight);
  }

  /** Takes in the answer to a command whose end is awaited no more. */
  lateAnswer(envelope: Envelope): void {
    for (const signal of this.#signals(envelope)) this.#parts.late.hear(signal, envelope.inReplyTo);
  }

  /** Takes in what a lock says unasked. */
  news(envelope: Envelope): void {
    for (const signal of this.#signals(envelope)) this.#understand(signal, envelope, undefined);
  }

  noAnswer(flight: Flight<Holder>): void {
    const { holder } = flight;
    this.#parts.late.missed(flight);
    if (holder instanceof SlotActor) holder.send({ type: "lock.silent" });
    else this.#jobFailed(holder, { type: "no_answer", message: "The lock did not answer." });
  }

  /** Nothing was heard for a while: what stands in the entries, and who has taken others, may have changed. */
  readAfterAbsence(): void {
    const { state, actors, reads, readings } = this.#parts;
    readings.noteAbsence();
    reads.audit();
    reads.afterAbsence(() => {
      reads.askForTable();
      if (state.driver.profile.tableShowsPins.value) return;
      for (const { placement } of actors.atTheLock) {
        if (placement.status === "set") reads.askForEntry(placement.content.entry);
      }
    });
  }

  #signals({ body }: Envelope): readonly Signal[] {
    const { driver, context } = this.#parts.state;
    return driver.decode(body, context);
  }

  /** Takes in what a message says; true if that answers the command in `flight`. */
  #understand(signal: Signal, envelope: Envelope, flight: Flight<Holder> | undefined): boolean {
    const { state, command, actors, listener } = this.#parts;
    // What answers the question for a job's end, and is no end, says nothing of the command itself.
    const asked = flight?.job === undefined ? flight : undefined;
    switch (signal.type) {
      case "accepted":
        return asked !== undefined && this.#accepted(asked, signal);
      case "refused":
        return asked !== undefined && this.#refused(signal.vendorCode, asked);
      case "pending":
        if (!asked) return false;
        this.#noteAssigned(asked, signal);
        command.awaitJob(asked, signal.job);
        return true;
      case "jobEnded":
        return this.#jobEnded(signal, flight);
      case "read":
        return this.#shareOut(signal, flight);
      case "tableChanged":
        this.#suspect(signal.entry);
        return false;
      case "doorMoved": {
        const actor = signal.entry === undefined ? undefined : actors.at(signal.entry);
        listener.doorMoved(state.deviceId, {
          messageId: envelope.id,
          locked: signal.locked,
          method: signal.method,
          accessCodeId: actor?.placement.accessCodeId,
        });
        return false;
      }
      case "accessDenied":
        listener.accessDenied(state.deviceId, envelope.id);
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
    if (holder instanceof SlotActor) {
      holder.noteAccepted();
      holder.send({ type: "lock.accepted" });
    } else holder.done?.({ moved: true, locked: operation.type === "lockDoor" });
    return true;
  }

  #noteAssigned({ holder }: Flight<Holder>, assigned: Assigned): void {
    if (holder instanceof SlotActor) holder.assign(assigned);
  }

  #refused(vendorCode: string, { holder }: Flight<Holder>): boolean {
    const refusal = refusalOf(this.#parts.state.driver, vendorCode);
    if (refusal.retry === "soon") this.#parts.turns.leaveAlone();
    if (holder instanceof SlotActor) {
      if (refusal.outcome === "notDone") holder.noteNotDone();
      holder.send({ type: "lock.refused", refusal });
    } else this.#jobFailed(holder, { type: refusal.code, message: refusal.message });
    return true;
  }

  /** It may be told unasked, be what was asked for, or come at once, of a command that was never heard to have become a job. */
  #jobEnded(ended: Extract<Signal, { type: "jobEnded" }>, answered: Flight<Holder> | undefined): boolean {
    const { command, late } = this.#parts;
    const flight = answered ?? command.landJob(ended.job);
    if (!flight) late.hear(ended, undefined);
    if (!flight || (flight.job ?? ended.job) !== ended.job) return false;
    if (ended.vendorCode === undefined) return this.#accepted(flight, ended);
    return this.#refused(ended.vendorCode, flight);
  }

  #jobFailed(job: Job, failure: { readonly type: string; readonly message: string }): void {
    if (job.done) job.done({ moved: false, ...failure });
    else this.#parts.reads.failed(job);
  }

  /** Shares out what a read has found; true if that answers the command in `flight`. */
  #shareOut(read: Extract<Signal, { type: "read" }>, flight: Flight<Holder> | undefined): boolean {
    const { actors, reads, readings } = this.#parts;
    // What the sharing out asks for is asked anew, and not taken for what is being answered.
    if (flight && !(flight.holder instanceof SlotActor)) reads.ended(flight.holder);
    const told = readings.share(read);
    if (!flight) return false;
    const { holder, operation } = flight;
    if (holder instanceof SlotActor) return told.has(holder) && operation.type !== "slot";
    // It answers again: what waits for its time need not wait longer.
    if (holder.attempts > 0) actors.tellAll({ type: "device.changed" });
    return holder.done === undefined;
  }

  /** A read may have been prompted by our own work, which will read anyway. */
  #suspect(entry: string | undefined): void {
    const { command, actors, table, reads, foreign } = this.#parts;
    if (entry === undefined) {
      if (!actors.atTheLock.some((actor) => actor.isReading)) reads.askForTable();
      return;
    }
    const actor = actors.at(entry);
    if (!actor) {
      table.foreign.expectChange(entry);
      reads.askForTable();
      if (foreign.learnsPins && table.foreign.at(entry)) reads.lookAt(entry);
      // The table may not show what has changed: a PIN that was in the way, say.
      actors.tellAll({ type: "slot.freed" });
    } else if (!actor.isReading && command.holder !== actor) {
      reads.askForEntry(entry);
    }
  }

  #deviceReported(facts: DeviceFacts): void {
    const { state, actors, reads, listener } = this.#parts;
    const before = state.facts;
    state.facts = facts;
    listener.deviceReported(state.deviceId, facts);
    // Whoever uses this lock may have been there before us.
    if (!before) {
      this.readAfterAbsence();
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
    actors.tellAll({ type: "device.changed" });
    this.readAfterAbsence();
    // What has changed is not a link that comes and goes, and what it means for the codes is in the table.
    if (isAnother) reads.hasten();
  }
}
