import { always, ordinary, refusal } from "../../src/driver/ordinary-states.ts";
import { newSlot, slotSetup } from "../../src/driver/slot-setup.ts";

/** The user has lost its subscription: it is subscribed again, with the PIN that it has. */
const lostSubscription = slotSetup.createStateConfig({
  on: { "slot.inactive": "#queued" },
}).on;

/** Whoever else has a PIN made for the user has ended ours. It is made anew, because nobody can read theirs. */
const changedByOtherHands = slotSetup.createStateConfig({
  on: {
    "slot.holdsOther": [
      {
        guard: "acceptsExternalChange",
        target: "#set",
        actions: [
          { type: "noteOtherPin", params: ({ event }) => event },
          { type: "reportModified", params: ({ event }) => ({ pin: event.pin }) },
          { type: "adopt", params: ({ event }) => event },
        ],
      },
      {
        guard: "givesUpUndoing",
        target: "#suspended",
        actions: [
          { type: "noteOtherPin", params: ({ event }) => event },
          { type: "reportModified", params: ({ event }) => ({ pin: event.pin }) },
        ],
      },
      {
        // Other times for the same PIN.
        guard: ({ context, event }) => event.mark === context.content.mark,
        target: "#queued",
        actions: [
          { type: "noteOtherPin", params: ({ event }) => event },
          { type: "reportModified", params: ({ event }) => ({ pin: event.pin }) },
        ],
      },
      {
        target: "#queued",
        actions: [
          { type: "noteOtherPin", params: ({ event }) => event },
          { type: "reportModified", params: ({ event }) => ({ pin: event.pin }) },
          "forgetPin",
        ],
      },
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

/** Only whose id was never told can be known to be nowhere at the first look. */
const notFound = slotSetup.createStateConfig({
  on: {
    "slot.empty": [
      { guard: "hasEntry", target: "#missing" },
      { target: "#backingOff", actions: ["markEmpty", "countAttempt"] },
    ],
  },
}).on;

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
    starting: ordinary.starting,
    queued: ordinary.queued("#turning"),

    /** Its turn has come: what is there already decides what is to be sent. */
    turning: {
      id: "turning",
      tags: "setting",
      always: [
        { guard: "lacksEntry", target: "creating" },
        { guard: "lacksPin", target: "assigning" },
        { target: "updating" },
      ],
    },

    creating: {
      tags: "setting",
      entry: ["markSent", { type: "transmit", params: { step: "createUser" } }],
      on: { ...refusal, "lock.accepted": "assigning", "lock.silent": "verifying" },
    },

    assigning: {
      tags: "setting",
      entry: ["markSent", { type: "transmit", params: { step: "assignPin" } }],
      on: { ...refusal, "lock.accepted": "verifying", "lock.silent": "verifying" },
    },

    updating: {
      tags: "setting",
      entry: ["markSent", { type: "transmit", params: { step: "updateUser" } }],
      on: { ...refusal, "lock.accepted": "verifying", "lock.silent": "verifying" },
    },

    verifying: {
      ...ordinary.verifying,
      on: { ...ordinary.verifying.on, ...whatStandsThere, ...notFound },
      after: {
        loadPatience: { actions: { type: "warnSlow", params: { code: "delay_in_setting_on_device" } } },
      },
    },

    /** The list does not show whom the site has made. It may be behind, so the user's id is not forgotten yet. */
    missing: {
      ...ordinary.verifying,
      id: "missing",
      on: { ...ordinary.verifying.on, ...whatStandsThere, "slot.empty": ".waiting" },
      after: { listLag: "absent" },
    },
    /** It has had its time. */
    absent: { ...ordinary.verifying, id: "absent", on: { ...ordinary.verifying.on, ...whatStandsThere } },

    silent: { ...ordinary.silent, on: { ...ordinary.silent.on, ...whatStandsThere } },
    set: { ...ordinary.set, on: { ...ordinary.set.on, ...changedByOtherHands, ...lostSubscription } },
    suspecting: {
      ...ordinary.suspecting,
      on: { ...ordinary.suspecting.on, ...changedByOtherHands, ...lostSubscription },
    },

    /** Whoever subscribes the user again by hand has mended it. */
    failed: {
      ...ordinary.failed,
      on: { ...ordinary.failed.on, "slot.holdsOurs": { target: "set", actions: "confirm" } },
    },

    backingOff: ordinary.backingOff,
    emptying: ordinary.emptying,
    suspended: ordinary.suspended,
    gone: ordinary.gone,
    removing: ordinary.removing,
    cleared: ordinary.cleared,
  },
});
