import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseScenario } from "../../src/scenarios/read-scenario.ts";
import { runScenario } from "../../src/scenarios/run-scenario.ts";
import { timelineText } from "../../src/scenarios/verdict-text.ts";
import { startServe } from "../cli/serve-process.ts";
import { projectPath } from "../support/project-path.ts";

const run = promisify(execFile);

/** The port that the README's examples talk to: a lab's own default. */
const printedUrl = "http://127.0.0.1:3900";

interface Block {
  readonly language: string;
  readonly code: string;
}

const readme = await readFile(projectPath("README.md"), "utf8");

/** The code blocks under a heading, in order. */
function blocksUnder(heading: string): Block[] {
  const section = readme.split(/^## /m).find((text) => text.startsWith(heading));
  return [...(section ?? "").matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = "", code = ""]) => ({
    language,
    code,
  }));
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-readme-"));
  await mkdir(join(folder, "node_modules"));
});
afterAll(() => rm(folder, { recursive: true }));

const environment = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env["PATH"]}` };

test("the tour of the README works as it is printed, against a lab as npm start gives it", async () => {
  // `npm i seam` gives what the workspace of clients calls seam-v1.
  await symlink(projectPath("node_modules/seam-v1"), join(folder, "node_modules", "seam"));
  const tour = blocksUnder("A tour");
  const lab = await startServe();
  const here = (text: string): string => text.replaceAll(printedUrl, lab.apiUrl);
  try {
    const guest = tour.find(({ language }) => language === "js");
    await writeFile(join(folder, "guest.mjs"), here(guest?.code ?? ""));

    expect(guest?.code).toContain("new Seam(");
    // One shell for the whole tour, as a reader has it.
    const mark = "--- end of block ---";
    const commands = tour.filter(({ language }) => language === "sh");
    const script = ["set -e", ...commands.map(({ code }) => `${here(code)}\necho; echo '${mark}'`)].join(
      "\n",
    );
    const { stdout } = await run("bash", ["-c", script], { cwd: folder, env: environment });

    const answers = stdout.split(mark).map((text) => text.trim());
    const printed = tour.filter(({ language }) => language === "json");
    expect(printed.length, "each command is followed by its answer").toBe(commands.length);
    for (const [index, { code }] of printed.entries()) {
      expect(JSON.parse(answers[index] ?? ""), commands[index]?.code).toMatchObject(JSON.parse(code));
    }
  } finally {
    await lab.end("SIGTERM");
  }
});

test("the README's example for a test works as it is printed", async () => {
  const [example] = blocksUnder("From a test");
  expect(example?.code).toContain("createLab(");
  // The package's name leads to the source here; test/package does it with the package itself.
  const lockstep = join(folder, "node_modules", "lockstep");
  await mkdir(lockstep);
  await symlink(projectPath("src"), join(lockstep, "src"));
  await writeFile(
    join(lockstep, "package.json"),
    JSON.stringify({ name: "lockstep", type: "module", exports: "./src/index.ts" }),
  );
  await writeFile(join(folder, "example.mjs"), example?.code ?? "");
  const { stdout } = await run("node", ["example.mjs"], { cwd: folder, env: environment });
  expect(stdout).toBe("");
});

test("the README's scenario runs as it is printed, and says what is printed", async () => {
  const [scenario, said] = blocksUnder("From a file");
  expect(scenario?.language).toBe("yaml");
  const verdict = await runScenario(parseScenario("outage.yaml", scenario?.code ?? ""));
  // Seconds depend on what a simulated lock draws, which may change with every version.
  const withoutSeconds = (text = "") => text.replace(/:\d\d(\.\d{3}Z)?/g, "");
  const printed = `${timelineText(verdict)}\n\n1 scenario held.\n`;
  expect(withoutSeconds(printed)).toBe(withoutSeconds(said?.code));
});

test("the README names every vendor, and links its page", async () => {
  const { drivers } = await import("../../drivers/index.ts");
  for (const { profile } of Object.values(drivers)) {
    expect(readme).toContain(profile.displayName);
    expect(readme).toContain(`(drivers/${profile.vendor}/README.md)`);
  }
});
