import { z } from "zod";
import { RequestError } from "../../../lock/errors.ts";
import { type Backend, defineRoute } from "../../route.ts";
import { conversion } from "./inputs.ts";

/** How long a request with `sync` waits for the lock to be looked at, in the world's own time. */
const conversionLimitMs = 60_000;

/** An event says whether the code has been converted. With `sync` the answer waits until that is decided. */
export const convertToManaged = defineRoute({
  path: "/access_codes/unmanaged/convert_to_managed",
  methods: ["POST", "PATCH"],
  answers: {},
  input: z.object({ ...conversion, sync: z.boolean().exactOptional() }),
  handle: async ({ sync, force: _force, ...input }, backend) => {
    await backend.enter(() => backend.service.unmanagedCodes.convertToManaged(input));
    if (sync) await backend.lab.runUntil(() => isDecided(backend, input), conversionLimitMs);
    return {};
  },
});

/** Once it is ours, or gone, it is no unmanaged code any more. While the service is down nobody can say. */
function isDecided({ service }: Backend, { access_code_id }: { access_code_id: string }): boolean {
  try {
    service.unmanagedCodes.get({ access_code_id });
    return false;
  } catch (error) {
    if (error instanceof RequestError) return error.type === "access_code_not_found";
    throw error;
  }
}
