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
      common_code_key: commonCodeKey.describe(
        "The key of the codes that are changed, those that have ended aside",
      ),
      name: z.string().exactOptional().describe("Another name, for all of them"),
      starts_at: instant.exactOptional().describe("Another start, for all of them"),
      ends_at: instant.exactOptional().describe("Another end, for all of them"),
    })
    .refine(endsAfterStart, endsAfterStartIssue),
  handle: async (input, { enter, service }) => {
    await enter(() => service.accessCodes.updateMultiple(input));
    return {};
  },
});
