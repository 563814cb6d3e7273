import { spawn } from "node:child_process";
import { setTimeout } from "node:timers/promises";

export const fakeVersion = "1.86.0";
const port = 38_901;

/** `@seamapi/fake-seam-connect --seed` in a process of its own, fetched with npx and ready. */
export async function startFake(): Promise<{ readonly url: string; readonly end: () => void }> {
  const child = spawn("npx", ["--yes", `@seamapi/fake-seam-connect@${fakeVersion}`, "--seed"], {
    env: { ...process.env, PORT: String(port) },
    stdio: "ignore",
    detached: true,
  });
  const url = `http://127.0.0.1:${port}`;
  const isUp = () =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isUp())) await setTimeout(500);
  // npx runs it in a process of its own, which goes with the group.
  return { url, end: () => void (child.pid !== undefined && process.kill(-child.pid)) };
}
