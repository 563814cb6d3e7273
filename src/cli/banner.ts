import type { FleetLock } from "../lab/fleet.ts";
import { textTable } from "./text-table.ts";

export interface RunningLab {
  readonly version: string;
  readonly apiUrl: string;
  readonly mqttUrl: string;
  /** With which one may listen at the broker, if it is the lab's own. */
  readonly onlooker: { readonly username: string; readonly password: string } | undefined;
  readonly apiKey: string;
  /** ISO 8601. */
  readonly now: string;
  readonly pace: number;
  readonly locks: readonly Pick<FleetLock, "name" | "deviceId" | "gateway">[];
}

/** More locks than this are counted instead of listed. */
const listedMax = 30;

/** What `lockstep serve` says when it is ready. */
export function banner(lab: RunningLab): string {
  const { version, apiUrl, mqttUrl, onlooker, apiKey, now, pace, locks } = lab;
  const listed = locks.slice(0, listedMax);
  const table = textTable(
    ["lock", "device_id", "hub"],
    listed.map(({ name, deviceId, gateway }) => [name, deviceId, `hub:${gateway}`]),
  );
  const more = locks.length - listed.length;
  return `Lockstep ${version} is ready.

  API   ${apiUrl}
  MQTT  ${mqttUrl}${onlooker ? `\n        user ${onlooker.username}, password ${onlooker.password}` : ""}
  key   ${apiKey}
  time  ${now}, ${pace === 0 ? "standing still" : `at pace ${pace}`}

${indented(table)}
${more > 0 ? `  and ${more} more: ${apiUrl}/devices/list\n` : ""}
Try it:

${indented(tryIt(apiUrl, apiKey, locks[0]?.deviceId ?? ""))}

Ctrl-C ends it.
`;
}

const tryIt = (apiUrl: string, apiKey: string, deviceId: string): string =>
  [
    `curl ${apiUrl}/access_codes/create \\`,
    `  -H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json' \\`,
    `  -d '{"device_id": "${deviceId}", "code": "4821"}'`,
  ].join("\n");

const indented = (text: string): string =>
  text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
