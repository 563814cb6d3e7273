import { z } from "zod";
import { connectedAccount } from "../answers.ts";
import { customMetadataChange, id } from "../inputs.ts";
import { defineRoute } from "../route.ts";

export const updateConnectedAccount = defineRoute({
  path: "/connected_accounts/update",
  // The SDKs send PATCH, which Seam's specification does not have.
  methods: ["POST", "PATCH"],
  answers: { connected_account: connectedAccount },
  input: z.object({
    connected_account_id: id,
    automatically_manage_new_devices: z.boolean().exactOptional(),
    accepted_capabilities: z
      .array(z.enum(["lock", "thermostat", "noise_sensor", "access_control"]))
      .exactOptional(),
    custom_metadata: customMetadataChange.exactOptional(),
  }),
  handle: async (input, { enter, service }) => ({
    connected_account: await enter(() => service.connectedAccounts.update(input)),
  }),
});
