import type { Placement } from "../driver/programmer.ts";
import type { AccessCodeRow } from "./rows.ts";

/** What a backup code is. The pool of them: {@link BackupPool}. */

/** Whether a backup code can be pulled for this one: Seam backs up time-bound codes alone. */
export const canHaveBackup = ({ endsAt, removal, backup }: AccessCodeRow, now: number): boolean =>
  backup === undefined && removal === undefined && endsAt !== null && endsAt > now;

/** In the pool: nobody has been given it yet, and it is not on its way out. */
export const isInPool = ({ backup, removal }: AccessCodeRow): boolean =>
  backup !== undefined && backup.pulledFor === undefined && removal === undefined;

/** Given to somebody, who may still open the door with it. */
export const isPulled = ({ backup, removal }: AccessCodeRow): boolean =>
  backup?.pulledFor !== undefined && removal === undefined;

/** Whether the code is on the lock for sure, so that whoever is given it can use it at once. */
export const isStanding = (placements: readonly Placement[]): boolean =>
  placements.some(({ intent, status }) => intent === "present" && status === "set");
