import type { Clock } from "../kernel/ports.ts";
import type { Refusal } from "../lock/refusal.ts";
import type { SlotContent } from "../lock/slot-value.ts";
import type { CommandInFlight } from "./command-in-flight.ts";
import type { Holder } from "./device-turns.ts";
import type { Leases } from "./leases.ts";
import type { LockDriver, Operation } from "./lock-driver.ts";
import type { OfflinePlan, OfflineRequest } from "./offline-codes.ts";
import type { OvertakenCommands } from "./overtaken-commands.ts";
import { refusalOf } from "./refusal-of.ts";
import type { SlotActor } from "./slot-actor.ts";

/** How many starts are remembered that a lock was told of one code: one for each attempt to set it late. */
const startsMax = 20;

export interface SendingParts {
  readonly driver: LockDriver;
  readonly clock: Clock;
  readonly command: CommandInFlight<Holder>;
  readonly leases: Leases;
  readonly overtaken: OvertakenCommands;
}

/** What leaves for the device when a machine has its turn. */
export class Sending {
  readonly #parts: SendingParts;

  constructor(parts: SendingParts) {
    this.#parts = parts;
  }

  /** Sends a step of programming, in the driver's own name for it. */
  step(actor: SlotActor, step: string, slot: SlotContent): void {
    const { clock, command, overtaken } = this.#parts;
    actor.noteSent(clock.now());
    const { offline } = actor.placement;
    if (offline) {
      this.#issue(actor, slot, offline);
      return;
    }
    const operation = { type: "slot", step, slot: this.#startingSoon(actor, step, slot) } as const;
    overtaken.sent(operation);
    command.send(operation, actor);
  }

  read(actor: SlotActor, { entry }: SlotContent): void {
    this.#parts.command.send(readOf(entry), actor);
  }

  /** What is to be written, with a start that the lock takes: it may be later than the window's own. */
  #startingSoon(actor: SlotActor, step: string, slot: SlotContent): SlotContent {
    const { driver, clock } = this.#parts;
    const { startLeadMs } = driver.profile;
    if (!slot.window || !startLeadMs || step === "clear") return slot;
    const start = Math.max(slot.window.startsAt, clock.now() + startLeadMs.value);
    const before = (slot.sentStarts ?? []).filter((sent) => sent !== start);
    const sentStarts = [...before.slice(1 - startsMax), start];
    actor.send({ type: "slot.assigned", sentStarts });
    return { ...slot, sentStarts };
  }

  /** Asks the vendor for the code as it would be now: what a device offers may have changed since the request. */
  #issue(actor: SlotActor, slot: SlotContent, request: OfflineRequest): void {
    const { driver, command, leases } = this.#parts;
    const plan = leases.offlinePlan(request);
    if (plan.type === "code") {
      const { window } = plan;
      actor.send({ type: "slot.assigned", window });
      const variant = actor.placement.slot;
      command.send({ type: "issue", slot: { ...slot, window }, request, variant }, actor);
    } else {
      const refusal = plan.type === "refused" ? refusalOf(driver, plan.vendorCode) : notPossible(plan);
      actor.send({ type: "lock.refused", refusal });
    }
  }
}

/** What was possible when it was asked for and no longer is. */
const notPossible = ({ parameter, problem }: Extract<OfflinePlan, { type: "invalid" }>): Refusal => ({
  code: "failed_to_set_on_device",
  retry: "whenCodeChanges",
  outcome: "notDone",
  vendorCode: "invalid",
  message: `The device can no longer have such a code: ${parameter} ${problem}.`,
});

/** A code whose key nobody knows yet is looked for in the whole table. */
const readOf = (entry: string): Operation =>
  entry === "" ? { type: "readTable" } : { type: "readEntry", entry };
