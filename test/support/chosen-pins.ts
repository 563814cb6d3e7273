import type { Lab } from "../../src/index.ts";
import { ownVendors } from "../../src/lab/vendors.ts";

/** The vendors whose locks are online and take the PINs that a client chooses. */
export const vendorsOfChosenPins = Object.entries(ownVendors)
  .filter(([, { driver }]) => {
    const { assignsPins, onlineCodes } = driver.profile;
    return assignsPins?.value !== true && onlineCodes?.value !== false;
  })
  .map(([vendor]) => vendor);

/** What a keypad takes that says nothing of it. */
const ordinaryLengths = [6];

/** Cuts eight digits to the longest PIN that each device takes. They should differ in the first four. */
export async function pinCutter(
  request: (path: string) => Promise<Awaited<ReturnType<Lab["request"]>>>,
): Promise<(deviceId: string, digits: string) => string> {
  const { devices } = await request("/devices/list");
  const lengths = new Map<string, number>(
    devices.map(
      (device: { device_id: string; properties: { supported_code_lengths?: readonly number[] } }) => [
        device.device_id,
        Math.max(...(device.properties.supported_code_lengths ?? ordinaryLengths)),
      ],
    ),
  );
  return (deviceId, digits) => digits.slice(0, lengths.get(deviceId));
}
