import { refusal } from "../../src/driver/entry-answers.ts";
import { clearedByAnswer, suspectingByList } from "../../src/driver/lagging-list.ts";
import { always, ordinary } from "../../src/driver/ordinary-states.ts";
import { newSlot, slotSetup } from "../../src/driver/slot-setup.ts";

/** Slow at first, and an error once nothing has come of it for so long. */
const overdue = {
  quietTime: {
    actions: [
      { type: "recordRefusal", params: ({ context }) => ({ refusal: context.port.refusal("not_loaded") }) },
      "markFailing",
    ],
  },
} as const satisfies NonNullable<Parameters<typeof slotSetup.createStateConfig>[0]["after"]>;

const answered = clearedByAnswer();

/**
 * August: the cloud takes a code in two phases, intent and commit, and only then moves it to the lock, which can take
 * minutes. The list shows the way: `created` while it travels, `loaded` once it is on the keypad, and nothing but
 * `loaded` is proof. A loaded code can fall back to `created`; left there it works no longer.
 */
export const slotMachine = slotSetup.createMachine({
  id: "august",
  context: newSlot,
  initial: "starting",
  on: always,
  states: {
    starting: ordinary.starting,
    queued: ordinary.queued("#intending"),

    intending: {
      id: "intending",
      tags: "setting",
      entry: ["markSent", { type: "transmit", params: { step: "intendLoad" } }],
      on: { ...refusal, "lock.accepted": "committing", "lock.silent": "verifying" },
    },

    committing: {
      tags: "setting",
      entry: { type: "transmit", params: { step: "commitLoad" } },
      on: { ...refusal, "lock.accepted": "verifying", "lock.silent": "verifying" },
    },

    verifying: {
      ...ordinary.verifying,
      after: {
        loadPatience: {
          actions: { type: "warnSlow", params: { code: "august_device_programming_delay" } },
        },
        ...overdue,
      },
    },

    set: {
      ...ordinary.set,
      on: { ...ordinary.set.on, "slot.travelling": "fallenBack" },
    },

    /** The cloud usually loads it again by itself; if not, it is taken out and loaded anew. */
    fallenBack: {
      ...ordinary.verifying,
      id: "fallenBack",
      states: { ...ordinary.verifying.states, settling: { after: { slowSettleTime: "asking" } } },
      after: {
        loadPatience: {
          target: "emptying",
          actions: { type: "warnSlow", params: { code: "august_device_programming_delay" } },
        },
      },
    },

    silent: ordinary.silent,
    backingOff: ordinary.backingOff,
    suspecting: suspectingByList,
    emptying: answered.emptying,
    suspended: ordinary.suspended,
    gone: ordinary.gone,
    failed: ordinary.failed,
    removing: answered.removing,
    cleared: ordinary.cleared,
  },
});
