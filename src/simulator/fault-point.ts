/**
 * Where simulators ask whether something is to go wrong. `src/faults` answers; without faults every question is answered
 * with "no". Asking never changes anything but the count of a fault that fires. The first fault that matches answers.
 */
export interface FaultPoint {
  /** What is to happen to this command at the lock's gateway, if anything. Asked once per command. */
  onCommand(observation: CommandObservation): CommandFault | undefined;
  /** What is to happen to this frame between the hub and the lock. */
  onFrame(observation: FrameObservation): FrameFault | undefined;
  /** What is to become of this change of the keypad's table. */
  onWrite(observation: WriteObservation): WriteFault | undefined;
  /** What is to happen to this event on its way to the service. */
  onPush(observation: PushObservation): PushFault | undefined;
}

/** Which lock it is about. */
export interface LockObservation {
  readonly vendor: string;
  readonly gateway: string;
  readonly deviceId: string;
}

export interface CommandObservation extends LockObservation {
  /** The body's `type`: the vendor's name for the command. */
  readonly command: string;
  /** The slot that it names or means, where the vendor's commands do. */
  readonly slot?: number | undefined;
}

export interface FrameObservation extends LockObservation {
  readonly direction: "toLock" | "fromLock";
}

export interface WriteObservation extends LockObservation {
  readonly slot: number;
  readonly change: "write" | "clear";
}

export interface PushObservation extends LockObservation {
  /** The body's `type`: the vendor's name for the event. */
  readonly event: string;
}

export type CommandFault =
  /** The command vanishes: no effect, no answer. `onlyWrites`: only a command that would change something. */
  | { readonly type: "swallow"; readonly onlyWrites?: boolean }
  /** The command reaches the lock this much later, in milliseconds. */
  | { readonly type: "delayCommand"; readonly delayMs: number }
  /** The command takes effect and its answer vanishes. */
  | { readonly type: "loseReply" }
  /** The answer comes this much later, in milliseconds. */
  | { readonly type: "delayReply"; readonly delayMs: number }
  /** The answer comes twice. */
  | { readonly type: "doubleReply" }
  /** The answer is no message of the wire any more: the end of it is missing. */
  | { readonly type: "cutReply" }
  /** An answer that lists entries lists none. */
  | { readonly type: "emptyList" }
  /** An answer that reads entries tells what was true so many milliseconds ago. `onlyLists`: single entries are told truly. */
  | { readonly type: "staleRead"; readonly ageMs: number; readonly onlyLists: boolean }
  /**
   * The command is refused in the vendor's own words: a key of its refusals. `takesEffect`: it is carried out all the
   * same, as by a cloud that answers 502 and has stored the code. `onlyWrites`: only if it would change something.
   */
  | {
      readonly type: "refuse";
      readonly vendorCode: string;
      readonly takesEffect?: boolean | undefined;
      readonly onlyWrites?: boolean;
    }
  /** The command is acknowledged and has no effect. */
  | { readonly type: "ackWithoutEffect" }
  /** The effect, not the acknowledgement, comes this much later, in milliseconds. */
  | { readonly type: "delayEffect"; readonly delayMs: number };

export type FrameFault =
  | { readonly type: "lose" }
  /** The frame arrives this much later, in milliseconds. */
  | { readonly type: "delay"; readonly delayMs: number }
  /** A frame to the lock arrives twice. */
  | { readonly type: "double" }
  /** The frame arrives after the next one, or when this much time has passed, in milliseconds. */
  | { readonly type: "overtake"; readonly patienceMs: number };

export type WriteFault =
  /** The table shows the entry and the keypad does not know it. */
  | { readonly type: "ghost" }
  /** The table shows no entry and the keypad still knows it. */
  | { readonly type: "zombie" }
  /** The entry is half written: its PIN is none that anybody has chosen. */
  | { readonly type: "tear" }
  /** The entry goes from the table by itself, this much later, in milliseconds, and nobody is told. */
  | { readonly type: "forget"; readonly afterMs: number };

export type PushFault =
  | { readonly type: "lose" }
  | { readonly type: "delay"; readonly delayMs: number }
  | { readonly type: "double" };

export const noFaults: FaultPoint = {
  onCommand: () => undefined,
  onFrame: () => undefined,
  onWrite: () => undefined,
  onPush: () => undefined,
};
