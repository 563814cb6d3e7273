import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test, vi } from "vitest";
import { drivers } from "../../drivers/index.ts";
import { simulators } from "../../simulators/index.ts";
import { faultTable } from "../../src/cli/faults.ts";
import { versionProblem } from "../../src/cli/node-version.ts";
import { runProgram } from "../../src/cli/program.ts";
import { vendorPage, vendorTable } from "../../src/cli/vendors.ts";
import { sharedKinds } from "../../src/faults/catalogue.ts";
import { ownVendors } from "../../src/lab/vendors.ts";
import { projectPath } from "../support/project-path.ts";

const manifest = JSON.parse(readFileSync(projectPath("package.json"), "utf8"));

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Runs a command in this process. */
async function run(...args: readonly string[]) {
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    vi.spyOn(process[stream], "write").mockImplementation((text) => {
      said[stream] += text;
      return true;
    });
  }
  const exitCode = await runProgram(args);
  vi.restoreAllMocks();
  return { exitCode, ...said };
}

test("the README has a row for each command", async () => {
  const { stdout } = await run("--help");
  const commands = [...stdout.slice(stdout.indexOf("Commands:")).matchAll(/^ {2}([a-z][a-z-]*)/gm)];
  const rows = [...readFileSync(projectPath("README.md"), "utf8").matchAll(/^\| `lockstep ([a-z-]+)/gm)];
  expect(commands.length).toBeGreaterThan(5);
  expect(new Set(rows.map(([, name]) => name))).toEqual(new Set(commands.map(([, name]) => name)));
});

describe("bad usage ends with 2, and words that name the option and what is allowed", () => {
  test.each([
    [["serve", "--port", "http"], "'--port <number>'", "0 (any free port) to 65535"],
    [["serve", "--port", "65536"], "'--port <number>'", "0 (any free port) to 65535"],
    [["serve", "--port", ""], "'--port <number>'", "0 (any free port) to 65535"],
    [["serve", "--mqtt-port", "-1"], "'--mqtt-port <number>'", "0 (any free port) to 65535"],
    [["serve", "--seed", "1.5"], "'--seed <number>'", "a whole number"],
    [["serve", "--pace", "3601"], "'--pace <number>'", "0 (time stands still) to 3600"],
    [["serve", "--pace", "-1"], "'--pace <number>'", "0 (time stands still) to 3600"],
    [["serve", "--speed", "2"], "'--speed'", "lockstep --help"],
    [["serve", "august"], "too many arguments for 'serve'", "lockstep --help"],
    [["simulate", "--vendor", "august"], "'--broker <url>'", "lockstep --help"],
    [
      ["simulate", "--broker", "http://host", "--vendor", "august"],
      '"broker"',
      "mqtt://user:password@host:port",
    ],
    [["simulate", "--broker", "mqtt://127.0.0.1:1"], "Which locks?", "--vendor NAME"],
    [["simulate", "--broker", "mqtt://127.0.0.1:1", "--vendor", "acme"], '"fleet.0.vendor"', "august"],
    [
      ["simulate", "--broker", "mqtt://127.0.0.1:1", "--count", "0"],
      "'--count <number>'",
      "from 1 to 100000",
    ],
    [["simulate", "--broker", "mqtt://127.0.0.1:1", "--share", "3/2"], "'--share <part/of>'", "1/2 and 2/2"],
    [["serve", "--broker", "mqtt://secret:secret@host:1/x"], "--broker", "mqtt://user:password@host:port"],
    [["broker-users"], "Whose?", "--fleet FILE"],
    [["swarm", "--vendor", "acme"], "--vendor", "august, "],
    [["swarm", "--plugin", "nowhere.ts"], "--plugin", "there is no file nowhere.ts"],
    [["swarm", "--seeds", "1-4"], "'--seeds <number or a..b>'", "7..9"],
    [["server"], "unknown command 'server'", "lockstep --help"],
  ])("lockstep %j", async (args, named, allowed) => {
    const { exitCode, stdout, stderr } = await run(...args);
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(named);
    expect(stderr).toContain(allowed);
    expect(stderr).not.toContain("secret");
  });

  test.each([
    ["PORT", "--port"],
    ["LOCKSTEP_MQTT_PORT", "--mqtt-port"],
  ])("the variable %s is checked like the option %s", async (variable, option) => {
    vi.stubEnv(variable, "many");
    const { exitCode, stderr } = await run("serve");
    expect(exitCode).toBe(2);
    expect(stderr).toContain(option);
    expect(stderr).toContain(variable);
  });

  test("no command at all shows the commands", async () => {
    const { exitCode, stderr } = await run();
    expect(exitCode).toBe(2);
    for (const command of ["serve", "vendors", "faults", "check", "asyncapi"])
      expect(stderr).toContain(`  ${command}`);
  });
});

test("--version says the package's version, --help ends with 0", async () => {
  expect(await run("--version")).toEqual({ exitCode: 0, stdout: `${manifest.version}\n`, stderr: "" });
  expect(await run("serve", "--help")).toMatchObject({ exitCode: 0, stderr: "" });
});

test("an older Node is turned away with words, from the version on that the package asks for", () => {
  const oldest = /\d+\.\d+/.exec(manifest.engines.node)?.[0] ?? "";
  expect(versionProblem(`${oldest}.0`)).toBeUndefined();
  expect(versionProblem("24.0.0")).toBeUndefined();
  for (const older of ["22.17.9", "20.20.2", "18.0.0"]) {
    expect(versionProblem(older)).toContain(`needs Node ${oldest} or newer, and this is ${older}`);
  }
});

describe("vendors", () => {
  test("shows every vendor in one table, and marks what is assumed", async () => {
    const { exitCode, stdout } = await run("vendors");
    expect(exitCode).toBe(0);
    const lines = stdout.split("\n");
    for (const { profile } of Object.values(drivers)) {
      const line = lines.find((candidate) => candidate.startsWith(`${profile.vendor} `)) ?? "";
      const isOnline = !("onlineCodes" in profile) || profile.onlineCodes?.value !== false;
      if (isOnline) expect(line).toContain(String(profile.capacity.value));
      expect(line.includes("*")).toBe(
        [profile.capacity, profile.pinLengths, profile.readBack, profile.reachedBy].some((fact) =>
          fact?.source.startsWith("assumed"),
        ),
      );
    }
  });

  test.each(Object.entries(drivers))(
    "%s: its page shows every fact with its source",
    async (vendor, driver) => {
      const { exitCode, stdout } = await run("vendors", vendor);
      expect(exitCode).toBe(0);
      const { profile } = driver;
      const facts = [...Object.values(profile), ...Object.values(profile.timing)].filter(
        (fact) => typeof fact === "object" && "source" in fact,
      );
      expect(facts.length).toBeGreaterThan(10);
      for (const { source } of facts) {
        const lines = stdout.split("\n").filter((line) => line.endsWith(`  ${source}`));
        expect(lines, source).not.toEqual([]);
        for (const line of lines) expect(/ \* /.test(line), line).toBe(source.startsWith("assumed"));
      }
      for (const code of Object.keys(driver.refusals)) expect(stdout).toContain(`\n${code} `);
      for (const kind of Object.keys(simulators[vendor]?.frailties.conditions ?? {})) {
        expect(stdout).toContain(`\n${kind} `);
      }
      expect(stdout).toMatch(/^starting +queued$/m);
    },
  );

  test.each([80, 120])("a terminal of %s columns breaks no line", (width) => {
    // One of igloohome's errors has a name of 51 letters, which is not broken.
    const vendors = Object.keys(drivers).filter((vendor) => width > 80 || vendor !== "igloohome");
    const pages = vendors.map((vendor) => vendorPage(ownVendors, vendor, width));
    for (const page of [vendorTable(ownVendors, width), faultTable(width), ...pages]) {
      expect(page.split("\n").filter((line) => line.length > width)).toEqual([]);
    }
  });

  test("names those that exist when there is none of that name", async () => {
    const { exitCode, stderr } = await run("vendors", "acme");
    expect(exitCode).toBe(2);
    expect(stderr).toContain('There is no vendor "acme". There are august, ');
  });
});

test("asyncapi prints the contracts of all vendors", async () => {
  const { exitCode, stdout } = await run("asyncapi");
  expect(exitCode).toBe(0);
  const { asyncapi, channels } = JSON.parse(stdout);
  expect(asyncapi).toBe("3.0.0");
  for (const vendor of Object.keys(drivers)) expect(channels).toHaveProperty([`${vendor}.command`]);
});

test("faults shows every kind", async () => {
  const { exitCode, stdout } = await run("faults");
  expect(exitCode).toBe(0);
  expect(stdout.split("\n").map((line) => line.split(" ")[0])).toEqual(
    expect.arrayContaining(Object.keys(sharedKinds)),
  );
});
