import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { WorldEnd } from "./play-plan.ts";
import type { WorldJob } from "./world-job.ts";

export interface SwarmOptions extends Omit<WorldJob, "seed"> {
  readonly seeds: readonly number[];
  /** How many worlds live at once; as many as there are cores unless told. */
  readonly jobs?: number;
  /** Called for each world when it has ended, in whatever order they end. */
  readonly onEnd?: (seed: number, end: WorldEnd) => void;
  /** True: no further world is begun when one has failed. */
  readonly stopsAtFailure?: boolean;
}

/** How a worker's file is called where this one runs: from source, or as it was built. */
const workerFile = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);

/** Lives through a world for each seed, on all cores. Resolves to the ends by seed. Rejects when a worker itself fails. */
export async function runSwarm(options: SwarmOptions): Promise<ReadonlyMap<number, WorldEnd>> {
  const { seeds, twice, onEnd, stopsAtFailure, jobs = availableParallelism(), ...kind } = options;
  const ends = new Map<number, WorldEnd>();
  const waiting = [...seeds];
  let isOver = false;
  const lane = async (): Promise<void> => {
    const worker = new Worker(workerFile);
    try {
      for (let seed = waiting.shift(); seed !== undefined && !isOver; seed = waiting.shift()) {
        const end = await ask(worker, { ...kind, seed, twice });
        ends.set(seed, end);
        onEnd?.(seed, end);
        if (end.failure && stopsAtFailure) isOver = true;
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(jobs, seeds.length)) }, lane));
  return ends;
}

function ask(worker: Worker, job: WorldJob): Promise<WorldEnd> {
  return new Promise((resolve, reject) => {
    const settle = (answer: () => void) => {
      worker.off("message", onMessage);
      worker.off("error", onError);
      answer();
    };
    const onMessage = (message: { readonly end?: WorldEnd; readonly error?: string }) =>
      settle(() =>
        message.end ? resolve(message.end) : reject(new Error(`seed ${job.seed}: ${message.error}`)),
      );
    const onError = (error: unknown) => settle(() => reject(error));
    worker.on("message", onMessage);
    worker.on("error", onError);
    worker.postMessage(job);
  });
}
