import { z } from "zod";
import { id } from "../inputs.ts";
import { defineRoute } from "../route.ts";

export const deleteDevice = defineRoute({
  path: "/devices/delete",
  methods: ["POST", "DELETE"],
  answers: {},
  input: z.object({ device_id: id }),
  handle: async (input, { enter, service }) => {
    await enter(() => service.devices.delete(input));
    return {};
  },
});
