import { afterAll, beforeAll, describe, test } from "vitest";
import { simulators } from "../../simulators/index.ts";
import { checkPromise } from "../../src/conformance/deviations.ts";
import { trialOf } from "../../src/conformance/promises/promise.ts";
import { simulatorPromises } from "../../src/conformance/simulator-suite.ts";
import { simulatorDeviations } from "../conformance/deviations.ts";
import { simulatorSubjects } from "../conformance/simulator-subjects.ts";
import { isMissing, Mosquitto } from "./mosquitto.ts";
import { SyncBroker, SyncBrokerLink } from "./sync-broker.ts";

/** The bench's gateway. */
const gateway = "gateway-1";

/**
 * These live dozens of lives to see what chance does to a lock. A broker has no part in that, so they go through it in
 * `npm run full` alone.
 */
const ofChance: readonly string[] = [
  "what is set reads back and opens, digit by digit, in every legal length, leading zeros included",
  "a code is confirmed, and a change by other hands announced, within 15 minutes",
  "asking the door changes nothing, and foretells what a hand would find",
];
const isFull = process.env["LOCKSTEP_RUNS"] !== undefined;
const promises = simulatorPromises.filter(({ name }) => isFull || !ofChance.includes(name));

describe.skipIf(isMissing)("the conformance suite through Mosquitto", () => {
  let mosquitto: Mosquitto;
  let broker: SyncBroker;
  beforeAll(async () => {
    mosquitto = await Mosquitto.start([gateway]);
    broker = SyncBroker.connect(mosquitto, ["service", gateway]);
  });
  afterAll(async () => {
    await broker.close();
    await mosquitto.remove();
  });

  for (const [vendor, simulator] of Object.entries(simulators)) {
    const subject = simulatorSubjects[vendor];
    if (!subject) continue;
    const deviations = simulatorDeviations[vendor] ?? {};
    describe(`the simulated ${vendor} lock`, () => {
      const trial = trialOf(simulator, subject, {
        newLink: (options) => new SyncBrokerLink(broker, options),
      });
      test.each(promises.map((promise) => [promise.name, promise] as const))("%s", (name, promise) =>
        checkPromise(name, deviations, () => promise.check(trial)),
      );
    });
  }
});
