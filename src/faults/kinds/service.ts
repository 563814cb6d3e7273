import { type FaultKind, lasting, once, watching } from "../kind.ts";
import { downFor, downForAtLeast } from "./down-for.ts";

const service = { area: "service", on: "service", harm: "nothing" } as const;

const says = "how long it is down";

export const serviceKinds = {
  "service.crash": once({
    ...service,
    says: "The service's process dies and starts again on the same data.",
    params: { downFor: downFor(says) },
    example: { target: "service", when: { every: "30s" }, for: "5m", params: { downFor: "2s" } },
    act: ({ hands, params }) => hands.service.crash(params.downFor),
  }),

  "service.crashAt": watching({
    ...service,
    watches: "point",
    says: "The service dies at a named point of its code, and starts again on the same data.",
    params: { downFor: downForAtLeast(says) },
    example: { target: "service", match: { point: "afterSend" }, when: { nth: 3 }, for: "1d" },
    judge:
      ({ params }) =>
      () => ({ type: "crash", downForMs: params.downFor }),
  }),

  "service.pause": lasting({
    ...service,
    says: "The service stands still, as in a long collection of garbage, and then catches up in a burst.",
    params: {},
    example: { target: "service", when: { after: { event: "command" } }, for: "45s" },
    hold: ({ hands }) => hands.service.pause(),
  }),
} as const satisfies Record<string, FaultKind>;
