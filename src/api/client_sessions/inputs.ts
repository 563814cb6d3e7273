import { z } from "zod";
import { id, instant, notOffered } from "../inputs.ts";

/** What a session may be asked to be like. */
export const newClientSession = z.object({
  user_identifier_key: z.string().min(1).exactOptional(),
  connected_account_ids: z.array(id).exactOptional(),
  expires_at: instant.exactOptional(),
  connect_webview_ids: notOffered,
  user_identity_id: notOffered,
  user_identity_ids: notOffered,
});
