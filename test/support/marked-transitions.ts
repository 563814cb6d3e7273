import type { Walk } from "../../src/conformance/driver-walk.ts";
import type { LockDriver } from "../../src/driver/lock-driver.ts";
import { type SlotMachine, slotSetup } from "../../src/driver/slot-setup.ts";
import { nameOf, transitionsOf } from "../../src/driver/transitions.ts";

/** The driver with a machine in which each transition says, by an action of its own, that it is taken. */
export function withMarkedTransitions(driver: LockDriver): LockDriver {
  // A machine's config is typed for the states that it has when it is written.
  const slotMachine = slotSetup.createMachine(driver.slotMachine.config as never) as unknown as SlotMachine;
  for (const transition of transitionsOf(slotMachine)) {
    const taken = { type: "taken", params: { name: nameOf(transition) } };
    // The list may be the config's own, which the driver's machine has too.
    Object.assign(transition, { actions: [...transition.actions, taken] });
  }
  return { ...driver, slotMachine };
}

/** The names of the transitions that were taken in a walk through such a machine. */
export const takenIn = ({ starts, steps }: Walk): ReadonlySet<string> =>
  new Set(
    [...starts, ...steps].flatMap(({ actions }) =>
      actions
        .filter(({ type }) => type === "taken")
        .map(({ params }) => (params as { readonly name: string }).name),
    ),
  );
