/**
 * Creates, gets and lists of access codes over HTTP on loopback, with stores of several sizes: of a lab, and of
 * @seamapi/fake-seam-connect, which is fetched with npx and started in the same run. The client asks one thing after the other.
 */
import { spawn } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { createLab } from "../src/index.ts";
import { hand, type Measurement } from "./measurement.ts";

const fakeVersion = "1.86.0";
const fakePort = 38_902;
/** The fake slows down with its store: ten thousand codes would take it too long to make. */
const sizes = { lab: [0, 100, 1000, 10_000], fake: [0, 1000] } as const;
const asked = 300;
/** So far ahead that no lock has to hear of it: what is measured is the API. */
const stay = { starts_at: "2032-01-01T00:00:00Z", ends_at: "2032-01-02T00:00:00Z" };

interface Server {
  readonly name: "lab" | "fake";
  readonly url: string;
  readonly deviceIds: readonly string[];
}

type Times = Readonly<Record<"create" | "get" | "list", readonly number[]>>;

async function post(
  url: string,
  path: string,
  body: object,
): Promise<Record<string, Readonly<Record<string, unknown>> | undefined>> {
  const response = await fetch(`${url}${path}`, {
    method: "POST",
    headers: { authorization: "Bearer seam_apikey1_token", "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Record<string, Readonly<Record<string, unknown>> | undefined>;
  if (!response.ok) throw new Error(`${path} answers ${response.status}`);
  return answer;
}

let made = 0;

/** No two codes have the same PIN. */
async function create({ url, deviceIds }: Server, device: number): Promise<string> {
  const code = String(100_000 + made++);
  const { access_code } = await post(url, "/access_codes/create", {
    device_id: deviceIds[device],
    code,
    ...stay,
  });
  return String(access_code?.["access_code_id"]);
}

async function timed(times: number[], work: () => Promise<unknown>): Promise<void> {
  const start = process.hrtime.bigint();
  await work();
  times.push(Number(process.hrtime.bigint() - start) / 1e6);
}

/** The first device has as many codes whatever the store holds, so that a list of it always says as much. */
async function ask(server: Server): Promise<Times> {
  const times = { create: [] as number[], get: [] as number[], list: [] as number[] };
  const [device_id] = server.deviceIds;
  const access_code_id = await create(server, 0);
  for (let count = 0; count < asked; count++) {
    await timed(times.get, () => post(server.url, "/access_codes/get", { access_code_id }));
    await timed(times.list, () => post(server.url, "/access_codes/list", { device_id }));
  }
  const last = server.deviceIds.length - 1;
  for (let count = 0; count < asked; count++) {
    await timed(times.create, () => create(server, last));
  }
  return times;
}

const percentile = (times: readonly number[], share: number): number =>
  [...times].sort((one, other) => one - other)[Math.floor((times.length - 1) * share)] ?? Number.NaN;

function rowsOf(name: string, stored: number, times: Times): Measurement[] {
  return (["create", "get", "list"] as const).flatMap((what) => {
    const total = times[what].reduce((sum, time) => sum + time, 0);
    const title = `${name}, ${what}, ${stored} codes stored`;
    return [
      { what: title, value: (1000 * times[what].length) / total, unit: "/s" },
      { what: "  p50", value: percentile(times[what], 0.5), unit: "ms" },
      { what: "  p99", value: percentile(times[what], 0.99), unit: "ms" },
    ];
  });
}

async function measure(server: Server): Promise<{ rows: Measurement[]; bySize: Map<number, Times> }> {
  const bySize = new Map<number, Times>();
  let stored = 0;
  for (const size of sizes[server.name]) {
    process.stderr.write(`  ${server.name} with ${size} codes\n`);
    // Not on the first device, of which lists are made.
    const others = server.deviceIds.length - 1;
    for (; stored < size; stored++) await create(server, 1 + (stored % others));
    if (size === 0) await ask(server);
    bySize.set(size, await ask(server));
  }
  return { rows: [...bySize].flatMap(([size, times]) => rowsOf(server.name, size, times)), bySize };
}

const lab = await createLab({ fleet: [{ vendor: "august", count: 100 }], apiKey: "seam_apikey1_token" });
const own = await measure({
  name: "lab",
  url: await lab.listen(),
  deviceIds: lab.locks.map(({ deviceId }) => deviceId),
});
await lab.close();

const fake = spawn("npx", ["--yes", `@seamapi/fake-seam-connect@${fakeVersion}`, "--seed"], {
  env: { ...process.env, PORT: String(fakePort) },
  stdio: "ignore",
  detached: true,
});
const fakeUrl = `http://127.0.0.1:${fakePort}`;
try {
  const isUp = () =>
    fetch(`${fakeUrl}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isUp())) await setTimeout(500);
  const theirs = await measure({
    name: "fake",
    url: fakeUrl,
    deviceIds: ["august_device_1", "august_device_2"],
  });
  const growth = (what: "get" | "list"): Measurement => ({
    what: `lab, p99 of ${what} at 10,000 codes to that at 100`,
    value:
      percentile(own.bySize.get(10_000)?.[what] ?? [], 0.99) /
      percentile(own.bySize.get(100)?.[what] ?? [], 0.99),
    unit: "",
    aim: { atMost: 1.5 },
  });
  const faster = (what: keyof Times): Measurement => ({
    what: `lab to fake ${fakeVersion}, rate of ${what} with an empty store`,
    value:
      percentile(theirs.bySize.get(0)?.[what] ?? [], 0.5) / percentile(own.bySize.get(0)?.[what] ?? [], 0.5),
    unit: "",
    aim: { atLeast: 1 },
  });
  hand([
    ...own.rows,
    ...theirs.rows,
    growth("get"),
    growth("list"),
    ...(["create", "get", "list"] as const).map(faster),
  ]);
} finally {
  if (fake.pid !== undefined) process.kill(-fake.pid);
}
