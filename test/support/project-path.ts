import { fileURLToPath } from "node:url";

/** Where a file of the project is, whatever the working directory. */
export const projectPath = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
