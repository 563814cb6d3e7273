import { z } from "zod";
import { parseDuration, parseInstant } from "../kernel/duration.ts";

/** What several parts of a scenario file are made of. Messages complete the sentence that starts with the field's name. */

const reads = (parse: (text: string) => number) => (text: string) => {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
};

const durationForms = '"90s", "2h", "3d" or ISO 8601 ("PT2H")';

export const Duration = z
  .string({ error: `must be a duration: ${durationForms}` })
  .refine(reads(parseDuration), { error: `must be a duration: ${durationForms}` })
  .meta({ id: "duration" });

export const Instant = z
  .string({ error: 'must be an instant: ISO 8601 ("2026-03-08T10:00:00Z")' })
  .refine(reads(parseInstant), { error: 'must be an instant: ISO 8601 ("2026-03-08T10:00:00Z")' });

/** A duration from now, or an instant. */
export const Moment = z
  .string({ error: `must be a duration (${durationForms}) or an instant ("2026-03-08T10:00:00Z")` })
  .refine((text) => reads(parseDuration)(text) || reads(parseInstant)(text), {
    error: `must be a duration (${durationForms}) or an instant ("2026-03-08T10:00:00Z")`,
  })
  .meta({ id: "moment" });

const nameWords = "must be a name: a letter, then letters, digits, - or _";

/** What a step calls something, so that later ones can speak of it. */
export const Name = z.string({ error: nameWords }).regex(/^[A-Za-z][\w-]*$/, { error: nameWords });

const pinWords = 'must be digits in quotes ("4821"): without quotes YAML makes a number of them';

export const PinText = z
  .string({ error: pinWords })
  .regex(/^\d{1,20}$/, { error: pinWords })
  .meta({ id: "pin" });

const pinRefWords = 'must be the name of a code, or digits in quotes ("4821")';

/** A PIN, by the name of the code that has it, or digit by digit. */
export const PinRef = z
  .string({ error: pinRefWords })
  .regex(/^([A-Za-z][\w-]*|\d{1,20})$/, { error: pinRefWords })
  .meta({ id: "pinRef" });

/** How many: exactly so many, or bounds. */
export const Bound = z
  .union(
    [z.int().min(0), z.strictObject({ min: z.int().min(0).optional(), max: z.int().min(0).optional() })],
    { error: "must be a whole number, or bounds: { min: 1, max: 3 }" },
  )
  .meta({ id: "bound" });

export type Bound = z.output<typeof Bound>;

/** Whether a reference means digits and not a name. */
export const isDigits = (ref: string): boolean => /^\d+$/.test(ref);
