/**
 * What a read says about one place in a keypad's memory. A masked read is `unreadable`: it proves that something is
 * there, never what. A `hashed` one shows a token made from what is there: it proves a PIN without telling it. A `marked` one
 * shows the vendor's own mark of what it took last: the same mark is the same PIN, another one is somebody's change.
 */
export type SlotValue =
  | { readonly kind: "empty" }
  | { readonly kind: "unreadable" }
  | { readonly kind: "hashed"; readonly hash: string }
  | { readonly kind: "marked"; readonly mark: string }
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
  /** It was written again since it was made, where the vendor tells that: by us or by other hands. */
  readonly wasRewritten?: boolean | undefined;
  /** The entry stands there and does not open the door: the key of the refusal that says why. */
  readonly inactive?: string | undefined;
}

/** What was sent to an entry before its present content. */
export type EarlierContent = Pick<SlotContent, "pin" | "name" | "window" | "mark" | "sentStarts">;

/** Everything that an entry may hold: what is to stand there first, and what was sent before. */
export const versionsOf = ({
  content,
  earlier = [],
}: {
  readonly content: SlotContent;
  readonly earlier?: readonly EarlierContent[] | undefined;
}): readonly [SlotContent, ...SlotContent[]] => [
  content,
  ...earlier.map((version) => ({ ...content, ...version })),
];

/** What an entry may hold by our doing: what is to stand there, and was changed before it was sent, does not. */
export const sentVersionsOf = ({
  content,
  isSent = true,
  earlier = [],
}: {
  readonly content: SlotContent;
  readonly isSent?: boolean | undefined;
  readonly earlier?: readonly EarlierContent[] | undefined;
}): readonly SlotContent[] => {
  const [latest, ...before] = versionsOf({ content, earlier });
  return isSent || before.length === 0 ? [latest, ...before] : before;
};

export const isSameWindow = (one: Window | undefined, other: Window | undefined): boolean =>
  one?.startsAt === other?.startsAt && one?.endsAt === other?.endsAt;

/** Whether two contents do not open the same door at the same times. */
export const opensOtherwise = (one: EarlierContent, other: EarlierContent): boolean =>
  one.pin !== other.pin || !isSameWindow(one.window, other.window);

/** When a PIN works. Milliseconds since the epoch; the end is exclusive. */
export interface Window {
  readonly startsAt: number;
  readonly endsAt: number;
}

/** What is to stand in one entry of a lock's table. */
export interface SlotContent {
  /** The vendor's key for the entry; empty until the vendor has told it, where it assigns keys itself. */
  readonly entry: string;
  /** Empty until the vendor has told it, where it assigns PINs itself. */
  readonly pin: string;
  /** As the vendor takes it. */
  readonly name: string;
  /** Only for locks that keep schedules themselves; `undefined` means always. */
  readonly window?: Window | undefined;
  /**
   * The starts that the lock was told, the latest last, where it takes none that has passed: instants, each the window's own or
   * later. Which of them it took, a read has to show.
   */
  readonly sentStarts?: readonly number[] | undefined;
  /** The vendor's mark of the PIN as it stands there, where its reads show marks; `undefined` until it has told one. */
  readonly mark?: string | undefined;
  /** The mark of a PIN that other hands have put there, and that was taken over: what it is, nobody is shown. */
  readonly othersMark?: string | undefined;
}

/** Whether the PIN that stands there is another than `pin`, and cannot be known. */
export const holdsOthersPin = ({ mark, othersMark }: SlotContent): boolean =>
  mark !== undefined && mark === othersMark;
