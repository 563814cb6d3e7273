import type { OracodeCommand, OracodeReply } from "../../../drivers/dormakaba-oracode/wire.ts";
import type { SimulatorSubject } from "../../../src/conformance/simulator-hands.ts";

export const oracode: SimulatorSubject = {
  pinLengths: [8],
  table: (capacity) => ({ capacity }),
  someRefusal: "server_error",
  hands: () => {
    const codes = new Map<number, string>();
    // A stay that has begun, of the level that has all day. Asked for again, it is told again: that is all there is to read.
    const issue = (entry: number) =>
      ({
        type: "code.issue",
        userLevelId: "00000000-0000-4000-8000-000000000003",
        checkInDay: "2026-01-05",
        checkOutDay: "2026-01-20",
        sequence: entry,
        guestName: "Ada",
      }) satisfies OracodeCommand;
    return {
      load: (entry) => [issue(entry)],
      clear: issue,
      read: issue,
      shows: (answer, _, pin) => {
        const reply = answer as OracodeReply | undefined;
        return reply?.type === "code" && reply.code === pin;
      },
      isRefusal: (answer) => answer?.type === "error",
      learn: (entry, answer) => {
        const reply = answer as OracodeReply;
        if (reply.type === "code") codes.set(entry, reply.code);
      },
      pinOf: (entry) => codes.get(entry),
    };
  },
};
