import type { DeviceFacts } from "../driver/lock-driver.ts";

/** What Seam has an event for. */
export interface Happening {
  readonly type: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export type BatteryStatus = "critical" | "low" | "good" | "full";

/**
 * The level (0 to 1) in Seam's words. Seam publishes no limits. These are ours: a lock that warns does so near 20 %.
 */
export function batteryStatus(level: number): BatteryStatus {
  if (level <= 0.05) return "critical";
  if (level <= 0.2) return "low";
  return level < 0.95 ? "good" : "full";
}

/** What has happened to a device between two of its reports. A first report tells how things are, not what has happened. */
export function happeningsBetween(
  before: DeviceFacts | undefined,
  after: DeviceFacts | undefined,
): readonly Happening[] {
  return [
    ...batteryHappenings(before?.battery, after?.battery),
    ...keypadHappenings(before?.hasKeypad, after?.hasKeypad),
  ];
}

function batteryHappenings(before: number | undefined, after: number | undefined): readonly Happening[] {
  if (before === undefined || after === undefined) return [];
  const [was, status] = [batteryStatus(before), batteryStatus(after)];
  if (was === status) return [];
  const details = { battery_level: after };
  return [
    { type: "device.battery_status_changed", details: { battery_status: status, ...details } },
    ...(isLow(status) && !isLow(was) ? [{ type: "device.low_battery", details }] : []),
  ];
}

const isLow = (status: BatteryStatus): boolean => status === "low" || status === "critical";

function keypadHappenings(before: boolean | undefined, after: boolean | undefined): readonly Happening[] {
  if (before === undefined || after === undefined || before === after) return [];
  return [{ type: `device.accessory_keypad_${after ? "connected" : "disconnected"}`, details: {} }];
}
