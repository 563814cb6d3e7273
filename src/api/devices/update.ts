import { z } from "zod";
import { customMetadataChange, id } from "../inputs.ts";
import { defineRoute } from "../route.ts";

const deviceName = z.string().min(1).nullable().exactOptional();

export const updateDevice = defineRoute({
  path: "/devices/update",
  methods: ["POST", "PATCH"],
  answers: {},
  input: z.object({
    device_id: id,
    name: deviceName,
    // The older place of the same.
    properties: z.object({ name: deviceName }).exactOptional(),
    custom_metadata: customMetadataChange.exactOptional(),
    is_managed: z.boolean().exactOptional(),
  }),
  handle: async (input, { enter, service }) => {
    await enter(() => service.devices.update(input));
    return {};
  },
});
