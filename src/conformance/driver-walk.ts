import { type AnyMachineSnapshot, initialTransition, transition } from "xstate";
import type { LockDriver } from "../driver/lock-driver.ts";
import type { SlotContext, SlotEvent, SlotPort } from "../driver/slot-setup.ts";
import type { Refusal } from "../lock/refusal.ts";

/** A port that answers and does nothing: in a walk the actions are looked at, not carried out. */
const idlePort = (noSpace: Refusal): SlotPort => ({
  requestTurn: () => {},
  withdrawTurn: () => {},
  transmit: () => {},
  read: () => {},
  leaseAnother: () => ({ slot: 2, entry: "2" }),
  noSpace: () => noSpace,
  unconfirmed: () => undefined,
  refusal: () => noSpace,
  reportModified: () => {},
  reportDeleted: () => {},
  jitter: () => 1,
});

export const refusalsOf = (driver: LockDriver): Refusal[] =>
  Object.entries(driver.refusals).map(([vendorCode, row]) => ({ ...row, vendorCode }));

/** A slot that nothing has been sent to yet. */
export function freshContext(driver: LockDriver, port?: SlotPort): SlotContext {
  const noSpace = refusalsOf(driver).find(({ vendorCode }) => vendorCode === driver.fullTable);
  if (!noSpace) throw new Error(`fullTable names "${driver.fullTable}", which is not among the refusals`);
  return {
    port: port ?? idlePort(noSpace),
    profile: driver.profile,
    slot: 1,
    content: {
      entry: driver.profile.entryKey === "assigned" ? "" : "1",
      pin: driver.profile.assignsPins?.value ? "" : "4821",
      name: "Walker",
    },
    intent: "present",
    evidence: "unsent",
    evidenceBefore: "unsent",
    previous: undefined,
    isMasked: false,
    wasConfirmed: false,
    wasMissed: false,
    acceptsExternalChange: false,
    attempts: 0,
    refusal: undefined,
    isFailing: false,
    slow: undefined,
    changedExternally: false,
    reverts: 0,
    thirdParty: false,
  };
}

/** What a vendor that assigns keys or PINs tells of an entry, at once or one by one. */
const assignments = ({ profile }: LockDriver): SlotEvent[] =>
  profile.entryKey === "assigned"
    ? [
        { type: "slot.assigned", entry: "1" },
        { type: "slot.assigned", entry: "1", pin: "4821", mark: "1" },
      ]
    : [];

/** Everything that a machine can hear, with each refusal of the driver. */
const eventsOf = (driver: LockDriver): SlotEvent[] => [
  { type: "code.change", pin: "9753", name: "Walker", window: undefined },
  { type: "code.remove" },
  { type: "code.acceptExternalChange", accepts: true },
  { type: "code.acceptExternalChange", accepts: false },
  { type: "turn.granted" },
  ...assignments(driver),
  { type: "lock.accepted" },
  ...refusalsOf(driver).map((refusal) => ({ type: "lock.refused" as const, refusal })),
  { type: "lock.silent" },
  { type: "slot.holdsOurs" },
  { type: "slot.travelling" },
  { type: "slot.holdsPrevious" },
  { type: "slot.holdsOther", pin: "1357", window: undefined },
  { type: "slot.unreadable", mark: driver.profile.entryKey === "assigned" ? "1" : undefined },
  { type: "slot.inactive", vendorCode: driver.fullTable },
  { type: "slot.empty" },
  { type: "slot.freed" },
  { type: "device.changed" },
];

export interface Step {
  readonly from: AnyMachineSnapshot;
  readonly event: { readonly type: string };
  readonly to: AnyMachineSnapshot;
  readonly actions: readonly { readonly type: string; readonly params: unknown }[];
}

export interface Walk {
  readonly states: readonly AnyMachineSnapshot[];
  readonly steps: readonly Step[];
}

/** The events of the timers that run in a state. */
const timersOf = (state: AnyMachineSnapshot): { type: string }[] =>
  // xstate has no public name for the active nodes.
  (state["_nodes"] as { transitions: Map<string, unknown> }[]).flatMap((node) =>
    [...node.transitions.keys()].filter((type) => type.startsWith("xstate.after.")).map((type) => ({ type })),
  );

/** The first of its kind and the last before it counts: what lies between behaves like the first. */
const nearly = (count: number, max: number): boolean => count + 1 >= max;

/** Two states are the same to the walk when nothing that a guard looks at tells them apart. */
function keyOf(state: AnyMachineSnapshot): string {
  const context = state.context as SlotContext;
  return JSON.stringify([
    state.value,
    context.intent,
    context.evidence,
    context.evidenceBefore,
    context.isMasked,
    context.wasConfirmed,
    context.wasMissed,
    context.acceptsExternalChange,
    context.slot === 0,
    context.content.entry === "",
    context.content.pin === "",
    context.content.mark === undefined,
    context.previous !== undefined,
    context.isFailing || nearly(context.attempts, context.profile.timing.attemptsMax.value),
    nearly(context.reverts, 3),
    state.matches("failed") && context.refusal?.retry,
  ]);
}

/** How many states a walk sees before it gives up: a machine of a screen has far fewer. */
const statesMax = 20_000;

/** What stands in an entry whose key nobody knows yet, no read can tell: the key is told first. */
const canHappen = ({ type }: SlotEvent, { context }: AnyMachineSnapshot): boolean =>
  (context as SlotContext).content.entry !== "" ||
  ![
    "slot.holdsOurs",
    "slot.travelling",
    "slot.holdsPrevious",
    "slot.holdsOther",
    "slot.unreadable",
    "slot.inactive",
  ].includes(type);

/** Every state that the machine can reach, whatever the lock answers and however late, and every step between them. */
export function walk(driver: LockDriver): Walk {
  const { slotMachine } = driver;
  const [start] = initialTransition(slotMachine, freshContext(driver));
  const seen = new Map<string, AnyMachineSnapshot>([[keyOf(start), start]]);
  const steps: Step[] = [];
  const events = eventsOf(driver);
  for (const from of seen.values()) {
    if (from.status !== "active") continue;
    for (const event of [...events.filter((event) => canHappen(event, from)), ...timersOf(from)]) {
      const [to, actions] = transition(slotMachine, from, event);
      steps.push({ from, event, to, actions });
      const key = keyOf(to);
      if (!seen.has(key)) seen.set(key, to);
      if (seen.size > statesMax) throw new Error(`the machine has more than ${statesMax} states`);
    }
  }
  return { states: [...seen.values()], steps };
}
