import { noted, refusal, takenOverOrLeft } from "../../src/driver/entry-answers.ts";
import { turnFor } from "../../src/driver/entry-loops.ts";
import { absent, clearedInTime, unlisted, verifyingByList } from "../../src/driver/lagging-list.ts";
import { always, ordinary, startingIn } from "../../src/driver/ordinary-states.ts";
import { newSlot, type SlotEvent, slotSetup } from "../../src/driver/slot-setup.ts";

/** The user has lost its subscription: it is subscribed again, with the PIN that it has. */
const lostSubscription = slotSetup.createStateConfig({
  on: { "slot.inactive": "#queued" },
}).on;

/** Whoever else has a PIN made for the user has ended ours. It is made anew, because nobody can read theirs. */
const changedByOtherHands = slotSetup.createStateConfig({
  on: {
    "slot.holdsOther": [
      ...takenOverOrLeft,
      {
        // Other times for the same PIN.
        guard: ({ context, event }) => event.mark === context.content.mark,
        target: "#queued",
        actions: [...noted],
      },
      { target: "#queued", actions: [...noted, "forgetPin"] },
    ],
  },
}).on;

/** What a read means while the user is being set up. */
const whatStandsThere = slotSetup.createStateConfig({
  on: {
    "slot.unreadable": [
      // A PIN was made and its answer lost, or none was made: nobody can read it, but another can be made.
      { guard: "lacksPin", target: "#backingOff", actions: "countAttempt" },
      { guard: "overwrote", target: "#emptying" },
      { target: "#set", actions: { type: "confirmMasked", params: ({ event }) => event } },
    ],
    "slot.inactive": {
      target: "#backingOff",
      actions: [
        {
          type: "recordRefusal",
          params: ({ context, event }) => ({ refusal: context.port.refusal(event.vendorCode) }),
        },
        "countAttempt",
      ],
    },
  },
}).on;

/**
 * The list lacks a user whose id is known, and may be in an outage: given up, the user would be made twice, and have two PINs. A change
 * of a user tells whether the site has it.
 */
const askedByChange = <There>(leads: {
  readonly there: There;
  readonly gone: string;
  /** Where it goes on when the site says neither. */
  readonly unanswered: string;
}) =>
  ({
    initial: "queueing",
    states: {
      queueing: { ...turnFor("write"), on: { "turn.granted": "changing" } },
      changing: { entry: { type: "transmit", params: { step: "updateUser" } } },
    },
    on: {
      "lock.accepted": leads.there,
      "lock.refused": [
        { guard: ({ event }: Refused) => event.refusal.vendorCode === "no_such_user", target: leads.gone },
        { target: leads.unanswered },
      ],
      "lock.silent": leads.unanswered,
    },
  }) as const;

interface Refused {
  readonly event: Extract<SlotEvent, { type: "lock.refused" }>;
}

const answered = clearedInTime("no_such_user");

/**
 * Salto KS: a code is a user of the site, who is made first and then has a PIN made. The PIN is told once, and is on the lock when the
 * IQ has synced. Nobody can read it again; another one can be made, which ends it. A user without a subscription opens no door.
 */
export const slotMachine = slotSetup.createMachine({
  id: "salto-ks",
  context: newSlot,
  initial: "starting",
  on: always,
  states: {
    starting: startingIn("#absent"),
    queued: ordinary.queued("#turning"),

    /** Its turn has come: what is there already decides what is to be sent. */
    turning: {
      id: "turning",
      tags: "setting",
      always: [
        { guard: "lacksEntry", target: "creating" },
        // A PIN opens from the moment it is made: the times are put right before it.
        { guard: "changesWindow", target: "updating" },
        { guard: "lacksPin", target: "assigning" },
        { target: "updating" },
      ],
    },

    creating: {
      tags: "setting",
      entry: ["markSent", { type: "transmit", params: { step: "createUser" } }],
      on: { ...refusal, "lock.accepted": "assigning", "lock.silent": "absent" },
    },

    assigning: {
      id: "assigning",
      tags: "setting",
      entry: ["markSent", { type: "transmit", params: { step: "assignPin" } }],
      on: { ...refusal, "lock.accepted": "verifying", "lock.silent": "verifying" },
    },

    updating: {
      tags: "setting",
      entry: ["markSent", { type: "transmit", params: { step: "updateUser" } }],
      on: {
        ...refusal,
        "lock.accepted": [{ guard: "lacksPin", target: "assigning" }, { target: "verifying" }],
        "lock.silent": "verifying",
      },
    },

    verifying: {
      ...verifyingByList(whatStandsThere),
      after: {
        loadPatience: { actions: { type: "warnSlow", params: { code: "delay_in_setting_on_device" } } },
      },
    },

    unlisted: unlisted(whatStandsThere),

    absent: absent({
      ...whatStandsThere,
      "slot.empty": [
        { guard: "lacksEntry", target: "#backingOff", actions: ["markEmpty", "countAttempt"] },
        { target: "#recalling" },
      ],
    }),

    /** Made, as the site has said, and never listed. */
    recalling: {
      id: "recalling",
      tags: "setting",
      ...askedByChange({
        there: [{ guard: "lacksPin", target: "#assigning" }, { target: "#verifying" }],
        gone: "#neverMade",
        unanswered: "#absent.pausing",
      }),
    },

    neverMade: {
      id: "neverMade",
      tags: "setting",
      always: { target: "backingOff", actions: ["markEmpty", "countAttempt"] },
    },

    silent: { ...ordinary.silent, on: { ...ordinary.silent.on, ...whatStandsThere } },
    set: { ...ordinary.set, on: { ...ordinary.set.on, ...changedByOtherHands, ...lostSubscription } },
    suspecting: {
      ...ordinary.suspecting,
      on: {
        ...ordinary.suspecting.on,
        ...changedByOtherHands,
        ...lostSubscription,
        "slot.empty": "#missing",
      },
    },

    /** Listed once, and no more. */
    missing: {
      id: "missing",
      tags: "set",
      ...askedByChange({
        there: { target: "#vouchedFor", actions: "startAfresh" },
        gone: "#deleted",
        unanswered: "#suspecting.pausing",
      }),
    },

    /** The site has it, whatever its list shows. A change makes the site tell of one, so the list is not asked again at once. */
    vouchedFor: {
      ...ordinary.set,
      id: "vouchedFor",
      on: {
        ...ordinary.set.on,
        ...changedByOtherHands,
        ...lostSubscription,
        "slot.holdsOurs": "#set",
        "slot.empty": undefined,
      },
      after: { listLag: "#suspecting" },
    },

    deleted: { id: "deleted", tags: "set", always: ordinary.suspecting.on["slot.empty"] },

    /** Whoever subscribes the user again by hand has mended it. */
    failed: {
      ...ordinary.failed,
      on: { ...ordinary.failed.on, "slot.holdsOurs": { target: "set", actions: "confirm" } },
    },

    backingOff: ordinary.backingOff,
    emptying: answered.emptying,
    suspended: ordinary.suspended,
    gone: ordinary.gone,
    removing: answered.removing,
    cleared: ordinary.cleared,
  },
});
