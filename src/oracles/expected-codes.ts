import type { AccessCodeRow } from "../access-codes/rows.ts";
import type { DoorSight } from "./door-sight.ts";

/** The codes on whose behalf the door has to open with this PIN now, and that say nothing of why it does not. */
export const expectedCodes = (pin: string, door: DoorSight): readonly AccessCodeRow[] =>
  door
    .codesWith(pin)
    .filter(
      (code) => !code.offline && door.isDue(code) && door.isClockTrusted(code) && !saysWhyNot(code, door),
    );

/** It has been refused, is left to other hands, or found no room: the code says so, and time does not count meanwhile. */
const saysWhyNot = ({ accessCodeId }: AccessCodeRow, door: DoorSight): boolean =>
  door.placements.some(
    (placement) =>
      placement.accessCodeId === accessCodeId &&
      (placement.refusal !== undefined ||
        placement.failingSince !== undefined ||
        placement.thirdPartySince !== undefined ||
        placement.slot === 0 ||
        door.isBlindTo(placement) ||
        (placement.acceptsExternalChange && placement.changedExternally !== undefined)),
  );
