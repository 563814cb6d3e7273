import { type AnyActorScope, type AnyMachineSnapshot, createActor, initialTransition } from "xstate";
import type { LockDriver } from "../driver/lock-driver.ts";
import type { SlotContext, SlotEvent, SlotMachine, SlotPort } from "../driver/slot-setup.ts";
import type { Refusal } from "../lock/refusal.ts";
import { opensOtherwise } from "../lock/slot-value.ts";

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
  triedInVainMs: () => 0,
  isUnseenSinceAbsence: () => false,
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
    isSent: false,
    earlier: [],
    isMasked: false,
    wasConfirmed: false,
    hasStood: false,
    wasTried: false,
    wasMissed: false,
    mayComeLate: false,
    acceptsExternalChange: false,
    attempts: 0,
    refusal: undefined,
    isFailing: false,
    slow: undefined,
    changedExternally: false,
    isGone: false,
    reverts: 0,
    thirdParty: false,
  };
}

/** As often as other hands may have their way before undoing it is given up: one more time is too often. */
const revertsSpent = 2;

/**
 * What a machine may start with: a new code, one for which there is no slot, and all that a restart can find. Two attempts spend its
 * patience, so that the walk comes to the end of it.
 */
function startsOf(driver: LockDriver): SlotContext[] {
  const fresh = freshContext(driver);
  const { timing } = fresh.profile;
  const attemptsMax = { ...timing.attemptsMax, value: 2 };
  const start: SlotContext = { ...fresh, profile: { ...fresh.profile, timing: { ...timing, attemptsMax } } };
  const known = { ...start, content: { ...start.content, entry: "1", pin: "4821" } };
  const sentBefore = { ...start.content, pin: "9753" };
  const confirmed = { ...known, evidence: "confirmed" as const, wasConfirmed: true };
  const found = (["present", "absent"] as const).flatMap((intent) => [
    { ...known, intent, evidence: "unsent" as const },
    { ...known, intent, evidence: "inDoubt" as const },
    { ...confirmed, intent, evidence: "inDoubt" as const },
    // In the midst of a change.
    { ...confirmed, intent, evidence: "inDoubt" as const, earlier: [sentBefore] },
    { ...confirmed, intent },
    // A read has not shown it.
    { ...known, intent, evidence: "inDoubt" as const, wasMissed: true },
    // Sent, and the answer, which may have told a key, was lost with the service.
    { ...start, intent, evidence: "inDoubt" as const },
  ]);
  // Other times were asked for while the answer with the PIN was on its way, which was lost.
  const lostPin: SlotContext = {
    ...known,
    content: { ...known.content, pin: "" },
    evidence: "inDoubt",
    earlier: [{ ...start.content, pin: "", window: { startsAt: 0, endsAt: 1 } }],
  };
  // Deleted by other hands, which is allowed.
  const gone: SlotContext = { ...start, acceptsExternalChange: true, wasMissed: true, isGone: true };
  const undone = { ...confirmed, reverts: revertsSpent };
  // What is never read cannot be seen to fail once it was confirmed.
  const isRead = driver.profile.onlineCodes?.value !== false;
  const none = { slot: 0, entry: "" };
  const noSlot: SlotContext = {
    ...start,
    slot: none.slot,
    content: { ...start.content, entry: none.entry },
    port: { ...start.port, leaseAnother: () => none },
  };
  // To be removed after an absence, before anything has been read.
  const unseen: SlotContext = {
    ...confirmed,
    intent: "absent",
    port: { ...start.port, isUnseenSinceAbsence: () => true },
  };
  const lost = driver.profile.assignsPins?.value ? [lostPin] : [];
  const read = isRead ? [...lost, { ...confirmed, isFailing: true }, gone] : [];
  return [start, noSlot, undone, unseen, ...read, ...found];
}

/** What a vendor that assigns keys or PINs tells of an entry, at once or one by one, or whose key it has given away again. */
const assignments = ({ profile }: LockDriver): SlotEvent[] =>
  profile.entryKey === "assigned"
    ? [
        { type: "slot.assigned", entry: "1" },
        { type: "slot.assigned", entry: "1", pin: "4821", mark: "1" },
        { type: "slot.found", content: { entry: "1", pin: "4821", name: "Walker", mark: "1" } },
        { type: "slot.replaced" },
      ]
    : [];

/** Where entries are places that are written again: what a command brings that comes late, and that another code needs the place. */
const numbered = ({ profile }: LockDriver): SlotEvent[] =>
  profile.entryKey === "slotNumber"
    ? [{ type: "slot.holdsOther", pin: "1357", window: undefined, cameLate: true }, { type: "slot.needed" }]
    : [];

/** Everything that a machine can hear, with each refusal of the driver. */
const eventsOf = (driver: LockDriver): SlotEvent[] => [
  { type: "code.change", pin: "9753", name: "Walker", window: undefined },
  // And back again.
  { type: "code.change", pin: "4821", name: "Walker", window: undefined },
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
  { type: "slot.holdsPrevious", isPinTaken: true },
  { type: "slot.holdsOther", pin: "1357", window: undefined },
  { type: "slot.holdsOther", pin: "1357", window: undefined, hasOurName: true },
  ...numbered(driver),
  { type: "slot.unreadable" },
  { type: "slot.unreadable", mark: "1" },
  { type: "slot.unreadable", mark: "1", wasRewritten: true },
  { type: "slot.inactive", vendorCode: driver.fullTable },
  { type: "slot.empty" },
  { type: "slot.empty", isPinTaken: true },
  { type: "slot.empty", listIsBare: true },
  { type: "slot.empty", listIsBare: true, wasSentLately: true },
  { type: "slot.empty", listIsBare: true, hidesOthers: true },
  { type: "slot.freed" },
  { type: "device.changed" },
];

export interface Step {
  readonly from: AnyMachineSnapshot;
  readonly event: { readonly type: string };
  readonly to: AnyMachineSnapshot;
  readonly actions: readonly { readonly type: string; readonly params: unknown }[];
}

/** Where a machine finds its place: a new slot, or one whose work a restart interrupted. */
interface Start {
  readonly to: AnyMachineSnapshot;
  readonly actions: Step["actions"];
}

export interface Walk {
  readonly starts: readonly Start[];
  readonly states: readonly AnyMachineSnapshot[];
  readonly steps: readonly Step[];
}

/** What the parts of a state hear. xstate has no public name for its active nodes. */
const handlersOf = (state: AnyMachineSnapshot): ReadonlyMap<string, unknown>[] =>
  (state["_nodes"] as { transitions: Map<string, unknown> }[]).map(({ transitions }) => transitions);

const hears = (state: AnyMachineSnapshot, { type }: { readonly type: string }): boolean =>
  handlersOf(state).some((handlers) => handlers.has(type));

/** The events of the timers that run in a state. */
const timersOf = (state: AnyMachineSnapshot): { type: string }[] =>
  handlersOf(state).flatMap((handlers) =>
    [...handlers.keys()].filter((type) => type.startsWith("xstate.after.")).map((type) => ({ type })),
  );

/** Two states are the same to the walk when nothing that a guard looks at tells them apart. */
function keyOf(state: AnyMachineSnapshot): string {
  const context = state.context as SlotContext;
  return JSON.stringify([
    state.value,
    context.intent,
    context.evidence,
    // Looked at by the answer to what was sent.
    hears(state, { type: "lock.accepted" }) && context.evidenceBefore,
    context.isMasked,
    context.wasConfirmed,
    context.port.isUnseenSinceAbsence(),
    (context.evidence === "unsent" || state.matches("removing")) && context.wasMissed,
    context.acceptsExternalChange,
    context.slot === 0,
    context.content.entry === "",
    context.content.pin === "",
    context.content.mark === undefined,
    context.earlier.some((version) => opensOtherwise(version, context.content)),
    context.earlier.some(({ window }) => window !== undefined),
    context.isFailing || context.attempts > 0,
    // Only what is on the lock can be undone once more.
    state.hasTag("set") && context.reverts >= revertsSpent,
    // Looked at when the last attempt has failed.
    state.hasTag("setting") && context.attempts > 0 && context.refusal?.isDuplicate === true,
    state.matches("failed") ? context.refusal?.retry : context.refusal?.retry === "inAnotherSlot",
  ]);
}

type Snapshot = Parameters<SlotMachine["transition"]>[0];
type Transition = (from: Step["from"], event: Step["event"]) => Pick<Step, "to" | "actions">;

/**
 * What xstate's `transition` tells. That makes an actor, with an initial state of its own, each time, and each action holds on to
 * its own: a walk that asks it hundreds of thousands of times would take three times as long, and twice the memory.
 */
function transitionsIn(machine: SlotMachine, anyContext: SlotContext): Transition {
  const self = createActor(machine, { input: anyContext });
  const nothing = () => {};
  const scope = { self, system: self.system, id: "", sessionId: "", logger: nothing, defer: nothing };
  return (from, event) => {
    const actions: Step["actions"][number][] = [];
    const to = machine.transition(from as Snapshot, event as SlotEvent, {
      ...scope,
      emit: nothing,
      stopChild: nothing,
      actionExecutor: ({ type, params }) => actions.push({ type, params }),
    } satisfies AnyActorScope);
    return { to, actions };
  };
}

/** How many states a walk sees before it gives up: a machine of a screen has far fewer. */
const statesMax = 20_000;

/** What stands in an entry whose key nobody knows yet, no read can tell: the key is told first. Without a slot there is no entry. */
function canHappen({ type }: SlotEvent, { context }: AnyMachineSnapshot): boolean {
  const { slot, content } = context as SlotContext;
  if (!type.startsWith("slot.") || type === "slot.freed") return true;
  if (slot === 0) return false;
  const tellsEntry = type === "slot.assigned" || type === "slot.found";
  return content.entry !== "" || type === "slot.empty" || tellsEntry;
}

/** Every state that the machine can reach, whatever the lock answers and however late, and every step between them. */
export function walk(driver: LockDriver): Walk {
  const { slotMachine } = driver;
  const seen = new Map<string, AnyMachineSnapshot>();
  const steps: Step[] = [];
  const starts = startsOf(driver).map((context): Start => {
    const [to, actions] = initialTransition(slotMachine, context);
    return { to, actions };
  });
  for (const { to } of starts) seen.set(keyOf(to), to);
  const events = eventsOf(driver);
  const transition = transitionsIn(slotMachine, freshContext(driver));
  for (const from of seen.values()) {
    if (from.status !== "active") continue;
    for (const event of [...events.filter((event) => canHappen(event, from)), ...timersOf(from)]) {
      // Most events mean nothing in most states, and to ask the machine takes long.
      if (!hears(from, event)) {
        steps.push({ from, event, to: from, actions: [] });
        continue;
      }
      const { to: next, actions } = transition(from, event);
      const key = keyOf(next);
      const to = seen.get(key) ?? next;
      seen.set(key, to);
      steps.push({ from, event, to, actions });
      if (seen.size > statesMax) throw new Error(`the machine has more than ${statesMax} states`);
    }
  }
  return { starts, states: [...seen.values()], steps };
}
