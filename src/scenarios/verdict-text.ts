import type { TimelineEntry } from "./timeline.ts";
import type { Verdict } from "./verdict.ts";

const marks: Readonly<Record<TimelineEntry["kind"], string>> = {
  step: ">",
  event: " ",
  fault: "*",
  check: "=",
  failure: "!",
};

/** The whole of a run, for a terminal: what happened when, and whether it held. */
export const timelineText = (verdict: Verdict): string =>
  [
    `${verdict.name} (${verdict.file}, seed ${verdict.seed})`,
    ...(verdict.about === undefined ? [] : [`  ${verdict.about.trim()}`]),
    ...verdict.timeline.map(({ atMs, kind, text }) => `  ${clockText(atMs)} ${marks[kind]} ${text}`),
    ...(verdict.trace.length > 0
      ? ["  the trace before that:", ...verdict.trace.map((line) => `    ${line}`)]
      : []),
    verdictText(verdict),
  ].join("\n");

/** Whether it held, in a line, and each failure in one of its own. */
export const verdictText = ({
  name,
  held,
  failures,
  checkCount,
  unfired,
  elapsedMs,
  seed,
  file,
}: Verdict): string =>
  [
    held
      ? `  held: ${counted(checkCount, "expectation")} in ${clockText(elapsedMs).trim()} of virtual time`
      : `  FAILED: ${name}. Again: lockstep run ${file} --seed ${seed}`,
    ...(unfired.length > 0 ? [`  faults that have never acted: ${unfired.join(", ")}`] : []),
    ...failures.map(({ file: where, line, field, message }) => `  ${where}:${line}: ${field}: ${message}`),
  ].join("\n");

export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

/** Virtual time since the beginning: `2d 03:04:05`, and the milliseconds where there are some. */
export function clockText(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  const days = Math.floor(seconds / 86_400);
  const clock = `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${days > 0 ? `${days}d ` : ""}${clock}`.padStart(12);
}
