import { type FaultKind, lasting, watching } from "../kind.ts";
import type { Seen } from "../observation.ts";

const radio = { area: "radio", on: "lock", harm: "nothing", needs: { part: "radio" } } as const;

const direction = {
  form: "choice",
  of: ["both", "toLock", "fromLock"],
  default: "both",
  says: "which way",
} as const;

const goes = (way: (typeof direction.of)[number], seen: Seen): boolean =>
  way === "both" || way === seen.direction;

/** A radio carries single frames, so that everything can happen to one of them. */
export const radioKinds = {
  "radio.drop": watching({
    ...radio,
    watches: "frame",
    losesNews: true,
    says: "Frames between the hub and the lock are lost.",
    params: { direction },
    example: { target: "lock:smartthings-1", when: { p: 0.3 }, for: "1h" },
    judge:
      ({ params }) =>
      (seen) =>
        goes(params.direction, seen) ? { type: "lose" } : undefined,
  }),

  "radio.lossy": watching({
    ...radio,
    watches: "frame",
    losesNews: true,
    says: "The air is bad for a while, then good again (Gilbert and Elliott): frames are lost in bursts.",
    params: {
      share: { form: "number", min: 0, max: 1, default: 0.3, says: "the share of frames that are lost" },
      burst: { form: "number", min: 1, max: 1000, default: 3, says: "how many in a row on average" },
    },
    example: { target: "hub:smartthings-hub-1", for: "6h", params: { share: 0.2, burst: 5 } },
    judge: ({ params, random }) => {
      const bad = new Map<string, boolean>();
      // The chances of leaving each state that give this share and this length of a burst.
      const heals = 1 / params.burst;
      const worsens = params.share === 1 ? 1 : Math.min(1, (heals * params.share) / (1 - params.share));
      return ({ deviceId = "" }) => {
        const was = bad.get(deviceId) ?? random.chance(params.share);
        const isBad = random.chance(was ? heals : worsens) ? !was : was;
        bad.set(deviceId, params.share === 1 || isBad);
        return bad.get(deviceId) ? { type: "lose" } : undefined;
      };
    },
  }),

  "radio.dup": watching({
    ...radio,
    watches: "frame",
    says: "A frame reaches the lock twice.",
    params: {},
    example: { target: "lock:smartthings-1", when: { nth: 1 }, for: "1h" },
    judge: () => (seen) => (seen.direction === "toLock" ? { type: "double" } : undefined),
  }),

  "radio.reorder": watching({
    ...radio,
    watches: "frame",
    says: "A frame is overtaken by the next one to the same lock.",
    params: {
      patience: {
        form: "duration",
        default: "30s",
        max: "1h",
        says: "it arrives after this long at the latest",
      },
    },
    example: { target: "vendor:smartthings", when: { p: 0.2 }, for: "1h" },
    judge:
      ({ params }) =>
      (seen) =>
        seen.direction === "toLock" ? { type: "overtake", patienceMs: params.patience } : undefined,
  }),

  "radio.late": watching({
    ...radio,
    watches: "frame",
    says: "Frames arrive late.",
    params: {
      delay: { form: "duration", default: "20s", max: "1d", says: "how late" },
      direction,
    },
    example: { target: "lock:smartthings-1", when: { nth: 2 }, for: "1h", params: { delay: "45s" } },
    judge:
      ({ params }) =>
      (seen) =>
        goes(params.direction, seen) ? { type: "delay", delayMs: params.delay } : undefined,
  }),

  "radio.sleepy": lasting({
    ...radio,
    says: "The lock listens only now and then, to save its battery: frames wait for it.",
    params: {
      wakeEvery: { form: "duration", default: "30s", min: "100ms", max: "1d", says: "how often it listens" },
    },
    example: { target: "vendor:smartthings", for: "1d", params: { wakeEvery: "1m" } },
    hold: ({ hands, params }, { deviceId }) => {
      const { radio: air } = hands.lock(deviceId).station;
      air.setWakesEvery(params.wakeEvery);
      return () => air.setWakesEvery(undefined);
    },
  }),
} as const satisfies Record<string, FaultKind>;
