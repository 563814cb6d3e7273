import { type AccountErrorCode, accountErrorCodes, type DeviceMatter } from "../../wire/account-report.ts";
import { type Acting, type FaultKind, lasting, watching } from "../kind.ts";
import type { HubSubject, LockSubject } from "../subject.ts";
import { condition } from "./condition.ts";

const command = { area: "cloud", on: "lock", harm: "nothing", watches: "command" } as const;
const push = { area: "cloud", on: "lock", harm: "nothing", watches: "push" } as const;

/** What the account's API tells of one lock. */
const ofDevice = { area: "cloud", on: "lock", harm: "nothing", params: {} } as const;

function matter({ hands }: Acting, { gateway, deviceId }: LockSubject, told: DeviceMatter): () => void {
  const simulated = hands.gateway(gateway);
  simulated.setMatter(deviceId, told, true);
  return () => simulated.setMatter(deviceId, told, false);
}

function accountError({ hands }: Acting, { gateway }: HubSubject, error: AccountErrorCode): () => void {
  const simulated = hands.gateway(gateway);
  simulated.setAccountError(error, true);
  return () => simulated.setAccountError(error, false);
}

export const cloudKinds = {
  "cloud.serverError": watching({
    ...command,
    needs: { word: "serverError" },
    says: "The cloud answers with an error of its own, as a 5xx.",
    params: {
      takesEffect: {
        form: "boolean",
        default: false,
        says: "whether it does all the same what it was asked (seamapi/public-tracker#130)",
      },
    },
    example: { target: "vendor:august", when: { p: 0.2 }, for: "2h", params: { takesEffect: true } },
    judge:
      ({ hands, params }) =>
      ({ vendor = "" }) => {
        const vendorCode = hands.frailties(vendor).words.serverError;
        return vendorCode === undefined
          ? undefined
          : { type: "refuse", vendorCode, takesEffect: params.takesEffect };
      },
  }),

  "cloud.rateLimited": watching({
    ...command,
    needs: { word: "rateLimited" },
    says: "The cloud takes only so many calls in a while, of all locks that the fault aims at, and refuses the rest.",
    params: {
      limit: { form: "number", isWhole: true, min: 0, max: 1e6, default: 10, says: "how many calls" },
      window: { form: "duration", default: "1m", min: "1s", max: "31d", says: "in how long a while" },
    },
    example: { target: "vendor:august", for: "1d", params: { limit: 30, window: "1h" } },
    judge: ({ hands, params, clock }) => {
      let taken: number[] = [];
      return ({ vendor = "" }) => {
        const now = clock.now();
        taken = taken.filter((at) => at > now - params.window);
        if (taken.length < params.limit) {
          taken.push(now);
          return undefined;
        }
        const vendorCode = hands.frailties(vendor).words.rateLimited;
        return vendorCode === undefined ? undefined : { type: "refuse", vendorCode };
      };
    },
  }),

  "cloud.tokenExpired": watching({
    ...command,
    needs: { word: "unauthorized" },
    says: "The cloud refuses every call as unauthorized, until the token is renewed.",
    params: {},
    example: { target: "vendor:august", for: "5m" },
    judge:
      ({ hands }) =>
      ({ vendor = "" }) => {
        const vendorCode = hands.frailties(vendor).words.unauthorized;
        return vendorCode === undefined ? undefined : { type: "refuse", vendorCode };
      },
  }),

  "cloud.tokenRevoked": lasting({
    area: "cloud",
    on: "hub",
    harm: "nothing",
    says: "The owner has taken back the permission: the account is disconnected, and nothing can be asked through it.",
    params: {},
    example: { target: "vendor:august", for: "1d" },
    hold: (acting, hub) => accountError(acting, hub, "account_disconnected"),
  }),

  "cloud.accountError": lasting({
    area: "cloud",
    on: "hub",
    harm: "nothing",
    says: "The account has an error, in Seam's words.",
    params: {
      error: { form: "choice", of: accountErrorCodes, isRequired: true, says: "which" },
    },
    example: { target: "vendor:smartthings", for: "1d", params: { error: "invalid_credentials" } },
    hold: (acting, hub) => accountError(acting, hub, acting.params.error),
  }),

  "cloud.deviceGone": lasting({
    area: "cloud",
    on: "lock",
    harm: "nothing",
    says: "The account does not list the lock any more, as when its owner has removed it.",
    params: {},
    example: { target: "lock:august-2", for: "1d" },
    hold: ({ hands }, { gateway, deviceId }) => {
      const simulated = hands.gateway(gateway);
      simulated.setListed(deviceId, false);
      return () => simulated.setListed(deviceId, true);
    },
  }),

  "cloud.subscriptionLapsed": lasting({
    ...ofDevice,
    says: "The vendor asks for a subscription that has lapsed: the lock can neither be asked nor heard.",
    example: { target: "lock:august-1", for: "1d" },
    hold: (acting, lock) => matter(acting, lock, "subscriptionLapsed"),
  }),

  "cloud.credentialsMissing": lasting({
    ...ofDevice,
    says: "What the lock wants to be addressed with is not in the account: it can neither be asked nor heard.",
    example: { target: "lock:smartthings-1", for: "1d" },
    hold: (acting, lock) => matter(acting, lock, "credentialsMissing"),
  }),

  "cloud.auxiliaryHeat": lasting({
    ...ofDevice,
    says: "The account tells that the auxiliary heat runs, which Seam's catalogue has among a device's errors.",
    example: { target: "lock:august-1", for: "1h" },
    hold: (acting, lock) => matter(acting, lock, "auxiliaryHeat"),
  }),

  "cloud.managedElsewhere": lasting({
    ...ofDevice,
    says: "Another workspace takes over the management of the lock's codes.",
    example: { target: "lock:august-1", for: "1d" },
    hold: (acting, lock) => matter(acting, lock, "managedElsewhere"),
  }),

  "cloud.outage": lasting({
    area: "cloud",
    on: "hub",
    harm: "nothing",
    says: "Whatever stands behind the gateway is down, though the gateway is connected: it neither answers nor tells.",
    params: {},
    example: { target: "vendor:*", for: "3h" },
    hold: ({ hands }, { gateway }) => {
      const simulated = hands.gateway(gateway);
      simulated.setSilent(true);
      return () => simulated.setSilent(false);
    },
  }),

  "cloud.slow": watching({
    ...command,
    says: "Answers come late: each at least `min`, on average `mean`.",
    params: {
      min: { form: "duration", default: "1s", max: "1d", says: "the shortest delay" },
      mean: { form: "duration", default: "10s", max: "1d", says: "the mean of an exponential distribution" },
      max: { form: "duration", default: "5m", max: "7d", says: "no delay is longer" },
    },
    example: { target: "vendor:august", for: "6h", params: { mean: "20s" } },
    judge:
      ({ params: { min, mean, max }, random }) =>
      () => {
        const more = -Math.max(0, mean - min) * Math.log(1 - random.float());
        return { type: "delayReply", delayMs: Math.min(Math.max(min, max), min + Math.round(more)) };
      },
  }),

  "cloud.malformed": watching({
    ...command,
    says: "An answer breaks off in the middle, so that nobody can read it.",
    params: {},
    example: { target: "vendor:august", when: { nth: 1 }, for: "1h" },
    judge: () => () => ({ type: "cutReply" }),
  }),

  "cloud.eventual": watching({
    ...command,
    needs: { part: "cloud" },
    says: "Lists lag: they tell what was true a while ago.",
    params: { lag: { form: "duration", default: "1m", min: "1ms", max: "1d", says: "how long ago" } },
    example: { target: "vendor:august", for: "1d", params: { lag: "90s" } },
    judge:
      ({ params }) =>
      () => ({ type: "staleRead", ageMs: params.lag, onlyLists: true }),
    hold: ({ hands }, { deviceId }) => hands.lock(deviceId).station.history.record(),
  }),

  "cloud.emptyList": watching({
    ...command,
    hidesCodes: true,
    says: "An answer that lists codes lists none (seamapi/public-tracker#49).",
    params: {},
    example: { target: "lock:august-1", when: { nth: 2 }, for: "1d" },
    judge: () => () => ({ type: "emptyList" }),
  }),

  "cloud.acceptedThenFailed": condition("cloud.acceptedThenFailed", {
    area: "cloud",
    harm: "nothing",
    says: "The cloud takes a code, and reports later that it could not be set.",
    target: "lock:august-1",
  }),

  "push.lost": watching({
    ...push,
    says: "Events of the lock do not reach the service.",
    params: {},
    example: { target: "vendor:*", when: { p: 0.5 }, for: "1d" },
    judge: () => () => ({ type: "lose" }),
  }),

  "push.late": watching({
    ...push,
    says: "Events of the lock reach the service late, and out of order with what else is said.",
    params: { delay: { form: "duration", default: "2m", max: "7d", says: "how late" } },
    example: {
      target: "lock:august-1",
      match: { event: "lock.operated" },
      for: "1d",
      params: { delay: "1h" },
    },
    judge:
      ({ params }) =>
      () => ({ type: "delay", delayMs: params.delay }),
  }),

  "push.batched": watching({
    ...push,
    says: "Events of the lock are collected and reach the service together, now and then.",
    params: { every: { form: "duration", default: "15m", min: "1s", max: "7d", says: "how often" } },
    example: { target: "vendor:smartthings", for: "1d", params: { every: "1h" } },
    judge:
      ({ params, clock }) =>
      () => ({ type: "delay", delayMs: params.every - (clock.now() % params.every) }),
  }),

  "push.doubled": watching({
    ...push,
    says: "Events of the lock reach the service twice.",
    params: {},
    example: { target: "vendor:*", for: "1d" },
    judge: () => () => ({ type: "double" }),
  }),
} as const satisfies Record<string, FaultKind>;
