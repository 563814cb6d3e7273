import type { IgloohomeCommand, IgloohomeEvent, IgloohomeReply } from "../../../drivers/igloohome/wire.ts";
import type { SimulatorSubject } from "../../../src/conformance/simulator-hands.ts";

export const igloohomeLoad = (pin: string, more: { startDate?: string; endDate?: string } = {}) =>
  ({
    type: "jobs.post",
    job: {
      jobType: 4,
      jobData: {
        accessName: "Ada",
        pin,
        pinType: more.endDate === undefined ? 2 : 4,
        startDate: "2026-01-05T08:00:00+00:00",
        ...more,
      },
    },
  }) satisfies IgloohomeCommand;

export const igloohome: SimulatorSubject = {
  pinLengths: [4, 5, 6],
  table: (capacity) => ({ capacity }),
  someRefusal: "500",
  hands: () => {
    const pins = new Map<number, string>();
    return {
      load: (entry, pin) => {
        pins.set(entry, pin);
        return [igloohomeLoad(pin)];
      },
      clear: (entry) =>
        ({
          type: "jobs.post",
          job: { jobType: 5, jobData: { pin: pins.get(entry) ?? "" } },
        }) satisfies IgloohomeCommand,
      read: () => ({ type: "access.get" }) satisfies IgloohomeCommand,
      shows: (answer, _, pin) => {
        const reply = answer as IgloohomeReply | undefined;
        return reply?.type === "accesses" && reply.payload.some((access) => access.pin === pin);
      },
      isRefusal: (answer) => {
        const reply = answer as IgloohomeReply | IgloohomeEvent | undefined;
        if (reply?.type === "error") return true;
        return (reply?.type === "job" || reply?.type === "job.ended") && reply.jobResponse?.jobStatus === 2;
      },
      jobIn: (answer) => {
        const reply = answer as IgloohomeReply;
        return reply.type === "job" && !reply.completed ? reply.jobId : undefined;
      },
      endsJob: (event, job) => {
        const told = event as IgloohomeEvent;
        return told.type === "job.ended" && told.jobId === job;
      },
    };
  },
};
