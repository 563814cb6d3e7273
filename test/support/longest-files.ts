/**
 * The files that take longest, longest first. Begun last, each of them would keep one core while the others have nothing left to
 * do; without the durations of an earlier run, as on a fresh clone, vitest goes by the length of the text. Those that mostly
 * wait, for the wall clock or for other processes, come before: meanwhile the others have the cores.
 */
export const longest: readonly string[] = [
  "clients/kills",
  "package/package",
  "mosquitto/live",
  "lab/planted-bugs",
  "lab/changes-on-the-way",
  "conformance/drivers",
  "scenarios/fixtures",
  "lab/door-truth",
  "lab/flapping-links",
  "lab/codes-never-taken",
  "lab/determinism",
  "faults/walk",
  "lab/device-simulation",
  "clients/compat-process",
  "cli/serve",
  "lab/crash-anywhere",
  "mosquitto/conformance",
  "docs/readme",
  "conformance/simulators",
  "swarm/swarm",
].map((name) => `test/${name}.test.ts`);
