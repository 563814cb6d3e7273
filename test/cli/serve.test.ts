import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { connectAsync } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "./run-command.ts";
import { type ServeProcess, startServe } from "./serve-process.ts";

const run = promisify(execFile);
const key = "seam_apikey1_token";

async function post(url: string, body: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Record<string, unknown>;
}

describe("a served lab", () => {
  let lab: ServeProcess;
  beforeAll(async () => {
    lab = await startServe();
  });
  afterAll(async () => {
    expect(await lab.end("SIGINT"), "Ctrl-C ends it with exit code 0").toBe(0);
  });

  test("prints its URLs, its key, and each lock with its id and its hub", () => {
    expect(lab.apiUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(lab.mqttUrl).toMatch(/^mqtt:\/\/127\.0\.0\.1:\d+$/);
    expect(lab.banner).toContain(key);
    for (const name of ["august-1", "august-2", "smartthings-1", "smartthings-2"]) {
      expect(lab.banner).toMatch(new RegExp(`${name} +[0-9a-f-]{36} +hub:\\S+`));
    }
  });

  test("the command it prints works as it is", async () => {
    const command = /^ *curl [\s\S]*?\}'$/m.exec(lab.banner)?.[0] ?? "";
    const { stdout } = await run("bash", ["-c", command]);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, access_code: { status: "setting" } });
  });

  test("serves the locks that it printed", async () => {
    const { devices } = await post(`${lab.apiUrl}/devices/list`, {});
    const ids = (devices as readonly { device_id: string }[]).map(({ device_id }) => device_id);
    expect(ids.length).toBeGreaterThanOrEqual(4);
    for (const id of ids) expect(lab.banner).toContain(id);
  });

  test("lets onlookers listen on its broker", async () => {
    const [, username = "", password = ""] = / user (\S+), password (\S+)/.exec(lab.banner) ?? [];
    const onlooker = await connectAsync(lab.mqttUrl, { username, password });
    const heard = new Promise<string>((resolve) => {
      onlooker.once("message", (topic, payload) => resolve(`${topic} ${payload}`));
    });
    await onlooker.subscribeAsync("lockstep/+/+/availability");
    expect(await heard).toMatch(/^lockstep\/\S+\/availability online$/);
    await onlooker.endAsync();
  });

  test("a port that is taken is said in words, with the option that helps, and ends with 1", async () => {
    const { port } = new URL(lab.apiUrl);
    const mqttPort = new URL(lab.mqttUrl).port;
    const api = await runCommand(["serve", "--port", port, "--mqtt-port", "0"]);
    expect(api).toMatchObject({ exitCode: 1, stdout: "" });
    expect(api.stderr).toBe(
      `Port ${port} is taken. Choose another one with --port or PORT; 0 takes any that is free.\n`,
    );
    const mqtt = await runCommand(["serve"], { PORT: "0", LOCKSTEP_MQTT_PORT: mqttPort });
    expect(mqtt).toMatchObject({ exitCode: 1, stdout: "" });
    expect(mqtt.stderr).toContain(`Port ${mqttPort} is taken. Choose another one with --mqtt-port`);
  });
});

describe("what a lab is served from", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lockstep-serve-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("with --data, codes survive a SIGTERM and a new start", async () => {
    const data = join(folder, "lab.db");
    const before = await startServe(["--data", data]);
    const device = / august-1 +(\S+)/.exec(before.banner)?.[1] ?? "";
    await post(`${before.apiUrl}/access_codes/create`, { device_id: device, code: "4821" });
    expect(await before.end("SIGTERM")).toBe(0);

    const after = await startServe(["--data", data]);
    const { access_codes } = await post(`${after.apiUrl}/access_codes/list`, { device_id: device });
    expect(access_codes).toMatchObject([{ code: "4821" }]);
    await after.end("SIGTERM");
  });

  test("with --fleet, the locks of the file, at the pace that was asked for", async () => {
    const fleet = join(folder, "fleet.json");
    await writeFile(fleet, JSON.stringify([{ vendor: "smartthings", count: 3 }]));
    const lab = await startServe(["--fleet", fleet, "--pace", "0"]);
    expect(lab.banner).toContain("smartthings-3");
    expect(lab.banner).not.toContain("august-1");
    expect(lab.banner).toContain("standing still");
    await lab.end("SIGTERM");
  });

  test("a fleet that cannot be is refused with words and 2, a data file that is none with 1", async () => {
    const fleet = join(folder, "wrong.json");
    const serve = ["serve", "--port", "0", "--mqtt-port", "0"];
    await writeFile(fleet, JSON.stringify([{ vendor: "acme" }]));
    const unknownVendor = await runCommand([...serve, "--fleet", fleet]);
    expect(unknownVendor.exitCode).toBe(2);
    expect(unknownVendor.stderr).toMatch(/^--fleet: "fleet\.0\.vendor" is not one of august, /);

    await writeFile(fleet, "vendor: august");
    const yaml = await runCommand([...serve, "--fleet", fleet]);
    expect(yaml.exitCode).toBe(2);
    expect(yaml.stderr).toContain(`${fleet} is not JSON`);

    const missing = await runCommand([...serve, "--fleet", join(folder, "missing.json")]);
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toContain("cannot be read (ENOENT)");

    const noDatabase = await runCommand([...serve, "--data", fleet]);
    expect(noDatabase.exitCode).toBe(1);
    expect(noDatabase.stderr).toContain("is not a Lockstep data file");

    const noFolder = await runCommand([...serve, "--data", join(folder, "nowhere", "lab.db")]);
    expect(noFolder.exitCode).toBe(1);
    expect(noFolder.stderr).toMatch(/^--data: \S+ cannot be used/);
  });
});
