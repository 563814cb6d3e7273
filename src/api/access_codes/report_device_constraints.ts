import { z } from "zod";
import { id } from "../inputs.ts";
import { defineRoute } from "../route.ts";

const length = z.int().min(4).max(20);

export const reportDeviceConstraints = defineRoute({
  path: "/access_codes/report_device_constraints",
  methods: ["POST"],
  answers: {},
  input: z.object({
    device_id: id,
    supported_code_lengths: z.array(length).min(1).exactOptional(),
    min_code_length: length.exactOptional(),
    max_code_length: length.exactOptional(),
  }),
  handle: async (input, { enter, service }) => {
    await enter(() => service.accessCodes.reportDeviceConstraints(input));
    return {};
  },
});
