import { execFile } from "node:child_process";
import { projectPath } from "../support/project-path.ts";

export interface CommandResult {
  readonly exitCode: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `lockstep` in a process of its own, for commands that end by themselves. */
export const runCommand = (
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CommandResult> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [projectPath("src/cli/main.ts"), ...args],
      { env: { ...process.env, ...environment } },
      (error, stdout, stderr) => resolve({ exitCode: error ? error.code : 0, stdout, stderr }),
    );
  });
