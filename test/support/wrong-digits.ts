import { drivers } from "../../drivers/index.ts";
import { simulators } from "../../simulators/index.ts";
import type { VendorPlugin } from "../../src/index.ts";

/** SmartThings behind a dialect that writes the wrong digits: no answer tells, since the hub masks PINs. */
export function wrongDigits(): VendorPlugin {
  const { smartthings: driver } = drivers;
  const { smartthings: simulator } = simulators;
  if (!driver || !simulator) throw new Error("SmartThings is not registered");
  return {
    simulator,
    driver: {
      ...driver,
      encode: (operation, device) => {
        if (operation.type !== "slot") return driver.encode(operation, device);
        const { slot } = operation;
        return driver.encode({ ...operation, slot: { ...slot, pin: `9${slot.pin.slice(1)}` } }, device);
      },
    },
  };
}
