import { z } from "zod";
import { event } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import { id, instant, listOffset, notOffered, pageLimit } from "../inputs.ts";
import { defineRoute, readMethods } from "../route.ts";

export const listEvents = defineRoute({
  path: "/events/list",
  methods: readMethods,
  answers: { events: z.array(event) },
  callers: sessionHolders,
  input: z
    .object({
      since: instant.exactOptional(),
      between: z.tuple([instant, instant]).exactOptional(),
      event_ids: z.array(id).exactOptional(),
      event_type: z.string().exactOptional(),
      event_types: z.array(z.string()).exactOptional(),
      access_code_id: id.exactOptional(),
      access_code_ids: z.array(id).exactOptional(),
      device_id: id.exactOptional(),
      device_ids: z.array(id).exactOptional(),
      connected_account_id: id.exactOptional(),
      limit: pageLimit.exactOptional(),
      unstable_offset: listOffset.exactOptional(),
      access_grant_id: notOffered,
      access_grant_ids: notOffered,
      access_method_id: notOffered,
      access_method_ids: notOffered,
      acs_access_group_id: notOffered,
      acs_credential_id: notOffered,
      acs_encoder_id: notOffered,
      acs_entrance_id: notOffered,
      acs_system_id: notOffered,
      acs_system_ids: notOffered,
      acs_user_id: notOffered,
      connect_webview_id: notOffered,
      customer_ids: notOffered,
      customer_key: notOffered,
      space_id: notOffered,
      space_ids: notOffered,
      user_identity_id: notOffered,
    })
    .refine(({ since, between, event_ids }) => since ?? between ?? event_ids, {
      path: ["since"],
      error: "Required, unless between or event_ids is given",
    })
    .refine(({ between }) => !between || between[0] <= between[1], {
      path: ["between"],
      error: "Expected the earlier time first",
    }),
  handle: async (input, { enter, service }) => ({ events: await enter(() => service.events.list(input)) }),
});
