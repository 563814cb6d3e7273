import { expect, test } from "vitest";
import { areas } from "../../src/faults/kind.ts";
import type { FaultInput } from "../../src/index.ts";
import { faultKindsOf, ownVendors } from "../../src/lab/vendors.ts";
import { inLab } from "../support/lab-story.ts";
import { cloudProofs } from "./proofs/cloud.ts";
import { networkProofs } from "./proofs/network.ts";
import type { Proof } from "./proofs/proof.ts";

const proofs: Readonly<Record<string, Proof>> = { ...networkProofs, ...cloudProofs };

const kinds = faultKindsOf(ownVendors);

/** Areas whose kinds still lack their proofs. */
const unproven: ReadonlySet<string> = new Set(
  Object.keys(areas).filter((area) => !["network", "cloud"].includes(area)),
);

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
