import type { Verdict } from "./verdict.ts";
import { counted, timelineText } from "./verdict-text.ts";

/** A verdict and how long it took, in real milliseconds. */
export interface Timed {
  readonly verdict: Verdict;
  readonly tookMs: number;
}

/** The verdicts as JUnit's XML, as CI services read it: a test case for each scenario. */
export function junitXml(runs: readonly Timed[]): string {
  const failed = runs.filter(({ verdict }) => !verdict.held).length;
  const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(3);
  const total = runs.reduce((sum, { tookMs }) => sum + tookMs, 0);
  const counts = `tests="${runs.length}" failures="${failed}" errors="0" time="${seconds(total)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="lockstep run" ${counts}>`,
    `  <testsuite name="scenarios" ${counts}>`,
    ...runs.map(({ verdict, tookMs }) => testCase(verdict, seconds(tookMs))),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase(verdict: Verdict, time: string): string {
  const { name, file, failures } = verdict;
  const said = failures.map(
    ({ file: where, line, field, message }) => `${where}:${line}: ${field}: ${message}`,
  );
  return [
    `    <testcase name="${quoted(name)}" classname="${quoted(file)}" file="${quoted(file)}" time="${time}">`,
    ...(said.length === 0
      ? []
      : [
          `      <failure message="${quoted(said[0] ?? "")}" type="${counted(said.length, "failure")}">${escaped(said.join("\n"))}</failure>`,
        ]),
    `      <system-out>${escaped(timelineText(verdict))}</system-out>`,
    "    </testcase>",
  ].join("\n");
}

/** XML 1.0 has no way to write control characters; they become question marks. */
const escaped = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "?")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");

/** For an attribute. */
const quoted = (text: string): string => escaped(text).replaceAll('"', "&quot;").replaceAll("\n", "&#10;");
