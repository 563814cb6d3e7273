import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { VendorModule } from "../conformance/check-vendor.ts";
import type { VendorPlugin } from "../lab/fleet.ts";
import { CommandFailure } from "./command-failure.ts";

/** Loads a vendor to be run beside the others. Throws a CommandFailure (2) that names the file and what it lacks. */
export async function loadPlugin(option: string, path: string): Promise<VendorPlugin> {
  const module = await load(option, path, ["driver", "simulator"]);
  return { driver: module.driver, simulator: module.simulator };
}

/** Where these modules are, for workers that load them themselves. */
export const pluginUrls = (paths: readonly string[]): readonly string[] =>
  paths.map((path) => pathToFileURL(resolve(path)).href);

/** Loads a vendor to be checked. Throws a CommandFailure (2) that names the file and what it lacks. */
export const loadVendorModule = (path: string): Promise<VendorModule> =>
  load("MODULE", path, ["driver", "simulator", "subject"]);

/** What each export is known by, so that a wrong one is named before something deep inside stumbles over it. */
const marks: Readonly<Record<string, readonly string[]>> = {
  driver: ["profile", "refusals", "wire", "slotMachine", "encode", "decode", "appearance"],
  simulator: ["vendor", "wire", "locksPerGateway", "frailties", "createGateway"],
  subject: ["pinLengths", "table", "someRefusal", "hands"],
};

async function load(option: string, path: string, wanted: readonly string[]): Promise<VendorModule> {
  const file = resolve(path);
  if (!existsSync(file)) throw new CommandFailure(2, `${option}: there is no file ${path}.`);
  let module: Record<string, unknown>;
  try {
    module = await import(pathToFileURL(file).href);
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new CommandFailure(2, `${option}: ${path} cannot be loaded: ${words}`, { cause });
  }
  for (const name of wanted) {
    const exported = module[name];
    const parts = marks[name] ?? [];
    if (typeof exported !== "object" || exported === null)
      throw new CommandFailure(
        2,
        `${option}: ${path} exports no "${name}". It must export ${wanted.join(", ")}.`,
      );
    const missing = parts.filter((part) => !(part in exported));
    if (missing.length > 0)
      throw new CommandFailure(2, `${option}: the "${name}" of ${path} lacks ${missing.join(", ")}.`);
  }
  return module as unknown as VendorModule;
}
