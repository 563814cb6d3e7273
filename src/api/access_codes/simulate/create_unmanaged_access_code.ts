import { z } from "zod";
import type { UnmanagedAccessCodeObject } from "../../../access-codes/seam-objects.ts";
import { RequestError } from "../../../lock/errors.ts";
import { unmanagedAccessCode } from "../../answers.ts";
import { accessCodePin, id } from "../../inputs.ts";
import { type Backend, defineRoute } from "../../route.ts";
import { unlessDown } from "../../unless-down.ts";

/** The longest that Seam takes here (@seamapi/types@1.490.0). */
const digitsMax = 8;

/**
 * How long the answer waits until the new code has been seen on the lock, in the world's time: a change by other hands is
 * noticed within 15 minutes, and a client of a paced world waits in real time.
 */
const noticeLimitMs = { virtual: 20 * 60_000, paced: 20_000, live: 20_000 };

/** The owner makes a code of their own, and the answer shows it as the service has come to see it. */
export const simulateUnmanagedAccessCode = defineRoute({
  path: "/access_codes/simulate/create_unmanaged_access_code",
  methods: ["POST"],
  answers: { access_code: unmanagedAccessCode },
  input: z.object({ device_id: id, name: z.string(), code: accessCodePin.max(digitsMax) }),
  handle: async ({ device_id, name, code }, backend) => {
    const { enter, lab } = backend;
    await enter(() => backend.service.unmanagedCodes.requireVisible({ device_id }));
    const known = new Set((await enter(() => codesOn(backend, device_id))).map(idOf));
    await lab.editLock(device_id, { action: "add_code", code, name });
    const seen = () => codesOn(backend, device_id).find((one) => !known.has(one.access_code_id));
    await lab.runUntil(
      unlessDown(() => seen() !== undefined),
      noticeLimitMs[lab.time().mode],
    );
    const created = await enter(seen);
    if (created) return { access_code: created };
    throw new RequestError(
      "service_unavailable",
      "The code is on the lock. It has not been noticed yet, and will be listed when it is",
    );
  },
});

const codesOn = ({ service }: Backend, device_id: string): readonly UnmanagedAccessCodeObject[] =>
  service.unmanagedCodes.list({ device_id }).items;

const idOf = ({ access_code_id }: UnmanagedAccessCodeObject): string => access_code_id;
