import { ordinary } from "./ordinary-states.ts";
import { slotSetup } from "./slot-setup.ts";

/**
 * What machines have in common whose vendor tells the key of an entry at once, and shows the entry on a list that may be behind:
 * a list without it proves nothing before it has had its time (`listLag` of the profile), so the key is not forgotten yet.
 */

type On = Readonly<Record<string, unknown>>;

/** Not on the list. Only what was never given a key can be known to be nowhere at the first look. */
export const notListed = slotSetup.createStateConfig({
  on: {
    "slot.empty": [
      { guard: "hasEntry", target: "#missing" },
      { target: "#backingOff", actions: ["markEmpty", "countAttempt"] },
    ],
  },
}).on;

/** The list may be behind, and is read on. `reads`: what a read means to this vendor beside what it means to all. */
export const missing = <Reads extends On>(reads: Reads) =>
  ({
    ...ordinary.verifying,
    id: "missing",
    on: { ...ordinary.verifying.on, ...reads, "slot.empty": ".waiting" },
    after: { listLag: "#absent" },
  }) as const;

/** The list has had its time: what it does not show is not there. */
export const absent = <Reads extends On>(reads: Reads) =>
  ({ ...ordinary.verifying, id: "absent", on: { ...ordinary.verifying.on, ...reads } }) as const;
