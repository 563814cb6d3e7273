import type { Frailties } from "../simulator/frailties.ts";
import type { FaultKind } from "./kind.ts";
import { brokerKinds } from "./kinds/broker.ts";
import { clockKinds } from "./kinds/clock.ts";
import { cloudKinds } from "./kinds/cloud.ts";
import { condition } from "./kinds/condition.ts";
import { extKinds } from "./kinds/ext.ts";
import { hubKinds } from "./kinds/hub.ts";
import { keypadKinds } from "./kinds/keypad.ts";
import { lockKinds } from "./kinds/lock.ts";
import { networkKinds } from "./kinds/network.ts";
import { radioKinds } from "./kinds/radio.ts";
import { serviceKinds } from "./kinds/service.ts";
import { storageKinds } from "./kinds/storage.ts";

/** The kinds of fault that are the same for all vendors. */
export const sharedKinds = {
  ...networkKinds,
  ...brokerKinds,
  ...hubKinds,
  ...radioKinds,
  ...lockKinds,
  ...keypadKinds,
  ...cloudKinds,
  ...clockKinds,
  ...storageKinds,
  ...extKinds,
  ...serviceKinds,
} as const satisfies Readonly<Record<string, FaultKind>>;

/** The kinds of a lab: the shared ones, and the conditions that are its vendors' own. */
export function kindsOf(vendors: Readonly<Record<string, Frailties>>): Readonly<Record<string, FaultKind>> {
  const own = Object.entries(vendors).flatMap(([vendor, { conditions }]) =>
    Object.entries(conditions).map(
      ([name, says]) =>
        [
          name,
          condition(name, { area: "vendor", harm: "whileActive", says, target: `vendor:${vendor}` }),
        ] as const,
    ),
  );
  return { ...sharedKinds, ...Object.fromEntries(own) };
}
