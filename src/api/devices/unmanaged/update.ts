import { z } from "zod";
import { customMetadataChange, id } from "../../inputs.ts";
import { defineRoute } from "../../route.ts";

/** Makes a device a managed one. */
export const updateUnmanagedDevice = defineRoute({
  path: "/devices/unmanaged/update",
  methods: ["POST", "PATCH"],
  answers: {},
  input: z.object({
    device_id: id,
    is_managed: z.literal(true),
    custom_metadata: customMetadataChange.exactOptional(),
  }),
  handle: async (input, { enter, service }) => {
    await enter(() => {
      service.devices.getUnmanaged({ device_id: input.device_id });
      service.devices.update(input);
    });
    return {};
  },
});
