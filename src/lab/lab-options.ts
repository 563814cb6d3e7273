import type { LinkConditions } from "../kernel/memory-way.ts";
import type { InvariantViolation } from "../oracles/violation.ts";
import type { FleetInput, VendorPlugin } from "./fleet.ts";
import type { OutsideBroker } from "./outside-broker.ts";

export interface LabOptions {
  /** Decides everything that is left to chance. 1 unless told. */
  readonly seed?: number;
  /** Which locks there are: two of each vendor unless told. Data that were opened again keep the fleet they have. */
  readonly fleet?: FleetInput;
  /** ISO 8601: the instant at which a new virtual world starts. 2026-01-01T00:00:00Z unless told. */
  readonly start?: string;
  /**
   * `virtual`: time moves only when told. `paced`: it follows the wall clock, at any pace, and can be moved on. `live`: it is the
   * wall clock, and nobody moves it: for real locks, and simulators in processes of their own.
   */
  readonly mode?: "virtual" | "paced" | "live";
  /** In live mode: a broker to use in place of the lab's own. */
  readonly broker?: OutsideBroker;
  /** `elsewhere`: the lab simulates none of a new fleet's locks, whatever the fleet says. */
  readonly simulators?: "here" | "elsewhere";
  /** In paced and live mode: how many seconds of the lab pass in a real one; 0 is paused. 1 unless told. */
  readonly pace?: number;
  /**
   * ISO 8601, for a live lab at another pace than 1: the instant at which its time was the wall clock's. Processes with the same
   * pace and the same instant live in one time.
   */
  readonly since?: string;
  /** The file in which everything is kept: codes, events, the locks' own memory, the clock. In memory unless told. */
  readonly data?: string;
  /** What clients of the first workspace authorise themselves with, in place of the development key `seam_apikey1_token`. */
  readonly apiKey?: string;
  /**
   * What the passwords of the broker's clients are made from, in place of one that everybody knows. Whoever holds it can
   * connect as anybody.
   */
  readonly brokerKey?: string;
  /** Whether Seam's limits per device and minute hold, counted in the lab's time: not unless told. */
  readonly rateLimits?: boolean;
  /** Stands in for that server: its seed's workspaces, keys, accounts and locks, and its `/_fake` routes. */
  readonly compat?: "fake-seam-connect";
  /** False: the API has nothing under `/_lockstep`. */
  readonly controlApi?: boolean;
  /** Vendors beside those that come with Lockstep, or in their place. */
  readonly plugins?: readonly VendorPlugin[];
  /** Multiplies every latency of the simulated locks; 0 for benchmarks. 1 unless told. */
  readonly latencyScale?: number;
  /** What the network between the nodes is like. */
  readonly links?: LinkConditions;
  /** Told of every injection, firing and healing of a fault, as the trace has it. Called inside the world: it must not meddle. */
  readonly onFaultNote?: (kind: string, text: string) => void;
  /**
   * False: nobody watches whether the lab keeps its promises (docs/invariants.md). True unless told: a promise that is broken
   * stops a virtual world with an InvariantViolation.
   */
  readonly oracles?: boolean;
  /** Told of a broken promise, which then does not stop the world. In a paced world a warning is given unless this is. */
  readonly onViolation?: (violation: InvariantViolation) => void;
  /** What a violation says is to be typed to see it again, for whoever runs the lab. */
  readonly replay?: string;
  /** Told once of a paced or live world that has failed. */
  readonly onFailure?: (error: unknown) => void;
}

/** The keys of Seam's own fake, which development clients know: that of a new lab's first workspace, of its second ... */
export const developmentKeyOf = (index: number): string => `seam_apikey${index + 1}_token`;

/** The same for publishable keys, with which an app in its user's hands asks for a client session. */
export const developmentPublishableKeyOf = (index: number): string => `seam_pk${index + 1}_token`;

export const defaultStart = "2026-01-01T00:00:00Z";
