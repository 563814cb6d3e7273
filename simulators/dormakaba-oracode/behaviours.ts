import type { OracodeCommand, OracodeReply } from "../../drivers/dormakaba-oracode/wire.ts";
import type { Behaviour } from "../../src/simulator/behaviour.ts";
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

/** A refusal by its key in the driver's table: the server's reason. */
export function refusal(vendorCode: string): OracodeReply {
  const reason = reasons.find((candidate) => candidate === vendorCode);
  if (reason) return { type: "error", reason };
  throw new RangeError(`Oracode Live has no refusal "${vendorCode}"`);
}

/** Assumed: the same stay and sequence are the same code, however often they are asked for. Nothing happens at the door. */
const issue: Rule = (command, door) => {
  const issued = door.known.issue(command);
  return {
    reply: "reason" in issued ? { type: "error", reason: issued.reason } : { type: "code", ...issued },
  };
};

export const behaviours: readonly Rule[] = [issue];
