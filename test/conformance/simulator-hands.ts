import type { AugustCommand, AugustReply } from "../../drivers/august/wire.ts";
import type { SmartThingsCommand, SmartThingsReply } from "../../drivers/smartthings/wire.ts";
import type { SimulatorHands } from "../../src/conformance/simulator-suite.ts";

/** August's user ids, one per entry of the suite. */
export const augustUser = (entry: number): string =>
  `00000000-0000-4000-8000-${String(entry).padStart(12, "0")}`;

export const augustLoad = (
  action: "intent" | "commit",
  entry: number,
  pin: string,
  accessTimes?: string,
): AugustCommand => ({
  type: "pin.put",
  state: "load",
  action,
  userID: augustUser(entry),
  firstName: "Ada",
  lastName: "Lovelace",
  pin,
  accessType: accessTimes === undefined ? "always" : "temporary",
  ...(accessTimes !== undefined && { accessTimes }),
});

const august: SimulatorHands = {
  pinLengths: [4, 5, 6],
  table: (capacity) => ({ capacity }),
  load: (entry, pin) => [augustLoad("intent", entry, pin), augustLoad("commit", entry, pin)],
  clear: (entry) => ({ type: "pin.delete", userID: augustUser(entry) }) satisfies AugustCommand,
  read: () => ({ type: "pins.get" }) satisfies AugustCommand,
  pinIn: (answer, entry) => {
    const reply = answer as AugustReply | undefined;
    return reply?.type === "pins"
      ? reply.loaded.find(({ userID }) => userID === augustUser(entry))?.pin
      : undefined;
  },
  isRefusal: (answer) => answer?.type === "error",
  someRefusal: "502",
};

const smartthings: SimulatorHands = {
  pinLengths: [4, 5, 6, 7, 8],
  table: (capacity) => ({ capacity }),
  load: (entry, pin) => [
    { type: "setCode", codeSlot: entry, codePIN: pin, codeName: "Ada" } satisfies SmartThingsCommand,
  ],
  clear: (entry) => ({ type: "deleteCode", codeSlot: entry }) satisfies SmartThingsCommand,
  read: (entry) => ({ type: "requestCode", codeSlot: entry }) satisfies SmartThingsCommand,
  pinIn: (answer) => {
    const reply = answer as SmartThingsReply | undefined;
    return reply?.type === "code" ? reply.codePIN : undefined;
  },
  isRefusal: (answer) => {
    const reply = answer as SmartThingsReply | undefined;
    return reply?.type === "commandResult" && reply.statusCode !== "success";
  },
  someRefusal: "failure",
};

/** How the conformance suite speaks to each vendor's lock. */
export const simulatorHands: Readonly<Record<string, SimulatorHands>> = { august, smartthings };
