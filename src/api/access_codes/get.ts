import { accessCode } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import { defineRoute, readMethods } from "../route.ts";
import { oneCode } from "./inputs.ts";

export const getAccessCode = defineRoute({
  path: "/access_codes/get",
  methods: readMethods,
  answers: { access_code: accessCode },
  callers: sessionHolders,
  input: oneCode,
  handle: async (input, { enter, service }) => ({
    access_code: await enter(() => service.accessCodes.get(input)),
  }),
});
