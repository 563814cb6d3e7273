import { z } from "zod";
import { workspace } from "../answers.ts";
import { defineRoute } from "../route.ts";
import { webviewCustomization } from "./inputs.ts";

/** Seam takes this from a person alone, whose token is that of no workspace. */
export const createWorkspace = defineRoute({
  path: "/workspaces/create",
  methods: ["POST"],
  answers: { workspace },
  callers: ["personal_access_token_without_workspace", "personal_access_token"],
  input: z.object({
    name: z.string().min(1),
    company_name: z.string().exactOptional(),
    connect_partner_name: z.string().nullable().exactOptional(),
    is_sandbox: z.boolean().exactOptional(),
    connect_webview_customization: webviewCustomization.exactOptional(),
    // The older names of the same.
    webview_logo_shape: z.enum(["circle", "square"]).exactOptional(),
    webview_primary_button_color: z.string().exactOptional(),
    webview_primary_button_text_color: z.string().exactOptional(),
    webview_success_message: z.string().exactOptional(),
  }),
  handle: async (
    {
      webview_logo_shape,
      webview_primary_button_color,
      webview_primary_button_text_color,
      webview_success_message,
      connect_webview_customization,
      ...input
    },
    { enter, workspaces },
  ) => {
    const customization = {
      logo_shape: webview_logo_shape,
      primary_button_color: webview_primary_button_color,
      primary_button_text_color: webview_primary_button_text_color,
      success_message: webview_success_message,
      ...connect_webview_customization,
    };
    return {
      workspace: await enter(() =>
        workspaces.create({ ...input, connect_webview_customization: customization }),
      ),
    };
  },
});
