import { z } from "zod";
import { accessCode } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import { endsAfterStart, endsAfterStartIssue, id } from "../inputs.ts";
import { defineRoute } from "../route.ts";
import { newCode, onlineOnly } from "./inputs.ts";

export const createMultipleAccessCodes = defineRoute({
  path: "/access_codes/create_multiple",
  methods: ["POST", "PUT"],
  answers: { access_codes: z.array(accessCode) },
  callers: sessionHolders,
  input: z
    .object({
      ...newCode,
      ...onlineOnly("no two devices can share an offline code"),
      device_ids: z
        .array(id)
        .describe(
          "The devices that get a code each, with one PIN: each once, one at least, and all of them or none",
        ),
      behavior_when_code_cannot_be_shared: z
        .enum(["throw", "create_random_code"])
        .exactOptional()
        .describe(
          "What becomes of a device that cannot share the PIN: nothing is created (`throw`, unless told), or it gets one of its own, without a key",
        ),
    })
    .refine(endsAfterStart, endsAfterStartIssue),
  handle: async (input, { enter, service }) => ({
    access_codes: await enter(() => service.accessCodes.createMultiple(input)),
  }),
});
