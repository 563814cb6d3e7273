import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { createLab } from "../../src/index.ts";
import { tellStory } from "../support/determinism-story.ts";

const script = new URL("../support/tell-story.ts", import.meta.url).pathname;

test("the same seed gives the same digest, with another world in between", async () => {
  const { digest } = await tellStory(7);
  const other = await tellStory(8);
  const again = await tellStory(7);
  expect(again.digest).toBe(digest);
  expect(other.digest).not.toBe(digest);
});

test("worlds that are alive at the same time do not touch each other", async () => {
  const { digest } = await tellStory(7);
  const together = await Promise.all([tellStory(7), tellStory(9), tellStory(7)]);
  expect(together[0].digest).toBe(digest);
  expect(together[2].digest).toBe(digest);
});

test.each(["Pacific/Auckland", "America/St_Johns", "UTC"])(
  "the digest is the same in the zone %s",
  async (zone) => {
    const { digest } = await tellStory(7);
    const { stdout } = await promisify(execFile)(process.execPath, [script, "7"], {
      env: { ...process.env, TZ: zone },
    });
    expect(stdout).toBe(digest);
  },
);

test("the lines of the trace hold no PIN", async () => {
  const { lines } = await tellStory(7);
  expect(lines.length).toBeGreaterThan(100);
  const texts = lines.map((line) => line.split("|").slice(2).join("|"));
  expect(texts.filter((text) => text.includes("0421"))).toEqual([]);
});

test("code outside of a lab keeps the real time", async () => {
  const lab = await createLab({ seed: 7, fleet: [{ vendor: "august" }] });
  const before = Date.now();
  await lab.advance("30d");
  expect(Date.now() - before).toBeLessThan(60_000);
  expect(Date.parse(lab.now) - Date.parse("2026-01-31T00:00:00Z")).toBeLessThan(1_000);
  await lab.close();
});
