import type { ExternalEdit } from "../lock/door.ts";
import type { Oracles } from "../oracles/oracles.ts";
import type { SimulatedLock } from "../simulator/lock-simulator.ts";

/** The owner's app at work, and the oracles know of it. */
export const editBy = (
  oracles: Oracles | undefined,
  lock: Pick<SimulatedLock, "deviceId" | "edit">,
  edit: ExternalEdit,
): void => {
  if (oracles) oracles.edited(lock.deviceId, edit, () => lock.edit(edit));
  else lock.edit(edit);
};
