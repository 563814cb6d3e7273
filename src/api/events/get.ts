import { z } from "zod";
import { event } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import { id } from "../inputs.ts";
import { defineRoute, readMethods } from "../route.ts";

export const getEvent = defineRoute({
  path: "/events/get",
  methods: readMethods,
  answers: { event },
  callers: sessionHolders,
  input: z
    .object({
      event_id: id.exactOptional(),
      event_type: z.string().exactOptional(),
      device_id: id.exactOptional(),
    })
    .refine((input) => Object.values(input).some((value) => value !== undefined), {
      path: ["event_id"],
      error: "Required, unless event_type or device_id is given",
    }),
  handle: async (input, { enter, service }) => ({ event: await enter(() => service.events.get(input)) }),
});
