import { device } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import { defineRoute, readMethods } from "../route.ts";
import { oneDevice } from "./inputs.ts";

export const getDevice = defineRoute({
  path: "/devices/get",
  methods: readMethods,
  answers: { device },
  callers: sessionHolders,
  input: oneDevice,
  handle: async (input, { enter, service }) => ({ device: await enter(() => service.devices.get(input)) }),
});
