import { z } from "zod";
import { defineRoute, readMethods } from "../route.ts";

export const getWorkspace = defineRoute({
  path: "/workspaces/get",
  methods: readMethods,
  input: z.object({}),
  handle: async (_input, { enter, service }) => ({ workspace: await enter(() => service.workspaces.get()) }),
});
