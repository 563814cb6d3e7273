import { z } from "zod";
import { defineRoute } from "../route.ts";
import { webviewCustomization } from "./inputs.ts";

export const updateWorkspace = defineRoute({
  path: "/workspaces/update",
  methods: ["POST", "PATCH"],
  answers: {},
  input: z.object({
    name: z.string().min(1).exactOptional(),
    connect_partner_name: z.string().exactOptional(),
    is_suspended: z.boolean().exactOptional(),
    connect_webview_customization: webviewCustomization.exactOptional(),
  }),
  handle: async (input, { enter, workspaces }) => {
    await enter(() => workspaces.update(input));
    return {};
  },
});
