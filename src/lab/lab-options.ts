import type { LinkConditions } from "../kernel/memory-way.ts";
import type { FleetInput, VendorPlugin } from "./fleet.ts";

export interface LabOptions {
  /** Decides everything that is left to chance. 1 unless told. */
  readonly seed?: number;
  /** Which locks there are: two of each vendor unless told. Data that were opened again keep the fleet they have. */
  readonly fleet?: FleetInput;
  /** ISO 8601: the instant at which a new virtual world starts. 2026-01-01T00:00:00Z unless told. */
  readonly start?: string;
  /** `virtual`: time moves only when told. `paced`: it follows the wall clock. */
  readonly mode?: "virtual" | "paced";
  /** In paced mode: how many virtual seconds pass in a real one; 0 is paused. 1 unless told. */
  readonly pace?: number;
  /** The file in which everything is kept: codes, events, the locks' own memory, the clock. In memory unless told. */
  readonly data?: string;
  /** What clients of the first workspace authorise themselves with, in place of the development key `seam_apikey1_token`. */
  readonly apiKey?: string;
  /**
   * What the passwords of the broker's clients are made from, in place of one that everybody knows. Whoever holds it can
   * connect as anybody.
   */
  readonly brokerKey?: string;
  /** Vendors beside those that come with Lockstep, or in their place. */
  readonly plugins?: readonly VendorPlugin[];
  /** Multiplies every latency of the simulated locks; 0 for benchmarks. 1 unless told. */
  readonly latencyScale?: number;
  /** What the network between the nodes is like. */
  readonly links?: LinkConditions;
  /** Told of every injection, firing and healing of a fault, as the trace has it. Called inside the world: it must not meddle. */
  readonly onFaultNote?: (kind: string, text: string) => void;
  /** Told once of a paced world that has failed. */
  readonly onFailure?: (error: unknown) => void;
}

/** The keys of Seam's own fake, which development clients know: that of a new lab's first workspace, of its second ... */
export const developmentKeyOf = (index: number): string => `seam_apikey${index + 1}_token`;

export const defaultStart = "2026-01-01T00:00:00Z";
