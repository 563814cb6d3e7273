import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectPath } from "../support/project-path.ts";

const run = promisify(execFile);

/** Packing builds, and installing asks the registry for what its cache lacks. */
const installTimeoutMs = 300_000;

const environment = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env["PATH"]}` };

let folder: string;
const inProject = (command: string, ...args: readonly string[]) =>
  run(command, args, { cwd: folder, env: environment });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-package-"));
  await writeFile(join(folder, "package.json"), '{ "name": "guest", "type": "module" }');
  await run("npm", ["pack", "--silent", "--pack-destination", folder], {
    cwd: projectPath("."),
    env: environment,
  });
  const tarball = (await readdir(folder)).find((file) => file.endsWith(".tgz")) ?? "";
  await inProject("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", `./${tarball}`);
}, installTimeoutMs);

afterAll(() => rm(folder, { recursive: true }));

test("the package holds what runs and its types, and nothing of the workshop", async () => {
  const root = join(folder, "node_modules/lockstep");
  expect((await readdir(root)).sort()).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "dist",
    "package.json",
  ]);
  expect((await readdir(join(root, "dist"))).sort()).toEqual(["drivers", "simulators", "src"]);
  const { license } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  expect(license).toBe("MIT");
});

test("the README's example for a test runs with the package as it is installed", async () => {
  const readme = await readFile(projectPath("README.md"), "utf8");
  const example = /^## From a test$.*?^```js\n(.*?)^```$/ms.exec(readme)?.[1] ?? "";
  expect(example).toContain('from "lockstep"');
  await writeFile(join(folder, "example.mjs"), example);
  await inProject("node", "example.mjs");
});

test("its command works in the project that installed it", async () => {
  const { version } = JSON.parse(await readFile(projectPath("package.json"), "utf8"));
  const { stdout } = await inProject("npx", "--no-install", "lockstep", "--version");
  expect(stdout.trim()).toBe(version);
});

test("its types hold a program to what the library takes, also when libraries are checked", async () => {
  await writeFile(
    join(folder, "program.ts"),
    [
      'import { createLab, type Lab, type LockHandle } from "lockstep";',
      "const lab: Lab = await createLab({ seed: 7 });",
      'const lock: LockHandle = lab.lock("august-1");',
      'export const opens: boolean = lock.opensWith("4821");',
      'export const fault: string = lab.inject({ kind: "hub.offline", target: lock.hub });',
      "// @ts-expect-error: a seed is a number",
      'export const wrong = createLab({ seed: "7" });',
    ].join("\n"),
  );
  const tsc = projectPath("node_modules/.bin/tsc");
  const flags = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024", "--lib", "es2024"];
  const types = ["--types", "node", "--typeRoots", projectPath("node_modules/@types")];
  await inProject(tsc, ...flags, ...types, "program.ts");
});
