import { defineRoute, readMethods } from "../../route.ts";
import { oneCode } from "../inputs.ts";

export const getUnmanagedAccessCode = defineRoute({
  path: "/access_codes/unmanaged/get",
  methods: readMethods,
  input: oneCode,
  handle: async (input, { enter, service }) => ({
    access_code: await enter(() => service.unmanagedCodes.get(input)),
  }),
});
