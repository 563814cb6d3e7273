import { z } from "zod";
import { accessCode } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import { endsAfterStart, endsAfterStartIssue, id } from "../inputs.ts";
import { defineRoute } from "../route.ts";
import { newCode } from "./inputs.ts";

export const createMultipleAccessCodes = defineRoute({
  path: "/access_codes/create_multiple",
  methods: ["POST", "PUT"],
  answers: { access_codes: z.array(accessCode) },
  callers: sessionHolders,
  input: z
    .object({
      ...newCode,
      device_ids: z.array(id),
      behavior_when_code_cannot_be_shared: z.enum(["throw", "create_random_code"]).exactOptional(),
    })
    .refine(endsAfterStart, endsAfterStartIssue),
  handle: async (input, { enter, service }) => ({
    access_codes: await enter(() => service.accessCodes.createMultiple(input)),
  }),
});
