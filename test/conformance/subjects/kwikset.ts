import { crc32 } from "node:zlib";
import type { KwiksetCommand, KwiksetReply, KwiksetSchedule } from "../../../drivers/kwikset/wire.ts";
import type { SimulatorHands, SimulatorSubject } from "../../../src/conformance/simulator-hands.ts";
import type { Body } from "../../../src/wire/envelope.ts";

export const kwiksetCreate = (
  code: string,
  name: string,
  schedule: KwiksetSchedule = { type: "all_day" },
): Extract<KwiksetCommand, { type: "createAccessCode" }> => ({
  type: "createAccessCode",
  slot: 0,
  code,
  name,
  enabled: true,
  schedule,
});

/** The token of a code without a schedule, as the wire describes it. */
export const kwiksetToken = (pin: string): string =>
  crc32(`${pin}|always`).toString(16).toUpperCase().padStart(8, "0");

/** The lock chooses the slot and tells it by a push, with a token of the PIN. */
function hands(): SimulatorHands {
  const tokens = new Map<number, string>();
  const slots = new Map<number, number>();
  const learn = (entry: number, told: Body) => {
    const isItsOwn = told.type === "singleAccessCodeCrc" && told["crc_token"] === tokens.get(entry);
    if (isItsOwn) slots.set(entry, told["slot_index"] as number);
  };
  return {
    load: (entry, pin) => {
      tokens.set(entry, kwiksetToken(pin));
      return [kwiksetCreate(pin, `Ada ${entry}`)];
    },
    clear: (entry) => ({ type: "deleteAccessCode", slot: slots.get(entry) ?? 255 }) satisfies KwiksetCommand,
    read: () => ({ type: "getDeviceInfo" }) satisfies KwiksetCommand,
    shows: (answer, entry, pin) => {
      const reply = answer as KwiksetReply | undefined;
      if (reply?.type !== "deviceInfo") return false;
      const shown = reply.accesscodecrc.find(({ crc_token }) => crc_token === kwiksetToken(pin));
      if (shown) slots.set(entry, shown.slot_index);
      return shown !== undefined;
    },
    isRefusal: (answer) => answer?.type === "error",
    learn,
  };
}

export const kwikset: SimulatorSubject = {
  pinLengths: [4, 5, 6, 7, 8],
  table: (capacity) => ({ capacity }),
  someRefusal: "502",
  hands,
};
