import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Trace } from "../../src/kernel/trace.ts";
import { World } from "../../src/kernel/world.ts";

test("the digest covers every line and every byte, however they fall into batches", () => {
  const entries = fc.array(
    fc.oneof(fc.string({ maxLength: 5000, unit: "grapheme" }), fc.uint8Array({ maxLength: 70_000 })),
    {
      maxLength: 40,
    },
  );
  fc.assert(
    fc.property(entries, (noted) => {
      const trace = new Trace(() => 5);
      const hash = createHash("sha256");
      for (const entry of noted) {
        if (typeof entry === "string") {
          trace.note("text", entry);
          hash.update(`5|-|text|${entry}\n`);
        } else {
          trace.noteBytes("bytes", entry);
          hash.update(`5|-|bytes|${entry.length} bytes\n`).update(entry);
        }
        // Looking must not change what comes after.
        if (noted.length % 2 === 0) void trace.digest;
      }
      expect(trace.digest).toBe(hash.digest("hex"));
    }),
    { numRuns: 40 },
  );
});

test("lines say when, on which node, and what; the last ones are kept, and bytes never", async () => {
  const world = new World({ seed: 1, startAt: 1000 });
  world.trace.note("lab", "begun");
  await world.runFor(500);
  await world.enter("service", () => world.trace.note("work", "done"));
  world.trace.noteBytes("link", Buffer.from("secret"));
  expect(world.trace.lastLines()).toEqual([
    "1000|-|lab|begun",
    "1500|service|work|done",
    "1500|-|link|6 bytes",
  ]);
  for (let line = 0; line < 2500; line++) world.trace.note("fill", String(line));
  const kept = world.trace.lastLines();
  expect(kept).toHaveLength(1000);
  expect(kept.at(0)).toBe("1500|-|fill|1500");
  expect(world.trace.lastLines(2)).toEqual(["1500|-|fill|2498", "1500|-|fill|2499"]);
});
