import { z } from "zod";
import { id } from "../inputs.ts";
import { defineRoute, readMethods } from "../route.ts";

export const getAccessCode = defineRoute({
  path: "/access_codes/get",
  methods: readMethods,
  input: z
    .object({
      access_code_id: id.exactOptional(),
      device_id: id.exactOptional(),
      code: z.string().exactOptional(),
    })
    .refine(
      ({ access_code_id, device_id, code }) =>
        access_code_id !== undefined || (device_id !== undefined && code !== undefined),
      { path: ["access_code_id"], error: "Required, unless device_id and code are given" },
    ),
  handle: async (input, { enter, service }) => ({
    access_code: await enter(() => service.accessCodes.get(input)),
  }),
});
