/**
 * Whether a seed means the same on every Node that Lockstep runs on, and in every zone: the npm package `node` brings each
 * Node, which are kept beside the other packages' caches.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { hand } from "./measurement.ts";

const versions = ["22", "24", "26"];
const zones = ["UTC", "Pacific/Auckland"];
const digestScript = fileURLToPath(new URL("./digest.ts", import.meta.url));

/** The path of that Node, installed if it is not there yet. */
function nodeOf(version: string): string {
  const place = fileURLToPath(
    new URL(`../node_modules/.cache/lockstep-bench/node-${version}/`, import.meta.url),
  );
  const node = `${place}node_modules/node/bin/node`;
  if (!existsSync(node)) {
    process.stderr.write(`  installing Node ${version}\n`);
    mkdirSync(place, { recursive: true });
    // Its script is what brings the binary.
    writeFileSync(`${place}package.json`, JSON.stringify({ private: true, allowScripts: { node: true } }));
    execFileSync("npm", ["install", "--no-audit", "--no-fund", `node@${version}`], {
      cwd: place,
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  return node;
}

const digests = new Set<string>();
for (const version of versions) {
  const node = nodeOf(version);
  for (const zone of zones) {
    process.stderr.write(`  Node ${version} in ${zone}\n`);
    digests.add(
      execFileSync(node, ["--no-warnings", digestScript], {
        encoding: "utf8",
        env: { ...process.env, TZ: zone },
      }),
    );
  }
}

hand([
  {
    what: `different ends of a world on Node ${versions.join(", ")}, ${zones.length} zones`,
    value: digests.size,
    unit: "",
    aim: { atMost: 1 },
  },
]);
