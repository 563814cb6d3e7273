import { liveInvariants } from "./live.ts";

/** One promise of the list of 33, and who sees to it. */
export interface ListedInvariant {
  readonly id: number;
  readonly name: string;
  readonly promise: string;
  /** `live`: an oracle of every lab looks. Otherwise why it does not, and what does. */
  readonly kept: "live" | { readonly otherwise: string };
}

/** Those that no oracle looks at while a lab runs: what cannot be told from beside it, or what follows from others. */
const otherwise: readonly (Omit<ListedInvariant, "kept"> & { readonly otherwise: string })[] = [
  {
    id: 5,
    name: "blast radius",
    promise: "an error on one code never blocks or corrupts another code, on the same device or another",
    otherwise:
      "it is 22, which is asked for each code alone and takes no other code's error for an excuse; and 3, 4 and 8",
  },
  {
    id: 7,
    name: "master code",
    promise: "the master code is never written or cleared by a driver",
    otherwise:
      "the master code stands in no slot of a simulated lock, and no wire has a word for it: it cannot be done",
  },
  {
    id: 10,
    name: "unknown stays unknown",
    promise: "an unknown outcome is never taken for success or failure without a read-back",
    otherwise:
      "taken for success it breaks 8 or 9, taken for failure 15, 16 or 22; the drivers' suite walks every machine",
  },
  {
    id: 14,
    name: "effective values",
    promise: "the effective window and name, after rounding and truncation, are always exposed",
    otherwise:
      "a question of the answer's form: the tests of the API, and of each vendor's names and offline codes",
  },
  {
    id: 21,
    name: "refused before I/O",
    promise: "an illegal PIN, name or window is refused before anything is sent",
    otherwise:
      "nothing of a refused request is left to be looked at: the tests of requests ask for each of them",
  },
  {
    id: 25,
    name: "removals first",
    promise: "removals and expiries go before creates in every queue, and a queue never exceeds its cap",
    otherwise: "queues are inside the device session, whose tests fill them; what comes too late breaks 1",
  },
  {
    id: 27,
    name: "late success",
    promise: "a late success of an operation that was cancelled leads to removal",
    otherwise: "what is set after its end breaks 1; lock.lateEffect does it in every swarm",
  },
  {
    id: 28,
    name: "back-off",
    promise:
      "back-off is monotone within an outage and ends with the first success; a busy bridge spends no attempts",
    otherwise: "the tests of the shared states count every pause; one without a pause breaks 24",
  },
  {
    id: 29,
    name: "crash anywhere",
    promise: "a crash at any point and a restart lead to the same final state as no crash",
    otherwise:
      "a lab has only one course: test/lab/crash-anywhere.test.ts takes them all, and a swarm ends in 22 after crashes",
  },
  {
    id: 30,
    name: "no rewrites",
    promise:
      "after a restart no code changes, and no confirmed slot is written again without a read that shows a difference",
    otherwise:
      "whether a read came before cannot be told from the keypad: test/lab/crash-anywhere.test.ts counts the writes",
  },
  {
    id: 32,
    name: "clock jumps",
    promise: "a jump of the clock never skips an expiry",
    otherwise:
      "the service's time is the lab's, which cannot jump; what a pause of the process puts off breaks 1",
  },
];

/** All 33, by number. */
export const allInvariants: readonly ListedInvariant[] = [
  ...liveInvariants.map(({ id, name, promise }) => ({ id, name, promise, kept: "live" as const })),
  ...otherwise.map(({ otherwise: why, ...facts }) => ({ ...facts, kept: { otherwise: why } })),
].sort((one, other) => one.id - other.id);
