import { z } from "zod";
import { workspace } from "../answers.ts";
import { defineRoute, readMethods } from "../route.ts";

export const getWorkspace = defineRoute({
  path: "/workspaces/get",
  methods: readMethods,
  answers: { workspace },
  input: z.object({}),
  handle: async (_input, { enter, workspaces }) => ({ workspace: await enter(() => workspaces.get()) }),
});
