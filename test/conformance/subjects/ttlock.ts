import type { TtlockCommand, TtlockReply } from "../../../drivers/ttlock/wire.ts";
import type { SimulatorSubject } from "../../../src/conformance/simulator-hands.ts";

export const ttlock: SimulatorSubject = {
  pinLengths: [4, 5, 6, 7, 8, 9],
  table: (capacity) => ({ capacity }),
  someRefusal: "90000",
  hands: (now) => {
    const ids = new Map<number, number>();
    const byGateway = 2;
    return {
      load: (entry, pin) => [
        {
          type: "keyboardPwd/add",
          keyboardPwd: pin,
          keyboardPwdName: `Ada ${entry}`,
          startDate: 0,
          endDate: 0,
          addType: byGateway,
          date: now(),
        } satisfies TtlockCommand,
      ],
      clear: (entry) =>
        ({
          type: "keyboardPwd/delete",
          keyboardPwdId: ids.get(entry) ?? 999,
          deleteType: byGateway,
          date: now(),
        }) satisfies TtlockCommand,
      read: () => ({ type: "lock/listKeyboardPwd", date: now() }) satisfies TtlockCommand,
      shows: (answer, _, pin) => {
        const reply = answer as TtlockReply | undefined;
        return reply?.type === "list" && reply.list.some(({ keyboardPwd }) => keyboardPwd === pin);
      },
      isRefusal: (answer) => {
        const reply = answer as TtlockReply | undefined;
        return reply?.type === "result" && reply.errcode !== 0;
      },
      learn: (entry, answer) => {
        const reply = answer as TtlockReply;
        if (reply.type === "added") ids.set(entry, reply.keyboardPwdId);
      },
    };
  },
};
