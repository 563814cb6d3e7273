import { afterAll, beforeAll, expect, vi } from "vitest";

/** What one file could change under the feet of those that run after it in the same process. */
const state = () => ({
  folder: process.cwd(),
  exitCode: process.exitCode,
  umask: process.umask(),
  onSignals: [...process.listeners("SIGINT"), ...process.listeners("SIGTERM")],
  writes: [process.stdout.write, process.stderr.write],
  fetch: globalThis.fetch,
  hasFakeTimers: vi.isFakeTimers(),
});

let before: ReturnType<typeof state>;
let environment: NodeJS.ProcessEnv;
beforeAll(() => {
  before = state();
  environment = { ...process.env };
});
// Hooks that end things run in reverse: this one after all of the file's own.
afterAll(() => {
  expect(state(), "the file leaves the process as it found it").toEqual(before);
  const names = Object.keys({ ...environment, ...process.env });
  // Names alone: values may be secrets of whoever runs the tests.
  const changed = names.filter((name) => environment[name] !== process.env[name]);
  expect(changed, "the file leaves the environment as it found it").toEqual([]);
});
