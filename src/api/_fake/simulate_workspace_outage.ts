import { z } from "zod";
import { id } from "../inputs.ts";
import { defineRoute } from "../route.ts";

export const simulateWorkspaceOutage = defineRoute({
  path: "/_fake/simulate_workspace_outage",
  methods: ["POST"],
  answers: {},
  isOpen: true,
  input: z.object({ workspace_id: id, routes: z.array(z.string()) }),
  handle: async ({ workspace_id, routes }, { enter, fake }) => {
    await enter(() => fake?.simulateOutage(workspace_id, routes));
    return {};
  },
});
