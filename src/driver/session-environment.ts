import type { Clock, Ids, Random } from "../kernel/ports.ts";
import type { ForeignEntryJournal } from "./foreign-entry.ts";
import type { Outbox } from "./outbox.ts";
import type { PlacementJournal, ProgrammerListener } from "./programmer.ts";

/** What the sessions of one service share. */
export interface SessionEnvironment {
  /** Its timers run inside a unit of work of the store. */
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly outbox: Outbox;
  readonly journal: PlacementJournal;
  readonly foreign: ForeignEntryJournal;
  readonly listener: ProgrammerListener;
}

/** 0.8 to 1.2: so that what fails together is not tried again together. */
export const jitter = (random: Random): number => 0.8 + 0.4 * random.float();
