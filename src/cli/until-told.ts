import { realGlobals } from "../kernel/real-globals.ts";

/** How long a command that is told to end may take for its last words, in milliseconds. */
const closeLimitMs = 4000;

/**
 * Starts something and lets it run until the process is told to end, by Ctrl-C or SIGTERM, or it fails: `start` gets the
 * function that says so and resolves to the one that closes it. What cannot be closed in time is left to the end of the process.
 */
export async function untilTold(
  start: (fail: (error: Error) => void) => Promise<() => Promise<void>>,
): Promise<void> {
  const ending = Promise.withResolvers<void>();
  // It may end before anybody waits for it.
  ending.promise.catch(() => {});
  const stop = () => ending.resolve();
  // Only once: a second Ctrl-C ends the process the hard way.
  process.once("SIGINT", stop).once("SIGTERM", stop);
  let close: (() => Promise<void>) | undefined;
  try {
    close = await start(ending.reject);
    await ending.promise;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    if (close) await closed(close);
  }
}

/** Nothing that has been acknowledged depends on the closing: what is durable is durable. */
async function closed(close: () => Promise<void>): Promise<void> {
  const late = Promise.withResolvers<"late">();
  const limit = realGlobals.setTimeout(() => late.resolve("late"), closeLimitMs);
  const outcome = await Promise.race([close().then(() => "closed" as const), late.promise]);
  realGlobals.clearTimeout(limit);
  if (outcome === "late") process.exit(process.exitCode ?? 0);
}
