import { z } from "zod";
import { device, pagination } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import { defineRoute, readMethods } from "../route.ts";
import { matchingDevices } from "./inputs.ts";

export const listDevices = defineRoute({
  path: "/devices/list",
  methods: readMethods,
  answers: { devices: z.array(device), pagination },
  callers: sessionHolders,
  input: matchingDevices,
  handle: async (input, { enter, service }) => {
    const { items, pagination } = await enter(() => service.devices.list(input));
    return { devices: items, pagination };
  },
});
