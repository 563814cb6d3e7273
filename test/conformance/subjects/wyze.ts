import { seal } from "../../../drivers/wyze/sealing.ts";
import type { WyzeCommand, WyzeReply } from "../../../drivers/wyze/wire.ts";
import { secretOf } from "../../../simulators/wyze/secret.ts";
import type { SimulatorSubject } from "../../../src/conformance/simulator-hands.ts";

/** A password for a lock of the suite's one gateway. */
export const wyzeAdd = (name: string, pin: string, window?: { begin: number; end: number }): WyzeCommand => ({
  type: "pwd.operations.add",
  password: seal(pin, secretOf("gateway-1")),
  name,
  permission: window ? { status: 2, ...window } : { status: 1 },
});

export const wyze: SimulatorSubject = {
  pinLengths: [4, 5, 6, 7, 8],
  table: (capacity) => ({ capacity }),
  someRefusal: "500",
  hands: () => {
    const ids = new Map<number, number>();
    /** One that no lock has assigned, for an entry whose id was never told. */
    const idOf = (entry: number) => ids.get(entry) ?? 999;
    return {
      load: (entry, pin) => [wyzeAdd(`Ada ${entry}`, pin)],
      clear: (entry) => ({ type: "pwd.operations.delete", passwordid: idOf(entry) }) satisfies WyzeCommand,
      read: () => ({ type: "pwd" }) satisfies WyzeCommand,
      shows: (answer, entry) => {
        const reply = answer as WyzeReply | undefined;
        if (reply?.type !== "passwords") return false;
        return reply.passwords.some(({ id, operation_stage }) => id === idOf(entry) && operation_stage === 3);
      },
      isRefusal: (answer) => answer?.type === "error",
      showsUnlocked: (state) => state["switch_state"] === 1,
      learn: (entry, answer) => {
        const reply = answer as WyzeReply;
        if (reply.type === "operation" && reply.passwordid !== undefined) ids.set(entry, reply.passwordid);
      },
    };
  },
};
