import { expect, test } from "vitest";
import { junitXml } from "../../src/scenarios/junit.ts";
import type { Verdict } from "../../src/scenarios/verdict.ts";

const verdict: Verdict = {
  file: "a<b>.yaml",
  name: 'the "best" & worst',
  about: undefined,
  seed: 1,
  held: true,
  failures: [],
  checkCount: 2,
  unfired: [],
  timeline: [{ atMs: 61_000, kind: "event", text: "guest: set_on_device" }],
  trace: [],
  elapsedMs: 61_000,
  digest: "",
};

test("JUnit's XML has a case for each scenario, with its time, its failures and its timeline, and is well-formed", () => {
  const failure = {
    file: "a<b>.yaml",
    line: 3,
    field: "expect.guest.opens",
    message: "guest opens\u0000 the door",
  };
  const xml = junitXml([
    { verdict, tookMs: 1500 },
    { verdict: { ...verdict, name: "lie", held: false, failures: [failure, failure] }, tookMs: 500 },
  ]);
  expect(xml).toContain('<testsuites name="lockstep run" tests="2" failures="1" errors="0" time="2.000">');
  expect(xml).toContain('<testcase name="the &quot;best&quot; &amp; worst" classname="a&lt;b&gt;.yaml"');
  expect(xml).toContain('time="1.500"');
  expect(xml).toContain(
    '<failure message="a&lt;b&gt;.yaml:3: expect.guest.opens: guest opens? the door" type="2 failures">',
  );
  expect(xml).toContain("00:01:01   guest: set_on_device");
  // Every opened element is closed, and nothing else has an angle bracket.
  const open: string[] = [];
  for (const [, slash, name = "", rest] of xml
    .replace(/^<\?.*\?>/, "")
    .matchAll(/<(\/?)(\w[\w-]*)([^<>]*)>/g)) {
    if (slash) expect(open.pop()).toBe(name);
    else if (!rest?.endsWith("/")) open.push(name);
  }
  expect(open).toEqual([]);
  expect(xml.replace(/<[^<>]*>/g, "")).not.toMatch(/[<>]/);
});
