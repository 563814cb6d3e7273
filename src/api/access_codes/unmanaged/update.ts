import { z } from "zod";
import { defineRoute } from "../../route.ts";
import { conversion } from "./inputs.ts";

/** The older word for a conversion. A code that is to be unmanaged is so already. */
export const updateUnmanagedAccessCode = defineRoute({
  path: "/access_codes/unmanaged/update",
  methods: ["POST", "PATCH"],
  answers: {},
  input: z.object({ ...conversion, is_managed: z.boolean() }),
  handle: async ({ is_managed, force: _force, ...input }, { enter, service }) => {
    await enter(() =>
      is_managed ? service.unmanagedCodes.convertToManaged(input) : service.unmanagedCodes.get(input),
    );
    return {};
  },
});
