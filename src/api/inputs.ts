import { z } from "zod";
import { formatInstant, instantOf } from "../kernel/duration.ts";
import { requestPinLengths } from "../lock/pin.ts";

/** The parameters that several routes take. Bounds are those of @seamapi/types@1.490.0 unless a comment says otherwise. */

/**
 * Any string. Seam's specification says UUID, but its SDKs ask for ids like `unknown-device` and expect that nothing is
 * found.
 */
export const id = z.string();

/** The PIN that an access code is to have. */
export const accessCodePin = z
  .string()
  .min(requestPinLengths.min)
  .max(requestPinLengths.max)
  .regex(/^\d*$/, "Expected only digits");

/** The longest PIN of any lock (`Pin` in src/lock) bounds what hands can type. */
const keypadDigitsMax = 20;

/** What somebody types on a keypad. It need not be a PIN that the API would accept. */
export const keypadEntry = z
  .string()
  .regex(new RegExp(`^\\d{1,${keypadDigitsMax}}$`), `Expected 1 to ${keypadDigitsMax} digits`);

/** A wish: a length that the device does not have gives way to its shortest, as Seam says. */
export const preferredCodeLength = z.int().positive();

const isoInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d(:?\d\d)?)$/i;

/** An instant with its zone said aloud; what comes out is UTC with milliseconds. */
export const instant = z.string().transform((text, context) => {
  const known = isoInstant.test(text) ? instantOf(text) : undefined;
  if (known !== undefined) return formatInstant(known);
  context.issues.push({
    code: "custom",
    input: text,
    message: 'Expected an ISO 8601 date and time with a zone, such as "2026-03-08T10:00:00Z"',
  });
  return z.NEVER;
});

/** True unless both ends are given and the second is not after the first. */
export const endsAfterStart = ({
  starts_at,
  ends_at,
}: {
  starts_at?: string | null;
  ends_at?: string | null;
}): boolean => !starts_at || !ends_at || ends_at > starts_at;

export const endsAfterStartIssue = { path: ["ends_at"], error: "Expected a time after starts_at" };

/** The largest page that Seam's specification names: the default of access_codes/list. */
const pageLimitMax = 55_000;

/** Empty pages would make a paginator turn for ever, so the least is one. */
export const pageLimit = z.int().min(1).max(pageLimitMax);

/** The same for lists of unmanaged codes, whose default is larger. */
export const unmanagedCodesLimit = z.int().min(1).max(300_000);

const metadataValue = z.union([z.string().max(500), z.boolean()]);

/** What a client keeps with an account or a device: `null` takes a key away. */
export const customMetadataChange = z.record(z.string(), metadataValue.nullable());

/** What is looked for in it. */
export const customMetadata = z.record(z.string(), metadataValue);

export const pageCursor = z.string().nullable();

/** How far back in memory a client may leaf: assumed, Seam publishes no bound. */
export const listOffset = z.int().min(0);

/**
 * A parameter of Seam's that this lab does nothing with. Refused rather than ignored, because an answer as if it had been
 * heeded would be wrong.
 */
export const notOffered = z
  .never({ error: "Not offered by this lab" })
  .exactOptional()
  .describe("Refused: there is no such thing in a lab");

/** How far the times of an offline code may be rounded. */
export const maxTimeRounding = z.enum(["1hour", "1day", "1h", "1d"]);
