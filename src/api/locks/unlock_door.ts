import { z } from "zod";
import { actionAttempt } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import { id } from "../inputs.ts";
import { defineRoute } from "../route.ts";
import { attemptAnswer } from "../settled.ts";

export const unlockDoor = defineRoute({
  path: "/locks/unlock_door",
  methods: ["POST"],
  answers: { action_attempt: actionAttempt },
  callers: sessionHolders,
  input: z.object({ device_id: id, sync: z.boolean().exactOptional() }),
  handle: async ({ sync, ...which }, backend) => {
    const attempt = await backend.enter(() => backend.service.locks.unlockDoor(which));
    return { action_attempt: await attemptAnswer(backend, attempt, sync) };
  },
});
