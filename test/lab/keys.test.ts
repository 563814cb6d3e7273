import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { createLab, type Lab, type LabOptions } from "../../src/index.ts";
import { directoryOf } from "../../src/lab/directory.ts";
import { openStore } from "../../src/store/store.ts";
import { FakeIds } from "../support/seam-world.ts";

const developmentKey = "seam_apikey1_token";
const fleet = [
  { vendor: "august", count: 1 },
  { vendor: "august", count: 1, workspace: "Second" },
];

const labs: Lab[] = [];

async function start(options: LabOptions = {}): Promise<Lab> {
  const lab = await createLab({ seed: 7, fleet, ...options });
  labs.push(lab);
  return lab;
}

afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.close();
});

async function ask(lab: Lab, path: string, headers: Readonly<Record<string, string>>, body: object = {}) {
  const response = await lab.fetch(
    new Request(`http://lab${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    }),
  );
  // biome-ignore lint/suspicious/noExplicitAny: the answers of several routes, whose properties the tests name.
  return { status: response.status, body: (await response.json()) as any };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

const namesSeen = async (lab: Lab, headers: Readonly<Record<string, string>>): Promise<string[]> => {
  const { body } = await ask(lab, "/devices/list", headers);
  return (body.devices as { display_name: string }[]).map(({ display_name }) => display_name);
};

test("a new lab opens with the development keys, one for each workspace", async () => {
  const lab = await start();
  expect(lab.apiKey).toBe(developmentKey);
  expect(await namesSeen(lab, bearer(developmentKey))).toEqual(["august-1"]);
  expect(await namesSeen(lab, bearer("seam_apikey2_token"))).toEqual(["august-2"]);
});

test("a key that is named at the start takes the place of the development keys", async () => {
  const lab = await start({ apiKey: "seam_mine_0123456789" });
  expect(await namesSeen(lab, bearer("seam_mine_0123456789"))).toEqual(["august-1"]);
  for (const key of [developmentKey, "seam_apikey2_token"]) {
    expect((await ask(lab, "/devices/list", bearer(key))).status).toBe(401);
  }
});

test("the key of a personal token's kind is refused as an API key", async () => {
  await expect(start({ apiKey: "seam_at1_token" })).rejects.toMatchObject({ type: "invalid_input" });
});

test("a personal access token opens the workspace that the request names, and no other with it", async () => {
  const lab = await start();
  const token = lab.createPersonalAccessToken();
  const { body } = await ask(lab, "/workspaces/list", bearer(token));
  const workspaces = body.workspaces as { workspace_id: string; name: string }[];
  expect(workspaces.map(({ name }) => name)).toEqual(["Lockstep sandbox", "Second"]);
  for (const [index, { workspace_id }] of workspaces.entries()) {
    const headers = { ...bearer(token), "seam-workspace": workspace_id };
    expect(await namesSeen(lab, headers)).toEqual([`august-${index + 1}`]);
    expect((await ask(lab, "/workspaces/list", headers)).body.workspaces).toHaveLength(1);
  }
  expect(await ask(lab, "/devices/list", bearer(token))).toMatchObject({
    status: 400,
    body: { error: { type: "missing_workspace_id" } },
  });
  expect((await ask(lab, "/devices/list", { ...bearer(token), "seam-workspace": "none" })).status).toBe(401);
});

test("a workspace is made with a personal access token alone, and is empty and open at once", async () => {
  const lab = await start();
  expect((await ask(lab, "/workspaces/create", bearer(developmentKey), { name: "Third" })).status).toBe(401);
  const token = lab.createPersonalAccessToken();
  const { body } = await ask(lab, "/workspaces/create", bearer(token), {
    name: "Third",
    company_name: "Third Ltd",
    is_sandbox: true,
    webview_primary_button_color: "#ff0000",
  });
  const workspace = body.workspace as Record<string, string>;
  expect(workspace).toMatchObject({
    name: "Third",
    company_name: "Third Ltd",
    is_sandbox: true,
    connect_webview_customization: { primary_button_color: "#ff0000" },
  });
  const headers = { ...bearer(token), "seam-workspace": workspace["workspace_id"] ?? "" };
  expect(await namesSeen(lab, headers)).toEqual([]);

  await ask(lab, "/workspaces/update", headers, {
    name: "3rd",
    connect_webview_customization: { primary_button_color: null, logo_shape: "square" },
  });
  expect((await ask(lab, "/workspaces/get", headers)).body.workspace).toMatchObject({
    name: "3rd",
    company_name: "Third Ltd",
    connect_webview_customization: { logo_shape: "square" },
  });
  expect(await namesSeen(lab, bearer(lab.createApiKey("3rd")))).toEqual([]);
});

test("a lab that others can reach does not open with a key that everybody knows", async () => {
  const open = await start();
  for (const host of ["0.0.0.0", "::", "192.0.2.1"]) {
    await expect(open.listen({ host })).rejects.toMatchObject({ type: "invalid_input" });
  }
  for (const host of ["127.0.0.1", "localhost"]) expect(await open.listen({ host })).toContain(host);

  const closed = await start({ apiKey: "seam_mine_0123456789" });
  expect(await closed.listen({ host: "0.0.0.0" })).toMatch(/^http:/);
});

test("data keep the digests of keys, never keys, and what they open when they are opened again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-keys-"));
  const data = join(folder, "lab.db");
  try {
    const first = await start({ data });
    const key = first.createApiKey("Second");
    const token = first.createPersonalAccessToken();
    await labs.pop()?.close();

    const store = openStore(data);
    const { credentials } = directoryOf(store, { clock: { now: () => 0 }, ids: new FakeIds() });
    const kept = JSON.stringify(credentials.all());
    for (const secret of [key, token, developmentKey]) expect(kept).not.toContain(secret);
    for (const row of credentials.all()) if (row.isForDevelopment) credentials.revoke(row.credentialId);
    store.close();

    const second = await start({ data });
    expect(await namesSeen(second, bearer(key))).toEqual(["august-2"]);
    expect((await ask(second, "/workspaces/list", bearer(token))).status).toBe(200);
    expect((await ask(second, "/devices/list", bearer(developmentKey))).status).toBe(401);
    expect(await namesSeen(second, bearer(second.apiKey)), "the lab's own way in").toEqual(["august-1"]);
    const processKey = second.apiKey;
    await labs.pop()?.close();

    const third = await start({ data });
    expect((await ask(third, "/devices/list", bearer(processKey))).status).toBe(401);
  } finally {
    for (const lab of labs.splice(0)) await lab.close();
    rmSync(folder, { recursive: true });
  }
});
