import type { Invariant } from "./invariant.ts";
import {
  convergence,
  expiry,
  nobodysPin,
  noEarlyAccess,
  noForeignDamage,
  noLockout,
  wildcardGuard,
} from "./invariants/door.ts";
import {
  boundedEffort,
  capacity,
  leases,
  noSharedPins,
  oneCodePerSlot,
  oneInFlight,
} from "./invariants/slots.ts";
import {
  confirmedAbsence,
  errorsEnd,
  eventGrammar,
  evidence,
  exactPins,
  externalOnly,
  idempotence,
  instants,
  secrets,
} from "./invariants/truth.ts";

/** The invariants that every lab is held to at every instant. Door truth comes first. */
export const liveInvariants: readonly Invariant[] = [
  expiry,
  noEarlyAccess,
  noLockout,
  convergence,
  exactPins,
  nobodysPin,
  noForeignDamage,
  wildcardGuard,
  evidence,
  confirmedAbsence,
  errorsEnd,
  eventGrammar,
  externalOnly,
  idempotence,
  oneCodePerSlot,
  leases,
  noSharedPins,
  capacity,
  oneInFlight,
  boundedEffort,
  instants,
  secrets,
];
