import { z } from "zod";

const color = z.string();

/** How Seam's connect webviews look. A lab has none, and keeps what it is told. */
export const webviewCustomization = z.object({
  logo_shape: z.enum(["circle", "square"]).exactOptional(),
  primary_button_color: color.nullable().exactOptional(),
  primary_button_text_color: color.nullable().exactOptional(),
  success_message: z.string().nullable().exactOptional(),
});
