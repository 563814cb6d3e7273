import type { SimulatorSubject } from "lockstep/driver-kit";
import type { AcmeCommand, AcmeReply } from "./wire.ts";

export { driver } from "./driver.ts";
export { simulator } from "./simulator.ts";

/** How `lockstep check` lays hands on an ACME lock. */
export const subject: SimulatorSubject = {
  pinLengths: [4, 5, 6],
  table: (capacity) => ({ capacity }),
  someRefusal: "asleep",
  hands: () => ({
    load: (place, digits) => [{ type: "put", place, digits, label: "Ada" } satisfies AcmeCommand],
    clear: (place) => ({ type: "erase", place }) satisfies AcmeCommand,
    read: () => ({ type: "list" }) satisfies AcmeCommand,
    shows: (answer, place, digits) => {
      const reply = answer as AcmeReply | undefined;
      return (
        reply?.type === "entries" &&
        reply.entries.some((entry) => entry.place === place && entry.digits === digits)
      );
    },
    isRefusal: (answer) => answer?.type === "denied",
    showsUnlocked: (state) => state["thrown"] === false,
  }),
};
