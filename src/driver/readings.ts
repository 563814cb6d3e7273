import { opensOtherwise, type SlotReading, sentVersionsOf, versionsOf } from "../lock/slot-value.ts";
import { classify, showsAnother, showsContent } from "./classify.ts";
import { mayBeAnothers } from "./entry-content.ts";
import { afterlifeMs, type EntryTable, type TableRead } from "./entry-table.ts";
import type { ForeignWork } from "./foreign-work.ts";
import type { DeviceContext, LockDriver, Signal } from "./lock-driver.ts";
import type { OvertakenCommands } from "./overtaken-commands.ts";
import type { OwnReads } from "./own-reads.ts";
import type { Placement } from "./programmer.ts";
import type { SlotActor } from "./slot-actor.ts";
import type { SlotActors } from "./slot-actors.ts";
import type { SlotEvent, SlotReadEvent } from "./slot-setup.ts";

export interface ReadingsParts {
  readonly driver: LockDriver;
  readonly context: () => DeviceContext;
  readonly table: EntryTable;
  readonly actors: SlotActors;
  readonly reads: OwnReads;
  readonly foreign: ForeignWork;
  readonly overtaken: OvertakenCommands;
  /** Begins to work on a placement. */
  readonly work: (placement: Placement) => SlotActor;
}

/** Shares out what reads have found: to each machine what stands in its entry, to the table what stands in the others. */
export class Readings {
  readonly #parts: ReadingsParts;
  /** The last list that has shown anything. */
  #shown: { readonly at: number; readonly entries: readonly string[] } | undefined;
  /** The last list that tells no PINs, but maybe the names of what is read one by one. */
  #list: { readonly at: number; readonly names: ReadonlyMap<string, string | undefined> } | undefined;

  constructor(parts: ReadingsParts) {
    this.#parts = parts;
  }

  /** Tells every machine what was found in its entry. Returns whom it was told. */
  share({ readings, complete, asOf }: Extract<Signal, { type: "read" }>): ReadonlySet<SlotActor> {
    const { driver, context, actors, reads } = this.#parts;
    const found = new Map(readings.map((reading) => [reading.entry, reading]));
    const isSummary = complete && !driver.profile.tableShowsPins.value;
    const isBare = complete && readings.length === 0;
    if (complete && !isBare) this.#shown = { at: context().now, entries: [...found.keys()] };
    const isNews = ({ placement }: SlotActor, afterMs = 0) =>
      asOf === undefined || (placement.sentAt ?? 0) + afterMs <= asOf;
    this.#locate(found, isNews);
    this.#note({ found, isComplete: complete, isSummary, asOf });
    reads.answered(found.keys(), complete);
    if (isSummary) {
      this.#list = {
        at: asOf ?? context().now,
        names: new Map(readings.map(({ entry, name }) => [entry, name])),
      };
    }
    const told = new Set<SlotActor>();
    for (const actor of actors.atTheLock) {
      const { content, evidence, status, wasTried } = actor.placement;
      const reading = found.get(content.entry);
      if ((!reading && !complete) || !isNews(actor)) continue;
      // Not found anywhere is not the same as not there: what was sent may have been under way still.
      if (content.entry === "" && !isNews(actor, driver.profile.timing.settleMs.value)) continue;
      // A summary tells who is there, not what is there: enough to miss somebody, or to find a slot taken.
      if (isSummary && (reading ? evidence !== "unsent" : status !== "set")) continue;
      // It may also be our own code, come late.
      if (isSummary && reading && wasTried) {
        reads.askForEntry(content.entry);
        continue;
      }
      const meaning = this.#meaning(actor.placement, reading);
      if (dependsOnName(meaning, actor) && this.#awaitsName(actor.placement, reading)) {
        reads.askForTable();
        continue;
      }
      const lagLeftMs = this.#lagLeftMs(actor.placement);
      if (meaning.type === "slot.holdsOther" && status === "set" && lagLeftMs > 0) {
        reads.askForTableIn(lagLeftMs);
        continue;
      }
      told.add(actor);
      actor.noteRead();
      actor.send(meaning.type === "slot.empty" && isBare ? this.#doubtful(meaning, actor) : meaning);
      // Given up, it is a stranger's, which only another look at the table will know.
      const isGivenUp = actor.hasEnded || actor.placement.content.entry !== content.entry;
      if (isGivenUp && reading && reading.value.kind !== "empty" && !isSummary) reads.askForTable();
    }
    return told;
  }

  /** The device was away: names that were listed before may be of codes that others have taken out since. */
  noteAbsence(): void {
    this.#list = undefined;
    for (const actor of this.#parts.actors.atTheLock) actor.noteAbsence();
  }

  /** What was found to a machine that waits for its code to show, and whether a stranger's may be in its way. */
  #meaning(placement: Placement, reading: SlotReading | undefined): SlotReadEvent {
    const { driver, context, table, overtaken } = this.#parts;
    const named = this.#named(reading, placement);
    const event = classify(placement, named, driver, context());
    if (event.type === "slot.unreadable" && this.#hasAnothersName(placement, named?.name)) {
      return { type: "slot.holdsOther", pin: undefined, window: undefined };
    }
    if (event.type === "slot.holdsOther" && reading && overtaken.explains(reading)) {
      return { ...event, cameLate: true };
    }
    if (event.type !== "slot.empty" && event.type !== "slot.holdsPrevious") return event;
    return { ...event, isPinTaken: table.hasForeignPin(placement.content.pin) };
  }

  /** The reading with the name that a list has shown in its place since anything was sent, where it has none of its own. */
  #named(reading: SlotReading | undefined, placement: Placement): SlotReading | undefined {
    if (!reading || reading.name !== undefined || !this.#hasListSince(placement)) return reading;
    const name = this.#list?.names.get(reading.entry);
    return name === undefined ? reading : { ...reading, name };
  }

  /** Whether a name beside what cannot be read tells that somebody else has taken the slot. */
  #hasAnothersName(placement: Placement, name: string | undefined): boolean {
    const isAnothers = versionsOf(placement).every((version) => version.name !== name);
    return name !== undefined && isAnothers && mayBeAnothers(placement, this.#parts.driver.profile);
  }

  /** Whether only a list that is yet to come can tell if this came out wrong or is somebody else's. */
  #awaitsName(placement: Placement, reading: SlotReading | undefined): boolean {
    const { profile } = this.#parts.driver;
    const isNameless = reading?.name === undefined && !profile.tableShowsPins.value;
    return mayBeAnothers(placement, profile) && isNameless && !this.#hasListSince(placement);
  }

  /** How long a list may go on showing what stood there before our last command, even when others have shown more since. */
  #lagLeftMs({ sentAt = Number.NEGATIVE_INFINITY }: Placement): number {
    const { driver, context } = this.#parts;
    return sentAt + (driver.profile.timing.listLagMs?.value ?? 0) - context().now;
  }

  /** What a list without a single entry says. */
  #doubtful(meaning: Extract<SlotReadEvent, { type: "slot.empty" }>, { placement }: SlotActor): SlotEvent {
    return {
      ...meaning,
      listIsBare: true,
      wasSentLately: this.#wasSentLately(placement),
      hidesOthers: this.#hidesOthers(placement.content.entry),
    };
  }

  /** Whether a list has lately shown another entry than this, which is to be there or a stranger's. */
  #hidesOthers(own: string): boolean {
    const { table, actors, context } = this.#parts;
    if (!this.#shown || this.#shown.at + afterlifeMs <= context().now) return false;
    return this.#shown.entries.some((entry) => {
      if (entry === own) return false;
      const holder = actors.at(entry);
      return holder ? holder.placement.intent === "present" : !table.remembers(entry);
    });
  }

  /** Whether something of the code was sent, or given up unseen, so lately that it would still be known for ours. */
  #wasSentLately({ accessCodeId, sentAt = Number.NEGATIVE_INFINITY }: Placement): boolean {
    const { table, context } = this.#parts;
    const lastAt = Math.max(sentAt, table.givenUpAt(accessCodeId) ?? sentAt);
    return lastAt + afterlifeMs > context().now;
  }

  /** A list that came at the very instant was asked for before. */
  #hasListSince({ sentAt = 0 }: Placement): boolean {
    return this.#list !== undefined && this.#list.at > sentAt;
  }

  /**
   * Finds codes whose keys the vendor has not told: among entries that nobody had before, and among those that do not hold any more what
   * another code of ours had there.
   */
  #locate(found: ReadonlyMap<string, SlotReading>, isNews: (actor: SlotActor) => boolean): void {
    const { table, actors } = this.#parts;
    const unlocated = actors.atTheLock.filter(({ placement: { content } }) => content.entry === "");
    if (unlocated.length === 0) return;
    const isCandidate = (reading: SlotReading) => {
      const holder = actors.at(reading.entry);
      return holder ? isNews(holder) && this.#hasLost(holder, reading) : table.foreign.mayBeNew(reading);
    };
    const candidates = new Set([...found.values()].filter(isCandidate));
    for (const actor of unlocated.filter(isNews)) {
      for (const reading of candidates) {
        const place = this.#placeIn(reading, actor.placement);
        if (!place) continue;
        candidates.delete(reading);
        actors.at(reading.entry)?.send({ type: "slot.replaced" });
        if (!actors.at(reading.entry)) actor.send(place);
        break;
      }
    }
  }

  /** Whether the entry holds something else than its holder had put there. */
  #hasLost({ placement }: SlotActor, reading: SlotReading): boolean {
    return versionsOf(placement).every((version) => showsAnother(version, reading, this.#parts.driver));
  }

  /**
   * What a code is to be told, if this is where it stands. Only what was sent can stand anywhere: it may have been given up as lost
   * since, or be in doubt still. Of a code that the lock says it did not take, whatever looks like it is a stranger's.
   */
  #placeIn(reading: SlotReading, placement: Placement): SlotEvent | undefined {
    const content = this.#parts.table.givenUpAs(placement, reading);
    if (content) return { type: "slot.found", content };
    return this.#showsSent(reading, placement) ? { type: "slot.assigned", entry: reading.entry } : undefined;
  }

  /** What was sent last may not have arrived, and what was sent before it may. */
  #showsSent(reading: SlotReading, placement: Placement): boolean {
    const isSent = placement.evidence !== "unsent";
    const { driver } = this.#parts;
    return isSent && sentVersionsOf(placement).some((version) => showsContent(version, reading, driver));
  }

  /** What tells of before the last command does not say where a code stands, and yet what shows it is no stranger's. */
  #isLookedFor(reading: SlotReading): boolean {
    const { table, actors } = this.#parts;
    const isIt = ({ placement }: SlotActor) =>
      placement.content.entry === "" && this.#showsSent(reading, placement);
    return table.foreign.mayBeNew(reading) && actors.atTheLock.some(isIt);
  }

  /**
   * Whether what stands in the entry is a placement's to judge. In a slot that was leased and never written to that is only what is to stand
   * there, and has come from before: a command that was late, or that the service has forgotten with the rest of its data.
   */
  #isClaimed(placement: Placement, found: ReadonlyMap<string, SlotReading>): boolean {
    if (placement.evidence !== "unsent" || this.#parts.driver.profile.entryKey === "assigned") return true;
    const { type } = this.#meaning(placement, found.get(placement.content.entry));
    return type === "slot.holdsOurs" || type === "slot.holdsPrevious";
  }

  #note(read: Omit<TableRead, "ours">): void {
    const { found, isSummary } = read;
    const { driver, table, actors, reads, foreign, work } = this.#parts;
    const claimed = actors.all.filter(({ placement }) => this.#isClaimed(placement, found));
    const lookedFor = [...found.values()].filter((reading) => this.#isLookedFor(reading));
    const ours = new Set([
      ...claimed.map(({ placement }) => placement.content.entry),
      ...lookedFor.map(({ entry }) => entry),
    ]);
    const news = table.note({ ...read, ours });
    for (const ended of news.cameBack) work(table.toClear(ended, actors.leased()));
    if (news.isFreed) actors.tellAll({ type: "slot.freed" });
    // Ours, come back late, or a stranger's: a summary does not say.
    for (const entry of news.unclear) reads.askForEntry(entry);
    if (foreign.learnsPins) for (const entry of news.unread) reads.lookAt(entry);
    if (news.isDoubtful) reads.askForTableIn(driver.profile.timing.settleMs.value);
    if (!isSummary) foreign.answer(found);
  }
}

/** Whether what follows would take somebody else's code off the lock, or for ours, if that is what was found. */
const dependsOnName = ({ type }: SlotReadEvent, { placement, isAccepted }: SlotActor): boolean => {
  const { intent, content, earlier = [] } = placement;
  if (type !== "slot.unreadable") return type === "slot.holdsOther";
  return intent === "absent" || !isAccepted || earlier.some((version) => opensOtherwise(version, content));
};
