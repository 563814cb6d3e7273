import { expect, test } from "vitest";
import type { Area } from "../../src/faults/kind.ts";
import type { FaultInput } from "../../src/index.ts";
import { faultKindsOf, ownVendors } from "../../src/lab/vendors.ts";
import { inLab } from "../support/lab-story.ts";
import { brokerProofs } from "./proofs/broker.ts";
import { cloudProofs } from "./proofs/cloud.ts";
import { hubProofs } from "./proofs/hub.ts";
import { keypadProofs } from "./proofs/keypad.ts";
import { networkProofs } from "./proofs/network.ts";
import type { Proof } from "./proofs/proof.ts";
import { radioProofs } from "./proofs/radio.ts";

const proofs: Readonly<Record<string, Proof>> = {
  ...networkProofs,
  ...brokerProofs,
  ...hubProofs,
  ...radioProofs,
  ...keypadProofs,
  ...cloudProofs,
};

const kinds = faultKindsOf(ownVendors);

/** Areas whose kinds still lack their proofs. */
const unproven: ReadonlySet<string> = new Set([
  "lock",
  "clock",
  "storage",
  "ext",
  "service",
  "vendor",
] satisfies Area[]);

test("every kind of fault has a proof, and nothing else has", () => {
  const wanted = Object.entries(kinds).filter(([, { area }]) => !unproven.has(area));
  expect(Object.keys(proofs).toSorted()).toEqual(wanted.map(([kind]) => kind).toSorted());
});

test.each(Object.entries(proofs))(
  "%s has its effect at the place where it should, and healing ends it",
  (kind, { vendor, lock = {}, prove }) =>
    inLab(
      vendor,
      (story) =>
        prove(story, (more = {}) =>
          story.lab.inject({ kind, target: story.lock.target, ...more } as FaultInput),
        ),
      { lock },
    ),
);
