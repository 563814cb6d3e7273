import type { LocklyCommand, LocklyReply } from "../../../drivers/lockly/wire.ts";
import type { SimulatorSubject } from "../../../src/conformance/simulator-hands.ts";

export const lockly: SimulatorSubject = {
  pinLengths: [6, 7, 8],
  table: (capacity) => ({ capacity }),
  someRefusal: "server_error",
  hands: () => {
    const ids = new Map<number, string>();
    return {
      load: (_, passcode) => [{ type: "accessCode.add", name: "Ada", passcode } satisfies LocklyCommand],
      clear: (entry) =>
        ({ type: "accessCode.delete", accessCodeId: ids.get(entry) ?? "none" }) satisfies LocklyCommand,
      read: () => ({ type: "accessCode.list" }) satisfies LocklyCommand,
      shows: (answer, _, pin) => {
        const reply = answer as LocklyReply | undefined;
        return reply?.type === "accessCodes" && reply.accessCodes.some(({ passcode }) => passcode === pin);
      },
      isRefusal: (answer) => answer?.type === "failed",
      learn: (entry, answer) => {
        const reply = answer as LocklyReply;
        if (reply.type === "done" && reply.accessCodeId !== undefined) ids.set(entry, reply.accessCodeId);
      },
    };
  },
};
