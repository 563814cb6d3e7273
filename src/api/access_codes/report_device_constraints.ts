import { z } from "zod";
import { id } from "../inputs.ts";
import { defineRoute } from "../route.ts";

const length = z.int().min(4).max(20);

export const reportDeviceConstraints = defineRoute({
  path: "/access_codes/report_device_constraints",
  methods: ["POST"],
  answers: {},
  input: z.object({
    device_id: id.describe("A SmartThings device; Seam takes no reports about others"),
    supported_code_lengths: z
      .array(length)
      .min(1)
      .exactOptional()
      .describe(
        "The PIN lengths that are accepted, drawn and shown from now on; codes that exist stay as they are",
      ),
    min_code_length: length
      .exactOptional()
      .describe(
        "The same as a range, in place of `supported_code_lengths`; to 20 without a `max_code_length`",
      ),
    max_code_length: length
      .exactOptional()
      .describe("The end of that range; from 4 without a `min_code_length`"),
  }),
  handle: async (input, { enter, service }) => {
    await enter(() => service.accessCodes.reportDeviceConstraints(input));
    return {};
  },
});
