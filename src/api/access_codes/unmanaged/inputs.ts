import { z } from "zod";
import { id } from "../../inputs.ts";

/** Which code is to become ours, and how it is treated then. */
export const conversion = {
  access_code_id: id,
  allow_external_modification: z.boolean().exactOptional(),
  is_external_modification_allowed: z.boolean().exactOptional(),
  // Takes the management from another workspace. No device of a lab belongs to two, so there is nobody to take it from.
  force: z.boolean().exactOptional(),
};
