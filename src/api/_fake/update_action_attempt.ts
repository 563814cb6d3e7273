import { z } from "zod";
import { id } from "../inputs.ts";
import { defineRoute } from "../route.ts";

export const updateActionAttempt = defineRoute({
  path: "/_fake/update_action_attempt",
  methods: ["POST", "PATCH"],
  answers: {},
  isOpen: true,
  input: z.object({
    action_attempt_id: id,
    status: z.enum(["success", "error", "pending"]),
    result: z.record(z.string(), z.unknown()).nullable().exactOptional(),
    error: z.object({ type: z.string(), message: z.string() }).nullable().exactOptional(),
  }),
  handle: async ({ action_attempt_id, status, result, error }, { enter, fake }) => {
    const outcome =
      status === "pending"
        ? { status }
        : status === "success"
          ? { status, result: result ?? {} }
          : { status, type: error?.type ?? "unknown", message: error?.message ?? "" };
    await enter(() => fake?.updateActionAttempt(action_attempt_id, outcome));
    return {};
  },
});
