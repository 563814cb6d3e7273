import { z } from "zod";
import { id } from "../../inputs.ts";
import { defineRoute } from "../../route.ts";
import { attemptAnswer } from "../../settled.ts";

export const deleteUnmanagedAccessCode = defineRoute({
  path: "/access_codes/unmanaged/delete",
  methods: ["POST", "DELETE"],
  input: z.object({ access_code_id: id, sync: z.boolean().exactOptional() }),
  handle: async ({ sync, ...which }, backend) => {
    const attempt = await backend.enter(() => backend.service.unmanagedCodes.delete(which));
    return { action_attempt: await attemptAnswer(backend, attempt, sync) };
  },
});
