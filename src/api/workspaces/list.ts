import { z } from "zod";
import { workspace } from "../answers.ts";
import { keyHolders } from "../authorization.ts";
import { defineRoute, readMethods } from "../route.ts";

/** A key sees its own workspace, a personal access token that names none sees all. */
export const listWorkspaces = defineRoute({
  path: "/workspaces/list",
  methods: readMethods,
  answers: { workspaces: z.array(workspace) },
  callers: [...keyHolders, "personal_access_token_without_workspace"],
  input: z.object({}),
  handle: async (_input, { enter, workspaces }) => ({ workspaces: await enter(() => workspaces.list()) }),
});
