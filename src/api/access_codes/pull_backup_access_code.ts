import { z } from "zod";
import { accessCode } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import { id } from "../inputs.ts";
import { defineRoute } from "../route.ts";

/** Seam's SDKs read `access_code`; its specification has the same code under both keys. */
export const pullBackupAccessCode = defineRoute({
  path: "/access_codes/pull_backup_access_code",
  methods: ["POST"],
  answers: { access_code: accessCode, backup_access_code: accessCode },
  callers: sessionHolders,
  input: z.object({
    access_code_id: id.describe(
      "The time-bound code whose holder is given a backup code, which opens at once and as long as that one would. The same again as long as it is there",
    ),
  }),
  handle: async (input, { enter, service }) => {
    const backup = await enter(() => service.accessCodes.pullBackup(input));
    return { access_code: backup, backup_access_code: backup };
  },
});
