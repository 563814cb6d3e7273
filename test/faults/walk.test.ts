import { expect, test } from "vitest";
import type { FaultInput } from "../../src/index.ts";
import { faultKindsOf, ownVendors } from "../../src/lab/vendors.ts";
import { inLab } from "../support/lab-story.ts";
import { brokerProofs } from "./proofs/broker.ts";
import { clockProofs } from "./proofs/clock.ts";
import { cloudProofs } from "./proofs/cloud.ts";
import { extProofs } from "./proofs/ext.ts";
import { hubProofs } from "./proofs/hub.ts";
import { keypadProofs } from "./proofs/keypad.ts";
import { lockProofs } from "./proofs/lock.ts";
import { networkProofs } from "./proofs/network.ts";
import type { Proof } from "./proofs/proof.ts";
import { radioProofs } from "./proofs/radio.ts";
import { serviceProofs } from "./proofs/service.ts";
import { storageProofs } from "./proofs/storage.ts";
import { vendorProofs } from "./proofs/vendor.ts";

const proofs: Readonly<Record<string, Proof>> = {
  ...networkProofs,
  ...brokerProofs,
  ...hubProofs,
  ...radioProofs,
  ...lockProofs,
  ...keypadProofs,
  ...cloudProofs,
  ...clockProofs,
  ...storageProofs,
  ...extProofs,
  ...serviceProofs,
  ...vendorProofs,
};

test("every kind of fault has a proof, and nothing else has", () => {
  expect(Object.keys(proofs).toSorted()).toEqual(Object.keys(faultKindsOf(ownVendors)).toSorted());
});

test.each(Object.entries(proofs))(
  "%s has its effect at the place where it should, and healing ends it",
  (kind, { vendor, lock = {}, start, prove }) =>
    inLab(
      vendor,
      (story) =>
        prove(story, (more = {}) =>
          story.lab.inject({ kind, target: story.lock.target, ...more } as FaultInput),
        ),
      { lock, ...(start && { start }) },
    ),
);
