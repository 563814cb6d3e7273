import type { SchlageCommand, SchlageReply } from "../../../drivers/schlage/wire.ts";
import type { SimulatorSubject } from "../../../src/conformance/simulator-hands.ts";

export const schlageAdd = (
  pin: string,
  name: string,
  times: { activationSecs: number; expirationSecs: number } = {
    activationSecs: 0,
    expirationSecs: 0xffff_ffff,
  },
): SchlageCommand => ({
  type: "addaccesscode",
  friendlyName: name,
  accessCode: Number(pin),
  accessCodeLength: pin.length,
  ...times,
  disabled: 0,
  notificationEnabled: 0,
});

export const schlage: SimulatorSubject = {
  pinLengths: [4],
  table: (capacity) => ({ capacity }),
  someRefusal: "502",
  hands: () => {
    const ids = new Map<number, string>();
    /** One that no cloud has assigned, for an entry whose id was never told. */
    const idOf = (entry: number) => ids.get(entry) ?? "00000000-0000-4000-8000-000000000000";
    return {
      load: (entry, pin) => [schlageAdd(pin, `Ada ${entry}`)],
      clear: (entry) => ({ type: "deleteaccesscode", accesscodeId: idOf(entry) }) satisfies SchlageCommand,
      read: () => ({ type: "storage.accesscode" }) satisfies SchlageCommand,
      shows: (answer, entry, pin) => {
        const reply = answer as SchlageReply | undefined;
        if (reply?.type !== "accesscodes") return false;
        return reply.accesscodes.some(
          ({ accesscodeId, accessCode }) => accesscodeId === idOf(entry) && accessCode === Number(pin),
        );
      },
      isRefusal: (answer) => answer?.type === "error",
      showsUnlocked: (state) => state["lockState"] === 0,
      learn: (entry, answer) => {
        const reply = answer as SchlageReply;
        if (reply.type === "result" && reply.accesscodeId !== undefined) ids.set(entry, reply.accesscodeId);
      },
    };
  },
};
