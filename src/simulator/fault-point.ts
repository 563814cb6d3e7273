/**
 * Where simulators ask whether something is to go wrong. `src/faults` answers; without faults every question is answered
 * with "no". Asking never changes anything but the count of a fault that fires.
 */
export interface FaultPoint {
  /** What is to happen to this command at the lock, if anything. The first fault that matches answers. */
  onCommand(observation: CommandObservation): CommandFault | undefined;
}

export interface CommandObservation {
  readonly vendor: string;
  readonly gateway: string;
  readonly deviceId: string;
  /** The body's `type`: the vendor's name for the command. */
  readonly command: string;
}

export type CommandFault =
  /** The command vanishes: no effect, no answer. */
  | { readonly type: "swallow" }
  /** The command takes effect and its answer vanishes. */
  | { readonly type: "loseReply" }
  /** The answer comes this much later, in milliseconds. */
  | { readonly type: "delayReply"; readonly delayMs: number }
  /** The answer comes twice. */
  | { readonly type: "doubleReply" }
  /**
   * The command is refused in the vendor's own words: a key of its refusals. `takesEffect`: it is carried out all the
   * same, as by a cloud that answers 502 and has stored the code.
   */
  | { readonly type: "refuse"; readonly vendorCode: string; readonly takesEffect?: boolean | undefined }
  /** The command is acknowledged and has no effect. */
  | { readonly type: "ackWithoutEffect" }
  /** The effect, not the acknowledgement, comes this much later, in milliseconds. */
  | { readonly type: "delayEffect"; readonly delayMs: number };

export const noFaults: FaultPoint = { onCommand: () => undefined };
