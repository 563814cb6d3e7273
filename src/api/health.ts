import { z } from "zod";
import { defineRoute } from "./route.ts";

/** Says that the server answers; the world is not asked. */
export const health = defineRoute({
  path: "/health",
  methods: ["GET"],
  answers: {},
  input: z.object({}),
  isOpen: true,
  handle: () => ({}),
});
