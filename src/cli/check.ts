import { checkVendor, type PromiseResult, type VendorModule } from "../conformance/check-vendor.ts";
import { CommandFailure } from "./command-failure.ts";
import { loadVendorModule } from "./plugin.ts";

/**
 * Holds the driver and the simulated lock of a module to the promises of both suites, and tells promise by promise what
 * holds. Throws a CommandFailure (1) when one does not, (2) when the module is not one.
 */
export async function check(path: string, write: (text: string) => void): Promise<void> {
  const module = await loadVendorModule(path);
  write(`${module.driver.profile.displayName} (${module.driver.profile.vendor})\n`);
  const results = report(module, write);
  const broken = results.filter(({ problem }) => problem !== undefined).length;
  const deviating = results.filter(({ deviation }) => deviation !== undefined).length;
  const held = results.length - broken - deviating;
  write(`\n${held} promises hold, ${deviating} deviate with a reason, ${broken} are broken\n`);
  if (broken > 0) throw new CommandFailure(1, `${path} does not keep what every vendor promises.`);
}

function report(module: VendorModule, write: (text: string) => void): PromiseResult[] {
  const results: PromiseResult[] = [];
  for (const result of checkVendor(module)) {
    if (result.suite !== results.at(-1)?.suite) write(`\n${result.suite}\n`);
    write(line(result));
    results.push(result);
  }
  return results;
}

function line({ name, problem, deviation }: PromiseResult): string {
  if (problem !== undefined)
    return `  BROKEN    ${name}\n            ${problem.replaceAll("\n", "\n            ")}\n`;
  if (deviation !== undefined) return `  deviates  ${name}\n            ${deviation}\n`;
  return `  holds     ${name}\n`;
}
