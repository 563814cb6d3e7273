import { createRequire } from "node:module";

/** The package's version. It is asked for by name, so that source and `dist` find the same file. */
export function packageVersion(): string {
  const { version } = createRequire(import.meta.url)("lockstep/package.json") as { version: string };
  return version;
}
