import { parentPort } from "node:worker_threads";
import { liveThrough, type WorldJob } from "./world-job.ts";

// A world patches the globals of its thread, and takes one core: each worker lives through one after the other.
parentPort?.on("message", (job: WorldJob) => {
  liveThrough(job).then(
    (end) => parentPort?.postMessage({ end }),
    (error: unknown) => parentPort?.postMessage({ error: String(error) }),
  );
});
