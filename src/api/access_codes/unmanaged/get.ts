import { unmanagedAccessCode } from "../../answers.ts";
import { defineRoute, readMethods } from "../../route.ts";
import { oneCode } from "../inputs.ts";

export const getUnmanagedAccessCode = defineRoute({
  path: "/access_codes/unmanaged/get",
  methods: readMethods,
  answers: { access_code: unmanagedAccessCode },
  input: oneCode,
  handle: async (input, { enter, service }) => ({
    access_code: await enter(() => service.unmanagedCodes.get(input)),
  }),
});
