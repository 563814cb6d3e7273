import { z } from "zod";
import { defineRoute } from "../route.ts";

/** To be read only: what a lab holds is on its locks too, and cannot be replaced. */
export const getDatabase = defineRoute({
  path: "/_fake/database",
  methods: ["GET"],
  answers: {},
  isOpen: true,
  input: z.object({}),
  handle: async (_input, { enter, fake }) => ({ ...(await enter(() => fake?.database())) }),
});
