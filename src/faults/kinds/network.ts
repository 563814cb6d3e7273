import { connectErrors, type WayTrouble } from "../../kernel/memory-way.ts";
import type { FaultHands } from "../hands.ts";
import { type FaultKind, lasting, once } from "../kind.ts";
import type { LinkSubject } from "../subject.ts";

const direction = {
  form: "choice",
  of: ["both", "there", "back"],
  default: "both",
  says: "which way: `there` leads to the broker",
} as const;

/** Has a trouble on a link, one way or both, and returns what ends it. */
function trouble(
  { network }: FaultHands,
  { from, to }: LinkSubject,
  name: string,
  way: (typeof direction.of)[number],
  what: WayTrouble,
): () => void {
  const set = (now: WayTrouble | undefined) => {
    if (way !== "back") network.setTrouble(from, to, name, now);
    if (way !== "there") network.setTrouble(to, from, name, now);
  };
  set(what);
  return () => set(undefined);
}

/** TCP can delay, stall, cut, refuse or slice. It cannot lose, double or reorder one message: a radio and a broker can. */
export const networkKinds = {
  "net.latency": lasting({
    area: "network",
    on: "link",
    harm: "nothing",
    says: "Bytes take longer: each chunk at least `min`, on average `mean`, in their order.",
    params: {
      min: { form: "duration", default: "100ms", max: "5m", says: "the shortest latency" },
      mean: {
        form: "duration",
        default: "500ms",
        max: "10m",
        says: "the mean of an exponential distribution",
      },
      max: { form: "duration", default: "30s", max: "1h", says: "no latency is longer" },
      direction,
    },
    example: { target: "link:service>broker", for: "1h", params: { min: "200ms", mean: "2s" } },
    hold: ({ hands, params }, link) =>
      trouble(hands, link, "net.latency", params.direction, {
        minMs: params.min,
        meanMs: Math.max(params.min, params.mean),
        maxMs: Math.max(params.min, params.max),
      }),
  }),

  "net.slow": lasting({
    area: "network",
    on: "link",
    harm: "nothing",
    says: "The link carries only so many bytes a second.",
    params: {
      bytesPerSecond: {
        form: "number",
        isWhole: true,
        min: 1,
        max: 1e9,
        default: 1000,
        says: "how much it carries",
      },
      direction,
    },
    example: { target: "hub:august-hub-1", for: "30m", params: { bytesPerSecond: 200 } },
    hold: ({ hands, params }, link) =>
      trouble(hands, link, "net.slow", params.direction, { bytesPerSecond: params.bytesPerSecond }),
  }),

  "net.slice": lasting({
    area: "network",
    on: "link",
    harm: "nothing",
    says: "Chunks arrive in pieces, cut at any byte.",
    params: {
      p: { form: "number", min: 0, max: 1, default: 0.5, says: "the share of chunks that are cut" },
      piecesMax: {
        form: "number",
        isWhole: true,
        min: 2,
        max: 100,
        default: 4,
        says: "in how many pieces at most",
      },
      direction,
    },
    example: { target: "link:*>broker", for: "1d", params: { p: 1, piecesMax: 8 } },
    hold: ({ hands, params }, link) =>
      trouble(hands, link, "net.slice", params.direction, {
        sliceChance: params.p,
        slicePiecesMax: params.piecesMax,
      }),
  }),

  "net.refuse": lasting({
    area: "network",
    on: "link",
    harm: "nothing",
    says: "New connections fail. The one that stands goes on.",
    params: {
      code: { form: "choice", of: connectErrors, default: "ECONNREFUSED", says: "how they fail" },
    },
    example: { target: "service", for: "5m", params: { code: "ETIMEDOUT" } },
    hold: ({ hands, params }, link) =>
      trouble(hands, link, "net.refuse", "both", { refusesWith: params.code }),
  }),

  "net.reset": once({
    area: "network",
    on: "link",
    harm: "nothing",
    says: "The connection is reset, and what was in flight is lost.",
    params: {},
    example: { target: "link:service>broker", when: { after: { event: "command", delay: "5ms" } } },
    act: ({ hands }, { from, to }) => hands.network.reset(from, to),
  }),

  "net.blackhole": lasting({
    area: "network",
    on: "link",
    harm: "nothing",
    says: "Bytes vanish without a sign; when it is over, a link that has lost some is reset.",
    params: { direction },
    example: { target: "hub:smartthings-hub-1", for: "20m", params: { direction: "back" } },
    hold: ({ hands, params }, link) =>
      trouble(hands, link, "net.blackhole", params.direction, { isSilent: true }),
  }),

  "net.stall": lasting({
    area: "network",
    on: "link",
    harm: "nothing",
    says: "Bytes are held back and arrive in a burst when it is over.",
    params: { direction },
    example: { target: "link:service>broker", for: "3m" },
    hold: ({ hands, params }, link) =>
      trouble(hands, link, "net.stall", params.direction, { isStalled: true }),
  }),

  "net.partition": lasting({
    area: "network",
    on: "link",
    harm: "nothing",
    says: "The two nodes are cut off from one another: connections are reset and new ones refused.",
    params: {},
    example: { target: "link:service>broker", for: "2h" },
    hold: ({ hands: { network } }, { from, to }) => {
      network.cut(from, to, "net.partition");
      return () => network.restore(from, to, "net.partition");
    },
  }),

  "net.flap": lasting({
    area: "network",
    on: "link",
    harm: "nothing",
    recurs: true,
    says: "The link goes down and comes back, again and again.",
    params: {
      upFor: { form: "duration", default: "20s", min: "10ms", max: "1d", says: "how long it stands" },
      downFor: { form: "duration", default: "10s", min: "10ms", max: "1d", says: "how long it is down" },
    },
    example: { target: "link:hub:*>broker", for: "15m", params: { upFor: "45s", downFor: "15s" } },
    hold: ({ hands: { network }, params, clock }, { from, to }) => {
      const down = () => {
        network.cut(from, to, "net.flap");
        timer = clock.setTimeout(up, params.downFor);
      };
      const up = () => {
        network.restore(from, to, "net.flap");
        timer = clock.setTimeout(down, params.upFor);
      };
      let timer = clock.setTimeout(down, 0);
      return () => {
        clock.clearTimeout(timer);
        network.restore(from, to, "net.flap");
      };
    },
  }),
} as const satisfies Record<string, FaultKind>;
