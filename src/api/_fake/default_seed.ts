import { z } from "zod";
import { defineRoute } from "../route.ts";

export const getDefaultSeed = defineRoute({
  path: "/_fake/default_seed",
  methods: ["GET"],
  answers: {},
  isOpen: true,
  input: z.object({}),
  handle: (_input, { fake }) => ({ ...fake?.defaultSeed }),
});
