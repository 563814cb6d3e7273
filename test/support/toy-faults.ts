import { StepClock } from "../../src/conformance/step-clock.ts";
import { FaultEngine } from "../../src/faults/fault-engine.ts";
import type { FaultHands } from "../../src/faults/hands.ts";
import { type FaultKind, lasting, once, watching } from "../../src/faults/kind.ts";
import { RandomStreams, SeededIds, seededRandom } from "../../src/kernel/random.ts";
import { noFrailties } from "../../src/simulator/frailties.ts";

export const start = Date.UTC(2026, 0, 1);

const facts = { area: "lock", harm: "nothing", says: "", example: { target: "lock:*" } } as const;

/** An engine over two locks, with one kind of each sort that does nothing but say so. */
export function toyFaults(seed = 1) {
  const clock = new StepClock(start);
  /** What was done, with the seconds since the start. */
  const done: string[] = [];
  const noted: string[] = [];
  const say = (what: string) => void done.push(`${what} ${(clock.now() - start) / 1000}`);
  const kinds = {
    "toy.lasts": lasting({
      ...facts,
      on: "lock",
      params: {
        level: { form: "number", min: 0, max: 10, isWhole: true, default: 3, says: "how much" },
        length: { form: "duration", min: "1s", max: "1h", default: "1m", says: "how long" },
        way: { form: "choice", of: ["up", "down"], default: "up", says: "which way" },
        isLoud: { form: "boolean", default: false, says: "whether it is loud" },
        zone: { form: "zone", default: "UTC", says: "where" },
        word: { form: "text", default: "word", says: "what it says" },
      },
      hold: ({ params }, { name }) => {
        say(`${name} begins ${params.level}`);
        return () => say(`${name} ends`);
      },
    }),
    "toy.acts": once({
      ...facts,
      on: "lock",
      matches: ["slot"],
      params: {},
      act: (_, { name }) => say(`${name} acts`),
    }),
    "toy.watches": watching({
      ...facts,
      on: "lock",
      watches: "command",
      params: { code: { form: "refusal", isRequired: true, says: "the refusal" } },
      judge:
        ({ params }) =>
        () => ({ type: "refuse", vendorCode: params.code }),
    }),
    "toy.later": once({ ...facts, on: "lock", needsWhen: true, params: {}, act: () => {} }),
    "toy.radio": lasting({
      ...facts,
      on: "lock",
      needs: { part: "radio" },
      params: {},
      hold: () => () => {},
    }),
    "toy.hub": lasting({ ...facts, on: "hub", params: {}, hold: () => () => {} }),
    "toy.link": lasting({ ...facts, on: "link", params: {}, hold: () => () => {} }),
    "toy.service": once({ ...facts, on: "service", params: {}, act: () => say("service acts") }),
  } satisfies Record<string, FaultKind>;
  const streams = new RandomStreams(seed);
  const hands: Pick<FaultHands, "surroundings" | "random" | "note" | "frailties" | "refusals"> = {
    surroundings: {
      fleet: [
        {
          deviceId: "id-1",
          name: "front",
          gateway: "hub-1",
          vendor: "acme",
          connectedAccountId: "account-1",
        },
        {
          deviceId: "id-2",
          name: "back",
          gateway: "hub-2",
          vendor: "other",
          connectedAccountId: "account-2",
        },
      ],
      service: { node: "service", clientId: "service" },
      broker: { node: "broker" },
      hub: (gateway) => ({ node: `hub:${gateway}`, clientId: gateway }),
    },
    random: (name) => streams.stream(name),
    note: (kind, text) => void noted.push(`${kind} ${text}`),
    refusals: (deviceId) => (deviceId === "id-1" ? ["no", "busy"] : ["never"]),
    frailties: (vendor) => (vendor === "acme" ? { ...noFrailties, parts: ["radio"] } : noFrailties),
  };
  const faults = new FaultEngine({
    kinds,
    clock,
    ids: new SeededIds(seededRandom(seed)),
    // The toys ask for nothing else.
    hands: hands as FaultHands,
    watch: { faultBegan: () => {}, faultEnded: () => {}, faultActed: () => {} },
  });
  return { clock, done, noted, faults, kinds };
}
