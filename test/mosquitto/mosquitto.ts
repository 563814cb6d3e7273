import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { passwordOf } from "../../src/broker/access.ts";
import { freePort } from "../support/free-port.ts";
import { projectPath } from "../support/project-path.ts";

/** Debian keeps it outside of the path of ordinary users. */
const binary = ["mosquitto", "/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"].find(
  (candidate) => spawnSync(candidate, ["-h"]).error === undefined,
);

/** CI has one, or fails: there these tests are never skipped. */
const isRequired = process.env["LOCKSTEP_MOSQUITTO"] === "required";

export const isMissing = binary === undefined && !isRequired;

if (isMissing) {
  process.stderr.write(
    "No mosquitto on this machine: the tests against it are skipped (apt-get install mosquitto).\n",
  );
}

export const brokerKey = "the key of the tests against Mosquitto";

/** A Mosquitto of one's own on 127.0.0.1, as the documents set it up. */
export class Mosquitto {
  readonly port: number;
  readonly #folder: string;
  #process: ChildProcess | undefined;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.port = port;
  }

  /** With users for these gateways, the service and an onlooker. `more`: lines of its configuration. */
  static async start(gateways: readonly string[], more = ""): Promise<Mosquitto> {
    const folder = await mkdtemp(join(tmpdir(), "lockstep-mosquitto-"));
    const mosquitto = new Mosquitto(folder, await freePort());
    const passwords = join(folder, "passwords");
    const users = ["service", "onlooker", ...gateways];
    await writeFile(passwords, users.map((user) => `${user}:${passwordOf(brokerKey, user)}\n`).join(""));
    spawnSync("mosquitto_passwd", ["-U", passwords]);
    await copyFile(projectPath("docs/mosquitto/acl"), join(folder, "acl"));
    const documented = await readFile(projectPath("docs/mosquitto/mosquitto.conf"), "utf8");
    const configuration = documented
      .replace("listener 1883 127.0.0.1", `listener ${mosquitto.port} 127.0.0.1`)
      .replace("/etc/mosquitto/lockstep.passwords", passwords)
      .replace("/etc/mosquitto/lockstep.acl", join(folder, "acl"));
    await writeFile(
      join(folder, "conf"),
      // As root it would become another user, who cannot read this folder.
      `${configuration}\nuser root\npersistence_location ${folder}/\nlog_dest none\n${more}\n`,
    );
    await mosquitto.start();
    return mosquitto;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`;
  }

  passwordOf(user: string): string {
    return passwordOf(brokerKey, user);
  }

  get broker(): { readonly url: string } {
    return { url: this.url };
  }

  async start(): Promise<void> {
    this.#process = spawn(binary ?? "mosquitto", ["-c", join(this.#folder, "conf")], { stdio: "inherit" });
    while (!(await isListening(this.port))) {
      if (this.#process.exitCode !== null) throw new Error("mosquitto has ended before it listened");
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** `SIGTERM` lets it write down sessions and retained messages; `SIGKILL` does not. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const process = this.#process;
    if (!process || process.exitCode !== null) return;
    const ended = once(process, "exit");
    process.kill(signal);
    await ended;
  }

  /** Forgets sessions and retained messages. Only while it is stopped. */
  forget(): Promise<void> {
    return rm(join(this.#folder, "mosquitto.db"), { force: true });
  }

  async remove(): Promise<void> {
    await this.stop("SIGKILL");
    await rm(this.#folder, { recursive: true });
  }
}

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true));
    socket.on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
