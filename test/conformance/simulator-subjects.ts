import type { AugustCommand, AugustReply } from "../../drivers/august/wire.ts";
import type { SmartThingsCommand, SmartThingsReply } from "../../drivers/smartthings/wire.ts";
import type { SimulatorSubject } from "../../src/conformance/simulator-hands.ts";
import { oracode } from "./subjects/dormakaba-oracode.ts";
import { hubitat } from "./subjects/hubitat.ts";
import { igloohome } from "./subjects/igloohome.ts";
import { kwikset } from "./subjects/kwikset.ts";
import { lockly } from "./subjects/lockly.ts";
import { saltoKs } from "./subjects/salto-ks.ts";
import { schlage } from "./subjects/schlage.ts";
import { ttlock } from "./subjects/ttlock.ts";
import { wyze } from "./subjects/wyze.ts";

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

const august: SimulatorSubject = {
  pinLengths: [4, 5, 6],
  table: (capacity) => ({ capacity }),
  someRefusal: "502",
  hands: () => ({
    load: (entry, pin) => [augustLoad("intent", entry, pin), augustLoad("commit", entry, pin)],
    clear: (entry) => ({ type: "pin.delete", userID: augustUser(entry) }) satisfies AugustCommand,
    read: () => ({ type: "pins.get" }) satisfies AugustCommand,
    shows: (answer, entry, pin) => {
      const reply = answer as AugustReply | undefined;
      if (reply?.type !== "pins") return false;
      return reply.loaded.some((shown) => shown.userID === augustUser(entry) && shown.pin === pin);
    },
    isRefusal: (answer) => answer?.type === "error",
  }),
};

const smartthings: SimulatorSubject = {
  pinLengths: [4, 5, 6, 7, 8],
  table: (capacity) => ({ capacity }),
  someRefusal: "failure",
  hands: () => ({
    load: (entry, pin) => [
      { type: "setCode", codeSlot: entry, codePIN: pin, codeName: "Ada" } satisfies SmartThingsCommand,
    ],
    clear: (entry) => ({ type: "deleteCode", codeSlot: entry }) satisfies SmartThingsCommand,
    read: (entry) => ({ type: "requestCode", codeSlot: entry }) satisfies SmartThingsCommand,
    shows: (answer, _, pin) => {
      const reply = answer as SmartThingsReply | undefined;
      return reply?.type === "code" && reply.codePIN === pin;
    },
    isRefusal: (answer) => {
      const reply = answer as SmartThingsReply | undefined;
      return reply?.type === "commandResult" && reply.statusCode !== "success";
    },
  }),
};

/** How the conformance suite lays hands on each vendor's lock. */
export const simulatorSubjects: Readonly<Record<string, SimulatorSubject>> = {
  "dormakaba-oracode": oracode,
  august,
  hubitat,
  igloohome,
  kwikset,
  schlage,
  lockly,
  "salto-ks": saltoKs,
  smartthings,
  ttlock,
  wyze,
};
