import { z } from "zod";
import { RequestError } from "../../../lock/errors.ts";
import { id } from "../../inputs.ts";
import type { DeviceSimulation } from "../../lab-control.ts";
import type { Answer, Backend } from "../../route.ts";

export const oneDeviceId = z.object({ device_id: id });

/**
 * How long the answer waits until the service has noticed, in the world's time: some hubs miss a lock only after many minutes.
 * A client of a paced world would wait for them in real time, so there what takes longer is noticed later.
 */
const noticeLimitMs = { virtual: 60 * 60_000, paced: 5000, live: 5000 };

/** Does it to the lock, and answers when the device object shows it, so that whoever asks next is not told old news. */
export async function simulated(
  backend: Backend,
  device_id: string,
  simulation: DeviceSimulation,
): Promise<Answer> {
  const { enter, lab } = backend;
  await enter(() => backend.service.devices.get({ device_id }));
  await lab.simulate(device_id, simulation);
  if (simulation === "remove") return {};
  const isOnline = simulation === "connect" || simulation === "connectToHub";
  await lab.runUntil(() => isSeenOnline(backend, device_id) === isOnline, noticeLimitMs[lab.time().mode]);
  return {};
}

/** While the service is down it sees nothing, and may be back before the limit. */
function isSeenOnline({ service }: Backend, device_id: string): boolean | undefined {
  try {
    const { properties } = service.devices.get({ device_id });
    return (properties as { online: boolean }).online;
  } catch (error) {
    if (error instanceof RequestError) return undefined;
    throw error;
  }
}
