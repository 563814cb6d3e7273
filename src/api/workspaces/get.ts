import { z } from "zod";
import { defineRoute, readMethods } from "../route.ts";

export const getWorkspace = defineRoute({
  path: "/workspaces/get",
  methods: readMethods,
  input: z.object({}),
  handle: async (_input, { enter, workspaces }) => ({ workspace: await enter(() => workspaces.get()) }),
});
