/**
 * What a read says about one place in a keypad's memory. A masked read is `unreadable`: it proves that something is
 * there, never what.
 */
export type SlotValue =
  | { readonly kind: "empty" }
  | { readonly kind: "unreadable" }
  | { readonly kind: "known"; readonly pin: string };

/** One entry of a lock's table, as its vendor's API shows it. */
export interface SlotReading {
  /** The vendor's key for the entry: August's user id, SmartThings' slot number. */
  readonly entry: string;
  readonly value: SlotValue;
  /** False while the code is still on its way to the keypad (August's `created`). */
  readonly onKeypad: boolean;
  readonly name?: string | undefined;
  /** The entry's own schedule, for locks that keep one. Milliseconds since the epoch. */
  readonly window?: Window | undefined;
}

/** When a PIN works. Milliseconds since the epoch; the end is exclusive. */
export interface Window {
  readonly startsAt: number;
  readonly endsAt: number;
}

/** What is to stand in one entry of a lock's table. */
export interface SlotContent {
  readonly entry: string;
  readonly pin: string;
  readonly name: string;
  /** Only for locks that keep schedules themselves; `undefined` means always. */
  readonly window?: Window | undefined;
}
