/** The kinds of fault that can be injected, as data. The docs and error messages are made from this list. */

export type TargetType = "lock" | "hub" | "vendor" | "link" | "service";

/** What a fault does while it is active. */
export type FaultAction =
  /** Something lasts, from injection until it is healed. */
  | "hubOffline"
  | "condition"
  | "linkCut"
  /** Something happens to commands at the lock, one by one. */
  | "command"
  /** Something happens once. */
  | "serviceCrash";

export interface FaultKind {
  readonly action: FaultAction;
  readonly targets: readonly TargetType[];
  /** Parameters by name: how a value is written. All have defaults unless `required`. */
  readonly params: Readonly<
    Record<
      string,
      { readonly form: "duration" | "text"; readonly required?: true; readonly default?: string }
    >
  >;
  /** One sentence for a person. */
  readonly description: string;
}

const locks = ["lock", "hub", "vendor"] as const;

export const faultKinds = {
  "hub.offline": {
    action: "hubOffline",
    targets: ["hub", "vendor"],
    params: {},
    description: "The hub or bridge loses its way to the service. The keypads go on working.",
  },
  "lock.offline": {
    action: "condition",
    targets: locks,
    params: {},
    description: "The hub cannot reach the lock.",
  },
  "keypad.missing": {
    action: "condition",
    targets: locks,
    params: {},
    description: "The accessory keypad is not paired with the lock.",
  },
  "bridge.missing": {
    action: "condition",
    targets: locks,
    params: {},
    description: "The lock is not connected to a bridge.",
  },
  "bridge.busy": {
    action: "condition",
    targets: locks,
    params: {},
    description: "The bridge is busy with another job.",
  },
  "load.slow": {
    action: "condition",
    targets: locks,
    params: {},
    description: "Codes that the cloud took reach the lock only after minutes.",
  },
  "code.fallsBack": {
    action: "condition",
    targets: locks,
    params: {},
    description: "Codes that were on the keypad fall back to being on their way.",
  },
  "radio.lossy": {
    action: "condition",
    targets: locks,
    params: {},
    description: "Frames between the hub and the lock get lost, in either direction.",
  },
  "lock.noReply": {
    action: "command",
    targets: locks,
    params: {},
    description: "A command vanishes on its way: no effect, no answer.",
  },
  "lock.replyLost": {
    action: "command",
    targets: locks,
    params: {},
    description: "A command takes effect and its answer vanishes.",
  },
  "lock.lateReply": {
    action: "command",
    targets: locks,
    params: { delay: { form: "duration", default: "2m" } },
    description: "A command takes effect and its answer comes late.",
  },
  "lock.doubleReply": {
    action: "command",
    targets: locks,
    params: {},
    description: "An answer comes twice.",
  },
  "lock.lateEffect": {
    action: "command",
    targets: locks,
    params: { delay: { form: "duration", default: "2m" } },
    description: "A command is acknowledged at once and takes effect late.",
  },
  "lock.ackNoEffect": {
    action: "command",
    targets: locks,
    params: {},
    description: "A command is acknowledged and has no effect.",
  },
  "lock.nak": {
    action: "command",
    targets: locks,
    params: { code: { form: "text", required: true } },
    description: "A command is refused with a code of the vendor's.",
  },
  "lock.nakWithEffect": {
    action: "command",
    targets: locks,
    params: { code: { form: "text", required: true } },
    description: "A command takes effect and is refused all the same, with a code of the vendor's.",
  },
  "link.cut": {
    action: "linkCut",
    targets: ["link"],
    params: {},
    description: "The network link between two nodes is cut: connections are reset and new ones refused.",
  },
  "service.crash": {
    action: "serviceCrash",
    targets: ["service"],
    params: { downFor: { form: "duration", default: "5s" } },
    description: "The service's process dies and starts again on the same data.",
  },
} as const satisfies Record<string, FaultKind>;

export type FaultKindName = keyof typeof faultKinds;

export const faultKindNames = Object.keys(faultKinds) as FaultKindName[];
