import { type FaultKind, lasting, once, watching } from "../kind.ts";
import { downFor, downForAtLeast } from "./down-for.ts";

const store = { area: "storage", on: "service" } as const;

const says = "how long the service is down";

/** A service whose store fails dies before it has done anything with what it could not keep, and is started again. */
export const storageKinds = {
  "disk.full": watching({
    ...store,
    harm: "nothing",
    watches: "commit",
    says: "The disk is full: nothing becomes durable, and the service dies of it and is started again.",
    params: { downFor: downForAtLeast(says) },
    example: { target: "service", for: "10m" },
    judge:
      ({ params }) =>
      () => ({ type: "fail", code: "ENOSPC", downForMs: params.downFor }),
  }),

  "disk.eio": watching({
    ...store,
    harm: "nothing",
    watches: "commit",
    says: "A write to the disk fails, and the service dies of it and is started again.",
    params: { downFor: downForAtLeast(says) },
    example: { target: "service", when: { p: 0.05 }, for: "1h" },
    judge:
      ({ params }) =>
      () => ({ type: "fail", code: "EIO", downForMs: params.downFor }),
  }),

  "disk.slow": watching({
    ...store,
    harm: "nothing",
    watches: "commit",
    says: "Every write to the disk takes its time, and the service stands still meanwhile.",
    params: {
      latency: { form: "duration", default: "200ms", min: "1ms", max: "1h", says: "how long a write takes" },
    },
    example: { target: "service", for: "30m", params: { latency: "2s" } },
    judge:
      ({ params }) =>
      () => ({ type: "stall", forMs: params.latency }),
  }),

  "disk.torn": lasting({
    ...store,
    harm: "forGood",
    says: "When the service crashes, its last unit of work is half written, which means that it is lost.",
    params: {},
    example: { target: "service", for: "1d" },
    hold: ({ hands }) => {
      const forget = hands.store.remember();
      const stop = hands.service.onCrash(() => hands.store.takeBack({ units: 1 }));
      return () => {
        stop();
        forget();
      };
    },
  }),

  "disk.loseUnsynced": lasting({
    ...store,
    harm: "forGood",
    says: "When the service crashes, the last units of work are lost, as on a disk that says that it has written and has not.",
    params: { last: { form: "duration", default: "5s", max: "1d", says: "of how long before the crash" } },
    example: { target: "service", for: "1d", params: { last: "30s" } },
    hold: ({ hands, params, clock }) => {
      const forget = hands.store.remember();
      const stop = hands.service.onCrash(() => hands.store.takeBack({ instant: clock.now() - params.last }));
      return () => {
        stop();
        forget();
      };
    },
  }),

  "disk.stale": once({
    ...store,
    harm: "forGood",
    needsWhen: true,
    says: "The service dies and starts again on an older copy of its data, at most as old as the fault.",
    params: {
      age: { form: "duration", default: "10m", min: "1ms", max: "3650d", says: "how old the copy is" },
      downFor: downFor(says),
    },
    example: { target: "service", when: { at: "1d" }, params: { age: "6h" } },
    prepare: ({ hands }) => hands.store.remember(),
    act: ({ hands, params, clock }) => {
      const instant = clock.now() - params.age;
      const stop = hands.service.onCrash(() => hands.store.takeBack({ instant }));
      hands.service.crash(params.downFor);
      stop();
    },
  }),
} as const satisfies Record<string, FaultKind>;
