import { defineRoute, readMethods } from "../route.ts";
import { oneDevice } from "./inputs.ts";

export const getDevice = defineRoute({
  path: "/devices/get",
  methods: readMethods,
  input: oneDevice,
  handle: async (input, { enter, service }) => ({ device: await enter(() => service.devices.get(input)) }),
});
