import { z } from "zod";
import { sessionHolders } from "../authorization.ts";
import { id } from "../inputs.ts";
import { defineRoute, readMethods } from "../route.ts";

export const generateCode = defineRoute({
  path: "/access_codes/generate_code",
  methods: readMethods,
  answers: { generated_code: z.object({ device_id: z.string(), code: z.string() }) },
  callers: sessionHolders,
  input: z.object({
    device_id: id.describe(
      "The device that would take the PIN: of its lengths, by its rules, and nobody's there. Refused where the vendor makes the PINs",
    ),
  }),
  handle: async (input, { enter, service }) => ({
    generated_code: await enter(() => service.accessCodes.generateCode(input)),
  }),
});
