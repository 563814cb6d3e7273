import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { createLab, type Lab } from "../../src/index.ts";
import { openStore } from "../../src/store/store.ts";

let folder: string;
let data: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockstep-keys-"));
  data = join(folder, "lab.db");
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

async function keys(...args: readonly string[]) {
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    vi.spyOn(process[stream], "write").mockImplementation((text) => {
      said[stream] += text;
      return true;
    });
  }
  const exitCode = await runProgram(["keys", ...args, "--data", data]);
  vi.restoreAllMocks();
  return { exitCode, stdout: said.stdout.trim(), stderr: said.stderr };
}

/** A lab on the file, with two workspaces, for as long as the work takes. */
async function inLab<T>(work: (lab: Lab) => Promise<T>): Promise<T> {
  const lab = await createLab({
    data,
    fleet: [{ vendor: "smartthings" }, { vendor: "smartthings", workspace: "Second" }],
  });
  try {
    return await work(lab);
  } finally {
    await lab.close();
  }
}

const devicesSeen = (lab: Lab, apiKey: string): Promise<number> =>
  lab.request("/devices/list", {}, { apiKey }).then(
    ({ devices }) => devices.length,
    (error) => {
      expect(error).toMatchObject({ type: "unauthorized" });
      return 0;
    },
  );

test("a key that is made opens its workspace until it is revoked, and is never listed", async () => {
  await inLab(async () => {});
  const made = await keys("create", "--name", "CI", "--workspace", "Second");
  expect(made).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^seam_test[0-9a-f]{8}_\S{32}$/) });
  const key = made.stdout;
  await inLab(async (lab) => expect(await devicesSeen(lab, key)).toBe(1));

  const { stdout: listed } = await keys("list");
  expect(listed).toMatch(/seam_test[0-9a-f]{8} +api key +Second +CI/);
  expect(listed.includes(key)).toBe(false);
  const [hint = ""] = /seam_test[0-9a-f]{8}/.exec(key) ?? [];
  expect(await keys("revoke", hint)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("CI") });
  await inLab(async (lab) => expect(await devicesSeen(lab, key)).toBe(0));
});

test("without its development keys a lab listens to others", async () => {
  await inLab(async (lab) => {
    await expect(lab.listen({ host: "0.0.0.0" })).rejects.toMatchObject({ type: "invalid_input" });
  });
  const { stdout } = await keys("list");
  const ids = stdout
    .split("\n")
    .filter((line) => line.includes("everybody knows it"))
    .map((line) => line.split(" ")[0] ?? "");
  expect(ids).toHaveLength(4);
  for (const id of ids) expect((await keys("revoke", id)).exitCode).toBe(0);
  await inLab(async (lab) => {
    expect(await devicesSeen(lab, "seam_apikey1_token")).toBe(0);
    expect(await lab.listen({ host: "0.0.0.0" })).toMatch(/^http:/);
  });
});

test("a personal access token opens every workspace", async () => {
  await inLab(async () => {});
  const { stdout: token } = await keys("create", "--personal");
  expect(token).toMatch(/^seam_at/);
  await inLab(async (lab) => {
    const response = await lab.fetch(
      new Request("http://lab/workspaces/list", { headers: { authorization: `Bearer ${token}` } }),
    );
    expect(((await response.json()) as { workspaces: unknown[] }).workspaces).toHaveLength(2);
  });
});

test("the first characters of a key name it only where no other begins with them", async () => {
  // Keys that people have chosen may begin alike.
  for (const apiKey of ["seam_mine_1", "seam_mine_2"]) await (await createLab({ data, apiKey })).close();
  expect(await keys("revoke", "seam_min")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("means several keys"),
  });
});

test.each([
  [["create", "--workspace", "Third"], /"Second"/],
  [["create", "--workspace", "Second", "--personal"], /--workspace/],
  [["revoke", "nothing"], /none of the keys/],
])("what cannot be done is said: %j", async (args, words) => {
  await inLab(async () => {});
  const { exitCode, stderr } = await keys(...args);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(words);
});

test("keys are those of a lab: a file without one, and one in use, are left alone", async () => {
  const noLab = { exitCode: 2, stderr: expect.stringContaining("holds no lab") };
  expect(await keys("list")).toMatchObject(noLab);
  expect(existsSync(data)).toBe(false);
  openStore(data).close();
  expect(await keys("list")).toMatchObject(noLab);
  await inLab(async () => {
    expect(await keys("list")).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("in use") });
  });
});
