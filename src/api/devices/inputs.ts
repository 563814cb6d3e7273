import { z } from "zod";
import { id, instant, notOffered, pageCursor, pageLimit } from "../inputs.ts";

/** How devices and locks are asked for alike: one of them, or those that match. */

export const oneDevice = z
  .object({ device_id: id.exactOptional(), name: z.string().exactOptional() })
  .refine(({ device_id, name }) => device_id !== undefined || name !== undefined, {
    path: ["device_id"],
    error: "Required, unless name is given",
  });

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
  access_method_id: notOffered,
  connect_webview_id: notOffered,
  custom_metadata_has: notOffered,
  customer_ids: notOffered,
  customer_key: notOffered,
  exclude_if: notOffered,
  include_if: notOffered,
  space_id: notOffered,
  unstable_location_id: notOffered,
  user_identifier_key: notOffered,
});
