export interface PressResult {
  readonly opened: boolean;
  readonly reason:
    | "opened"
    | "wrong_code"
    | "outside_schedule"
    | "locked_out"
    | "no_keypad"
    | "not_accepted"
    | "no_power"
    | "jammed";
}

export type ExternalEdit =
  | { readonly action: "add_code"; readonly code: string; readonly name?: string | undefined }
  | { readonly action: "change_code"; readonly code: string; readonly newCode: string }
  | { readonly action: "remove_code"; readonly code: string };

export interface LockInspection {
  readonly vendor: string;
  readonly gateway: string;
  /** Whether the service can reach the lock now. */
  readonly online: boolean;
  readonly locked: boolean;
  readonly capacity: number;
  readonly slots: readonly InspectedSlot[];
  /** What the vendor's cloud or the hub believes, in its own words. */
  readonly cloudView: unknown;
}

export interface InspectedSlot {
  readonly slot: number;
  readonly pin: string;
  readonly name: string;
  /** ISO 8601, or `null`: always. */
  readonly startsAt: string | null;
  readonly endsAt: string | null;
}
