import { z } from "zod";
import { id, instant } from "../inputs.ts";
import { defineRoute } from "../route.ts";

/** What went over the wire, PINs masked. */
export const readTrace = defineRoute({
  path: "/_lockstep/trace",
  methods: ["GET"],
  answers: { trace: z.array(z.looseObject({})) },
  input: z.object({ device_id: id.exactOptional(), since: instant.exactOptional() }),
  handle: ({ device_id, since }, { lab }) => ({
    trace: lab.trace({
      ...(device_id === undefined ? {} : { deviceId: device_id }),
      ...(since === undefined ? {} : { since }),
    }),
  }),
});
