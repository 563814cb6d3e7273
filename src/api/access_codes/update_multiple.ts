import { z } from "zod";
import { endsAfterStart, endsAfterStartIssue, instant } from "../inputs.ts";
import { defineRoute } from "../route.ts";
import { commonCodeKey } from "./inputs.ts";

export const updateMultipleAccessCodes = defineRoute({
  path: "/access_codes/update_multiple",
  methods: ["POST", "PATCH"],
  answers: {},
  input: z
    .object({
      common_code_key: commonCodeKey,
      name: z.string().exactOptional(),
      starts_at: instant.exactOptional(),
      ends_at: instant.exactOptional(),
    })
    .refine(endsAfterStart, endsAfterStartIssue),
  handle: async (input, { enter, service }) => {
    await enter(() => service.accessCodes.updateMultiple(input));
    return {};
  },
});
