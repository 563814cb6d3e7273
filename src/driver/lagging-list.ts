import { ordinary, refusal } from "./ordinary-states.ts";
import { slotSetup } from "./slot-setup.ts";

/**
 * What machines have in common whose vendor shows its entries on a list that may be behind. What it lacks may be there: to send that again
 * would make it twice, or meet itself. So it is looked for until the list has had its time (`listLag` of the profile). `reads` is what a
 * read means to the vendor beside what it means to all.
 */

type On = Readonly<Record<string, unknown>>;

/** What a refusal does while a code is written: what the lock has already may be this code. */
export const refusalByList = slotSetup.createStateConfig({
  on: {
    "lock.refused": [
      {
        guard: { type: "mayBeItself", params: ({ event }) => ({ refusal: event.refusal }) },
        target: "#verifying",
        actions: [
          "markNotDone",
          { type: "recordRefusal", params: ({ event }) => ({ refusal: event.refusal }) },
        ],
      },
      ...refusal["lock.refused"],
    ],
  },
}).on;

/** What was given up and has come late is found under the key that it had. */
const cameLate = slotSetup.createStateConfig({
  on: {
    "slot.unreadable": [
      { guard: "cameLate", target: "#verifying", actions: "markSent" },
      ...ordinary.verifying.on["slot.unreadable"],
    ],
  },
}).on;

export const verifyingByList = <Reads extends On>(reads: Reads) =>
  ({
    ...ordinary.verifying,
    on: { ...ordinary.verifying.on, ...cameLate, ...reads, "slot.empty": "#unlisted" },
  }) as const;

/** The list lacks what was taken, and may be behind. */
export const unlisted = <Reads extends On>(reads: Reads) =>
  ({
    ...ordinary.verifying,
    id: "unlisted",
    on: {
      ...ordinary.verifying.on,
      ...cameLate,
      ...reads,
      "slot.travelling": "#verifying",
      "slot.empty": ".waiting",
    },
    after: { listLag: "#absent" },
  }) as const;

/** The list has had its time, or nobody knows whether what was sent was taken: what it does not show is not there. */
export const absent = <Reads extends On>(reads: Reads) =>
  ({ ...ordinary.verifying, id: "absent", on: { ...ordinary.verifying.on, ...cameLate, ...reads } }) as const;
