import { z } from "zod";
import { id } from "../../inputs.ts";
import type { DeviceSimulation } from "../../lab-control.ts";
import type { Answer, Backend } from "../../route.ts";
import { unlessDown } from "../../unless-down.ts";

export const oneDeviceId = z.object({ device_id: id });

/**
 * How long the answer waits until the service has noticed, in the world's time: some hubs miss a lock only after many minutes.
 * A client of a paced world would wait for them in real time, so there what takes longer is noticed later.
 */
const noticeLimitMs = { virtual: 60 * 60_000, paced: 5000, live: 5000 };

/** Does it to the lock, and answers when the service has noticed, so that whoever asks next is not told old news. */
export async function simulated(
  backend: Backend,
  device_id: string,
  simulation: DeviceSimulation,
): Promise<Answer> {
  const { enter, lab, service } = backend;
  await enter(() => service.devices.get({ device_id }));
  await lab.simulate(device_id, simulation);
  const isOnline = () => (service.devices.get({ device_id })["properties"] as { online: boolean }).online;
  const isListed = () => service.devices.isListed({ device_id });
  const isNoticed: Readonly<Record<DeviceSimulation, () => boolean>> = {
    connect: () => isListed() && isOnline(),
    connectToHub: isOnline,
    disconnect: () => !isOnline(),
    disconnectFromHub: () => !isOnline(),
    remove: () => !isListed(),
  };
  await lab.runUntil(unlessDown(isNoticed[simulation]), noticeLimitMs[lab.time().mode]);
  return {};
}
