import { execFile, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectPath } from "../support/project-path.ts";

const run = promisify(execFile);

/** Packing builds, and installing asks the registry for what its cache lacks. */
const installTimeoutMs = 300_000;

const environment = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env["PATH"]}` };

/** How a careful project holds itself to types. */
const strictTypes = [
  ...["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024", "--lib", "es2024"],
  ...["--allowImportingTsExtensions", "--types", "node"],
  ...["--typeRoots", projectPath("node_modules/@types")],
];

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
    "examples",
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

test(
  "the README's fault-injection test runs with vitest and the package as they are installed",
  async () => {
    const readme = await readFile(projectPath("README.md"), "utf8");
    const example = /^## A fault-injection test.*?^```js\n(.*?)^```$/ms.exec(readme)?.[1] ?? "";
    expect(example).toContain('from "lockstep/vitest"');
    await writeFile(join(folder, "guest.test.mjs"), example);
    const { devDependencies } = JSON.parse(await readFile(projectPath("package.json"), "utf8"));
    const quiet = ["--prefer-offline", "--no-audit", "--no-fund"];
    await inProject("npm", "install", ...quiet, `vitest@${devDependencies.vitest}`);
    const reporting = ["--reporter=json", "--outputFile=report.json"];
    await inProject("npx", "--no-install", "vitest", "run", ...reporting, "guest.test.mjs");
    const report = JSON.parse(await readFile(join(folder, "report.json"), "utf8"));
    expect(report).toMatchObject({ numPassedTests: 1, numFailedTests: 0 });
    const [{ meta }] = report.testResults[0].assertionResults;
    expect(meta.lockstep).toMatchObject({ seed: 20, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
  },
  installTimeoutMs,
);

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
  await inProject(projectPath("node_modules/.bin/tsc"), ...strictTypes, "program.ts");
});

describe("CONTRIBUTING.md's vendor outside of this project, with nothing but the installed package", () => {
  let blocks: readonly { readonly language: string; readonly code: string }[];
  beforeAll(async () => {
    const page = await readFile(projectPath("CONTRIBUTING.md"), "utf8");
    const walk = page.split(/^## /m).find((text) => text.startsWith("A vendor outside")) ?? "";
    blocks = [...walk.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = "", code = ""]) => ({
      language,
      code,
    }));
    expect(blocks.map(({ language }) => language)).toEqual(["sh", "sh", "sh", "js"]);
    await inProject("npm", "pkg", "set", "type=module");
  });

  test("is copied from the example, and keeps every promise", { timeout: installTimeoutMs }, async () => {
    const [commands] = blocks;
    const { stdout } = await run("bash", ["-ec", commands?.code ?? ""], {
      cwd: folder,
      env: { ...environment, npm_config_prefer_offline: "true" },
    });
    expect(stdout).toContain("ACME (acme)");
    expect(stdout).toMatch(/\d+ promises hold, 0 deviate with a reason, 0 are broken\n$/);
  });

  test("holds when things go wrong", { timeout: installTimeoutMs }, async () => {
    const [, swarm] = blocks;
    const { stdout } = await run("bash", ["-ec", swarm?.code ?? ""], { cwd: folder, env: environment });
    expect(stdout).toMatch(/^10 worlds of 2 days and 10 locks in \d+ s: all held\n$/);
  });

  test("is typed by the kit", async () => {
    await inProject(projectPath("node_modules/.bin/tsc"), ...strictTypes, "acme-lock/index.ts");
  });

  test("is served beside the others", async () => {
    const [, , serve] = blocks;
    const child = spawn("bash", ["-c", `exec ${serve?.code}`], {
      cwd: folder,
      env: { ...environment, PORT: "0", LOCKSTEP_MQTT_PORT: "0" },
      stdio: ["ignore", "pipe", "ignore"],
      // A group of its own: what npx starts does not end with npx.
      detached: true,
    });
    try {
      let banner = "";
      for await (const text of child.stdout.setEncoding("utf8")) {
        banner += text;
        if (banner.includes("Ctrl-C")) break;
      }
      expect(banner).toContain("acme-1");
      expect(banner).toContain("august-1");
    } finally {
      process.kill(-(child.pid ?? Number.NaN), "SIGTERM");
    }
  });

  test("opens a door in a lab", async () => {
    const [, , , program] = blocks;
    await writeFile(join(folder, "acme.mjs"), program?.code ?? "");
    const { stdout } = await inProject("node", "acme.mjs");
    expect(stdout).toBe("true\n");
  });
});
