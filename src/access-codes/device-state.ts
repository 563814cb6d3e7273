import type { DeviceRow } from "./rows.ts";

/** Whether the lock can be reached now, as far as it and its gateway have reported. */
export const isOnline = ({ isGatewayOnline, facts }: DeviceRow): boolean =>
  isGatewayOnline !== false && facts?.reachable === true;

/** Whether the API may be asked about its codes and its door. */
export const isManaged = ({ isUnmanaged }: DeviceRow): boolean => isUnmanaged !== true;

/** What a client calls the device, or what it is called without. */
export const nameOf = ({ nickname, name }: DeviceRow): string => nickname ?? name;
