import { slotSetup } from "./slot-setup.ts";

/**
 * What machines have in common whose vendor answers without waiting for the lock: nothing says that a lock gets two changes in their order.
 * Of two that are under way the first may arrive last, and what was called set with the second is overwritten. So the first is awaited.
 */

/** Something else is wanted while what was sent is on its way. */
export const changedOnItsWay = slotSetup.createStateConfig({
  on: {
    "code.change": {
      target: "#overtaken",
      actions: { type: "change", params: ({ event }) => event },
    },
  },
}).on;

/** Changed again before the last change has been seen. */
export const overtaken = slotSetup.createStateConfig({
  id: "overtaken",
  tags: "setting",
  after: { settleTime: "#queued" },
  on: {
    "code.change": { actions: { type: "change", params: ({ event }) => event } },
  },
});
