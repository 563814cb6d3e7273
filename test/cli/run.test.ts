import { exec } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectPath } from "../support/project-path.ts";
import { runCommand } from "./run-command.ts";

const holding = projectPath("fixtures/scenarios/codes/august_lock_missing_bridge.yaml");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-run-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

test("a scenario that holds ends with 0, and its timeline says what happened when", async () => {
  const { exitCode, stdout, stderr } = await runCommand(["run", holding]);
  expect(stderr).toBe("");
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/00:00:00 > fault bridge\.missing on lock:august-1/);
  expect(stdout).toMatch(/00:00:00 {3}guest: failed_to_set_on_device/);
  expect(stdout).toMatch(/00:00:\d\d {3}guest: set_on_device/);
  expect(stdout).toMatch(/held: 11 expectations in 00:00:\d\d of virtual time/);
  expect(stdout).not.toContain("4821");
});

test("one that does not ends with 1, the line that failed and how to run it again", async () => {
  const file = await written(
    "lie.yaml",
    'version: 1\nfleet: [{ vendor: august }]\nsteps:\n  - /access_codes/create: { device_id: august-1, code: "4821" }\n    as: guest\nexpect: { guest: { status: set } }\n',
  );
  const report = join(folder, "report.xml");
  const { exitCode, stdout, stderr } = await runCommand([
    ...["run", file, holding, "--quiet"],
    ...["--seed", "3", "--junit", report],
  ]);
  const xml = await readFile(report, "utf8");
  expect(xml).toContain('tests="2" failures="1"');
  expect(xml).not.toContain("4821");
  expect(exitCode).toBe(1);
  expect(stdout).toContain(`Again: lockstep run ${file} --seed 3`);
  expect(stdout).toContain(`${file}:6: expect.guest.status: guest is setting, and not set`);
  expect(stdout).not.toContain("4821");
  expect(stderr).toBe("1 of 2 scenarios failed.\n");
});

test("a file that is none ends with 2 and words", async () => {
  const file = await written("none.yaml", "version: 1\nfleet: []\n");
  expect(await runCommand(["run", file])).toMatchObject({
    exitCode: 2,
    stdout: "",
    stderr: `${file}:2: fleet must be at least 1 long\n`,
  });
  expect(await runCommand(["run", join(folder, "missing.yaml")])).toMatchObject({
    exitCode: 2,
    stderr: `${join(folder, "missing.yaml")}: the file cannot be read (ENOENT)\n`,
  });
  expect(await runCommand(["run"])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("lockstep run FILE"),
  });
});

test("whoever reads only the beginning, as `head` does, sees no error", async () => {
  const command = `"${process.execPath}" "${projectPath("src/cli/main.ts")}" run --schema`;
  const { stdout, stderr } = await promisify(exec)(`${command} | head -n 1`);
  expect({ stdout, stderr }).toEqual({ stdout: "{\n", stderr: "" });
});
