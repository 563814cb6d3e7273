import { z } from "zod";
import { id, keypadEntry } from "../../inputs.ts";
import { defineRoute } from "../../route.ts";

/** The owner's app: a change by other hands than ours. */
export const editLock = defineRoute({
  path: "/_lockstep/locks/edit",
  methods: ["POST"],
  answers: {},
  input: z
    .object({
      device_id: id,
      action: z.enum(["add_code", "change_code", "remove_code"]),
      code: keypadEntry,
      new_code: keypadEntry.exactOptional(),
      name: z.string().exactOptional(),
    })
    .refine(({ action, new_code }) => (action === "change_code") === (new_code !== undefined), {
      path: ["new_code"],
      error: "Required for change_code, and only there",
    }),
  handle: async ({ device_id, action, code, new_code = "", name }, { lab }) => {
    switch (action) {
      case "add_code":
        await lab.editLock(device_id, { action, code, name });
        break;
      case "change_code":
        await lab.editLock(device_id, { action, code, newCode: new_code });
        break;
      case "remove_code":
        await lab.editLock(device_id, { action, code });
        break;
    }
    return {};
  },
});
