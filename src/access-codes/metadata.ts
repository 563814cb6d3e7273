import { invalidInput } from "../lock/errors.ts";

/** What a client keeps with a device or an account, and nobody else reads. */
export type CustomMetadata = Readonly<Record<string, string | boolean>>;

/** `null` takes a key away; what is not mentioned stays. */
export type CustomMetadataChange = Readonly<Record<string, string | boolean | null>>;

/** How many keys there may be (Seam's docs, "Adding custom metadata to a device"). */
const keysMax = 50;

/** Throws a RequestError when that would be too much. */
export function changedMetadata(
  before: CustomMetadata | undefined,
  change: CustomMetadataChange | undefined,
): CustomMetadata | undefined {
  if (change === undefined) return before;
  const kept = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null);
  if (kept.length > keysMax) throw invalidInput("custom_metadata", `must not have more than ${keysMax} keys`);
  return Object.fromEntries(kept) as CustomMetadata;
}

/** Whether all that is looked for is there. A query knows only text, so `true` is found by "true". */
export const hasMetadata = (
  metadata: CustomMetadata | undefined,
  wanted: CustomMetadata | undefined,
): boolean => Object.entries(wanted ?? {}).every(([key, value]) => String(metadata?.[key]) === String(value));
