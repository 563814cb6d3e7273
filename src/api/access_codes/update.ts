import { z } from "zod";
import { actionAttempt } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import {
  accessCodePin,
  endsAfterStart,
  endsAfterStartIssue,
  id,
  instant,
  preferredCodeLength,
} from "../inputs.ts";
import { defineRoute } from "../route.ts";
import { attemptAnswer } from "../settled.ts";
import { externalModification, itsDevice, newCode, onlineOnly, sync } from "./inputs.ts";

export const updateAccessCode = defineRoute({
  path: "/access_codes/update",
  methods: ["POST", "PUT", "PATCH"],
  answers: { action_attempt: actionAttempt },
  callers: sessionHolders,
  input: z
    .object({
      access_code_id: id.describe("A code that has not ended, is not being removed, and is no offline code"),
      device_id: itsDevice,
      name: z
        .string()
        .exactOptional()
        .describe("Another name. The lock is told where its entries can be edited"),
      code: accessCodePin
        .exactOptional()
        .describe(
          "Another PIN, for all codes with the same key. The old one opens until the new one is on the lock",
        ),
      preferred_code_length: preferredCodeLength
        .exactOptional()
        .describe(
          "Draws another PIN of this length, or of the device's shortest. A PIN that has it stays, and so does one that the vendor has made",
        ),
      type: z
        .enum(["ongoing", "time_bound"])
        .exactOptional()
        .describe("`ongoing` takes the times away; `time_bound` needs an `ends_at`, now or before"),
      starts_at: instant.nullable().exactOptional().describe("Another start; `null` takes it away"),
      ends_at: instant
        .nullable()
        .exactOptional()
        .describe("Another end; `null` takes it away. An ongoing code that gets one begins now"),
      ...externalModification,
      attempt_for_offline_device: newCode.attempt_for_offline_device.describe(
        "False: refused (400) while the device is offline. True unless told: the change waits",
      ),
      prefer_native_scheduling: newCode.prefer_native_scheduling,
      sync,
      is_managed: z
        .boolean()
        .exactOptional()
        .describe("False, alone: the code stays on its lock and is an unmanaged one from now on"),
      ...onlineOnly("an offline code cannot be changed, and an online one does not become one"),
      use_backup_access_code_pool: newCode.use_backup_access_code_pool,
    })
    .refine(endsAfterStart, endsAfterStartIssue),
  handle: async (input, backend) => {
    const { sync: waits, ...wanted } = input;
    const attempt = await backend.enter(() => backend.service.accessCodes.update(wanted));
    return { action_attempt: await attemptAnswer(backend, attempt, waits) };
  },
});
