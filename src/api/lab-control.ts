import type { ExternalEdit, LockInspection, PressResult } from "../lock/door.ts";

/**
 * What the `/_lockstep` routes ask of the lab around the service: time, the doors themselves, faults. `src/lab` plugs it
 * in. Methods throw a RequestError for what cannot be done.
 */
export interface LabControl {
  time(): { now: string; mode: "virtual" | "paced" | "live"; pace: number };
  /** Resolves when the world is quiet at that instant. */
  advance(target: { by: string } | { to: string }): Promise<{ now: string }>;
  /** 0 pauses. */
  setPace(pace: number): { now: string; mode: "virtual" | "paced" | "live"; pace: number };
  inspectLock(deviceId: string): Promise<LockInspection>;
  wouldOpen(deviceId: string, code: string): Promise<boolean>;
  enterCode(deviceId: string, code: string): Promise<PressResult>;
  editLock(deviceId: string, edit: ExternalEdit): Promise<void>;
  /** What Seam's sandbox lets clients do to a device. */
  simulate(deviceId: string, simulation: DeviceSimulation): Promise<void>;
  /** Checks and injects one fault object. */
  injectFault(fault: unknown): Promise<{ faultId: string }>;
  listFaults(): readonly Readonly<Record<string, unknown>>[];
  /** Heals one, or all of them. */
  healFaults(faultId?: string): Promise<{ healed: number }>;
  trace(query: { deviceId?: string; since?: string }): readonly TraceEntry[];
  /** Lets a virtual world run until the condition holds, at most `limitMs` of its time; in a paced world waits for it. */
  runUntil(condition: () => boolean, limitMs: number): Promise<void>;
}

export type DeviceSimulation = "connect" | "disconnect" | "connectToHub" | "disconnectFromHub" | "remove";

/** One message on the wire, PINs masked. */
export interface TraceEntry {
  readonly at: string;
  readonly topic: string;
  readonly device_id: string | null;
  readonly message: unknown;
}
