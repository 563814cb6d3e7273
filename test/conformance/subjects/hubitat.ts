import type { HubitatCommand, HubitatReply } from "../../../drivers/hubitat/wire.ts";
import type { SimulatorSubject } from "../../../src/conformance/simulator-hands.ts";

export const hubitat: SimulatorSubject = {
  pinLengths: [4, 5, 6, 7, 8],
  table: (capacity) => ({ capacity }),
  someRefusal: "500",
  hands: () => ({
    load: (entry, pin) => [
      { type: "setCode", codeNumber: entry, code: pin, name: `Ada ${entry}` } satisfies HubitatCommand,
    ],
    clear: (entry) => ({ type: "deleteCode", codeNumber: entry }) satisfies HubitatCommand,
    read: () => ({ type: "attribute", attribute: "lockCodes" }) satisfies HubitatCommand,
    shows: (answer, entry, pin) => {
      const reply = answer as HubitatReply | undefined;
      return reply?.type === "attribute" && reply.value[entry]?.code === pin;
    },
    isRefusal: (answer) => answer?.type === "error",
  }),
};
