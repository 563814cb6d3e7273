import type { OracodeCommand, OracodeReply } from "../../drivers/dormakaba-oracode/wire.ts";
import type { Behaviour } from "../../src/simulator/behaviour.ts";
import { type RefusalWords, wordsFor } from "../../src/simulator/refusals.ts";
import type { OracodeDoor } from "./lock.ts";

type Rule = Behaviour<OracodeCommand, OracodeDoor>;
type Reason = Extract<OracodeReply, { type: "error" }>["reason"];

const reasons: readonly Reason[] = [
  "no_time_slots_found",
  "stay_too_long",
  "no_code_left",
  "server_error",
  "unauthorized",
  "too_many_requests",
];

/** Refusals by their keys in the driver's table: the server's reason. */
export const refusals: RefusalWords<OracodeReply> = new Map(
  wordsFor(reasons, (reason): OracodeReply => ({ type: "error", reason })),
);

/** Assumed: the same stay and sequence are the same code, however often they are asked for. Nothing happens at the door. */
const issue: Rule = (command, door) => {
  const issued = door.known.issue(command);
  return {
    reply: "reason" in issued ? { type: "error", reason: issued.reason } : { type: "code", ...issued },
  };
};

export const behaviours: readonly Rule[] = [issue];
