import { refusal } from "./entry-answers.ts";
import { ordinary } from "./ordinary-states.ts";
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
export const cameLate = slotSetup.createStateConfig({
  on: {
    "slot.unreadable": [
      { guard: "cameLate", target: "#verifying", actions: "markSent" },
      ...ordinary.verifying.on["slot.unreadable"],
    ],
  },
}).on;

/** It may be behind what stood there before a change, too: sent again, that would be there in yet another version. */
const before = (whereToWait: "#unlisted" | ".waiting") =>
  ({
    "slot.empty": whereToWait,
    "slot.holdsPrevious": [{ guard: "overwrites", target: whereToWait }, { target: "#emptying" }],
  }) as const;

export const verifyingByList = <Reads extends On>(reads: Reads) =>
  ({
    ...ordinary.verifying,
    on: { ...ordinary.verifying.on, ...cameLate, ...reads, ...before("#unlisted") },
  }) as const;

/** The list does not show what was taken, and may be behind. */
export const unlisted = <Reads extends On>(reads: Reads) =>
  ({
    ...ordinary.verifying,
    id: "unlisted",
    on: {
      ...ordinary.verifying.on,
      ...cameLate,
      ...reads,
      "slot.travelling": "#verifying",
      ...before(".waiting"),
    },
    after: { listLag: "#absent" },
  }) as const;

/** The list has had its time, or nobody knows whether what was sent was taken: what it does not show is not there. */
export const absent = <Reads extends On>(reads: Reads) =>
  ({ ...ordinary.verifying, id: "absent", on: { ...ordinary.verifying.on, ...cameLate, ...reads } }) as const;

/**
 * A list that lacks what stood there may tell of a time before it came there: others are said to have deleted it when the list has had its
 * time, and lacks it still.
 */
export const suspectingByList = {
  ...ordinary.suspecting,
  states: {
    ...ordinary.suspecting.states,
    settling: { ...ordinary.suspecting.states.settling, after: { listLag: "asking" } },
  },
} as const;

/**
 * A list that leaves a code out does not say that its deletion was done: it may not have told of the code yet, or tell of none at all. That
 * it was done, or that there is no such code (the refusal `unknownCode`, where the vendor does not take that for done), says the answer
 * alone: until there is one the deletion is sent again.
 */
export function clearedByAnswer(unknownCode?: string) {
  const doneAlready = slotSetup.createStateConfig({
    on: {
      "lock.refused": [
        {
          guard: ({ event }) => event.refusal.vendorCode === unknownCode,
          target: "settling",
          actions: { type: "recordRefusal", params: ({ event }) => ({ refusal: event.refusal }) },
        },
      ],
    },
  }).on["lock.refused"];
  const { clearing } = slotSetup.createStateConfig({
    states: {
      clearing: {
        ...ordinary.removing.states.clearing,
        on: {
          "lock.accepted": "settling",
          "lock.silent": "pausing",
          "lock.refused": [
            {
              guard: { type: "wasBusy", params: ({ event }) => ({ refusal: event.refusal }) },
              target: "waiting",
            },
            ...(unknownCode === undefined ? [] : doneAlready),
            {
              target: "pausing",
              actions: { type: "recordRefusal", params: ({ event }) => ({ refusal: event.refusal }) },
            },
          ],
        },
      },
    },
  }).states;
  const { emptying, removing } = ordinary;
  const pausing = { ...emptying.states.pausing, on: { "device.changed": "asking" } } as const;
  const deciding = { ...removing.states.pausing, on: { "device.changed": "deciding" } } as const;
  return {
    emptying: { ...emptying, states: { ...emptying.states, clearing, pausing } },
    removing: { ...removing, states: { ...removing.states, clearing, pausing: deciding } },
  };
}

/**
 * The same where the answer comes before the lock has heard of the deletion. A list that has shown the code shows it until then; one that
 * is behind, and never has, does not tell. It is given its time.
 */
export function clearedInTime(unknownCode: string) {
  const { emptying, removing } = clearedByAnswer(unknownCode);
  const { clearing } = removing.states;
  const removingInTime = slotSetup.createStateConfig({
    ...removing,
    states: {
      ...removing.states,
      clearing: {
        ...clearing,
        on: {
          ...clearing.on,
          "lock.accepted": [{ guard: "wasListed", target: "settling" }, { target: "syncing" }],
        },
      },
      syncing: { after: { listLag: "askingToRead" }, on: { "slot.travelling": "settling" } },
    },
  });
  return { emptying, removing: removingInTime };
}
