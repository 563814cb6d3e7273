import { type Area, type FaultKind, type Harm, lasting } from "../kind.ts";

/** A condition that a vendor's lock implements: the simulator knows what it means. */
export const condition = (
  name: string,
  { area, harm, says, target = "lock:*" }: { area: Area; harm: Harm; says: string; target?: string },
): FaultKind =>
  lasting({
    area,
    on: "lock",
    harm,
    says,
    needs: { condition: name },
    params: {},
    example: { target, for: "2h" },
    hold: ({ hands }, { deviceId }) => {
      const lock = hands.lock(deviceId);
      lock.setCondition(name, true);
      return () => lock.setCondition(name, false);
    },
  });
