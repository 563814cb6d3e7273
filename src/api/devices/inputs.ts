import { z } from "zod";
import { customMetadata, id, instant, notOffered, pageCursor, pageLimit } from "../inputs.ts";

/** How devices and locks are asked for alike: one of them, or those that match. */

export const oneDevice = z
  .object({ device_id: id.exactOptional(), name: z.string().exactOptional() })
  .refine(({ device_id, name }) => device_id !== undefined || name !== undefined, {
    path: ["device_id"],
    error: "Required, unless name is given",
  });

/** The flags of a device by which a list can be narrowed (@seamapi/types@1.490.0). A lock has those about locks. */
const deviceFlag = z.enum([
  "can_remotely_unlock",
  "can_remotely_lock",
  "can_program_offline_access_codes",
  "can_program_online_access_codes",
  "can_hvac_heat",
  "can_hvac_cool",
  "can_hvac_heat_cool",
  "can_turn_off_hvac",
  "can_simulate_removal",
  "can_simulate_connection",
  "can_simulate_disconnection",
  "can_unlock_with_code",
  "can_run_thermostat_programs",
]);

/** The vocabularies of types and manufacturers belong to the vendors, so any word is taken and may match nothing. */
export const matchingDevices = z.object({
  device_ids: z.array(id).exactOptional(),
  connected_account_id: id.exactOptional(),
  connected_account_ids: z.array(id).exactOptional(),
  device_type: z.string().exactOptional(),
  device_types: z.array(z.string()).exactOptional(),
  manufacturer: z.string().exactOptional(),
  search: z.string().min(1).exactOptional(),
  created_before: instant.exactOptional(),
  limit: pageLimit.exactOptional(),
  page_cursor: pageCursor.exactOptional(),
  user_identifier_key: z.string().exactOptional(),
  customer_ids: z.array(id).exactOptional(),
  custom_metadata_has: customMetadata.exactOptional(),
  include_if: z.array(deviceFlag).exactOptional(),
  exclude_if: z.array(deviceFlag).exactOptional(),
  access_method_id: notOffered,
  connect_webview_id: notOffered,
  customer_key: notOffered,
  space_id: notOffered,
  unstable_location_id: notOffered,
});
