import { unmanagedDevice } from "../../answers.ts";
import { defineRoute, readMethods } from "../../route.ts";
import { oneDevice } from "../inputs.ts";

export const getUnmanagedDevice = defineRoute({
  path: "/devices/unmanaged/get",
  methods: readMethods,
  answers: { device: unmanagedDevice },
  input: oneDevice,
  handle: async (input, { enter, service }) => ({
    device: await enter(() => service.devices.getUnmanaged(input)),
  }),
});
