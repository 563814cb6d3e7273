/**
 * What a driver and a simulated lock are made of, for vendors that live outside of this project. CONTRIBUTING.md walks
 * through one; `lockstep check` holds it to what every vendor promises.
 */
export type { Deviations } from "./conformance/deviations.ts";
export type { SimulatorHands, SimulatorSubject } from "./conformance/simulator-hands.ts";
export { refusal } from "./driver/entry-answers.ts";
export type {
  Appearance,
  DeviceContext,
  DeviceFacts,
  LockDriver,
  Operation,
  Signal,
} from "./driver/lock-driver.ts";
export { adaptedName } from "./driver/names.ts";
export type { OfflineCodes } from "./driver/offline-codes.ts";
export { offlineMachine } from "./driver/offline-machine.ts";
export { always, ordinary } from "./driver/ordinary-states.ts";
export { newSlot, slotSetup } from "./driver/slot-setup.ts";
export type { TimerHandle } from "./kernel/ports.ts";
export { invalidInput } from "./lock/errors.ts";
export { Pin } from "./lock/pin.ts";
export type { Fact, LockProfile } from "./lock/profile.ts";
export type { Refusals } from "./lock/refusal.ts";
export type { SlotContent, SlotReading, SlotValue, Window } from "./lock/slot-value.ts";
export { type Behaviour, firstVerdict, settledBy, type Verdict } from "./simulator/behaviour.ts";
export { requireEntry, requireLength, requireRoom } from "./simulator/external-edit.ts";
export type { Frailties } from "./simulator/frailties.ts";
export { Gateway } from "./simulator/gateway.ts";
export {
  type DoorMove,
  type KeypadFirmware,
  KeypadMemory,
  type StoredCode,
} from "./simulator/keypad-lock.ts";
export type { LockSimulator } from "./simulator/lock-simulator.ts";
export { parseOptions } from "./simulator/options.ts";
export type { Latency } from "./simulator/pacer.ts";
export type { Frame } from "./simulator/radio.ts";
export { type RefusalWords, wordsFor } from "./simulator/refusals.ts";
export type { LockPorts, ServedLock } from "./simulator/served-lock.ts";
export { VendorLock } from "./simulator/vendor-lock.ts";
export type { VendorWire } from "./wire/vendor-wire.ts";
