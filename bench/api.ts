/**
 * Creates, gets and lists of access codes over HTTP on loopback: of `lockstep serve`, and of @seamapi/fake-seam-connect, which is
 * fetched with npx. Each server is a process of its own that holds some number of codes; all of them are asked in turn by one
 * client that asks one thing after the other, so that what else the machine does slows all alike.
 *
 * The codes begin years ahead, so that no lock has to hear of them: what is measured is the API. A lab has a hundred locks, each
 * with its share of the codes; the fake has two. Lists are of one device that always has ten codes.
 */
import { hand, type Measurement } from "./measurement.ts";
import { fakeVersion, type Server, startFake, startLab } from "./servers.ts";

const sizes = { lab: [0, 100, 1000, 10_000], fake: [0, 1000, 10_000] } as const;
/** How often each is asked. The fake takes long for a list when it holds many codes. */
const asked = { lab: 1000, fake: 200 } as const;
const listed = 10;
const stay = { starts_at: "2032-01-01T00:00:00Z", ends_at: "2032-01-02T00:00:00Z" };

type Times = Readonly<Record<"create" | "get" | "list", number[]>>;

interface Subject {
  readonly server: Server;
  readonly stored: number;
  readonly times: Times;
  accessCodeId: string;
  made: number;
}

/** No two codes of a server have the same PIN. Beyond the first, devices take turns. */
async function create(subject: Subject, onFirst = false): Promise<string> {
  const [first, ...others] = subject.server.deviceIds;
  const code = String(100_000 + subject.made++);
  const device_id = onFirst ? first : others[subject.made % others.length];
  const { access_code } = await subject.server.post("/access_codes/create", { device_id, code, ...stay });
  return String(access_code?.["access_code_id"]);
}

async function fill(server: Server, stored: number): Promise<Subject> {
  process.stderr.write(`  ${server.name} with ${stored} codes\n`);
  const subject: Subject = {
    server,
    stored,
    times: { create: [], get: [], list: [] },
    accessCodeId: "",
    made: 0,
  };
  for (let count = 0; count < listed; count++) subject.accessCodeId = await create(subject, true);
  while (subject.made < stored) await create(subject);
  return subject;
}

async function timed(times: number[], work: () => Promise<unknown>): Promise<void> {
  const start = process.hrtime.bigint();
  await work();
  times.push(Number(process.hrtime.bigint() - start) / 1e6);
}

/** One of each. */
async function ask(subject: Subject): Promise<void> {
  const { server, times, accessCodeId: access_code_id } = subject;
  const [device_id] = server.deviceIds;
  await timed(times.get, () => server.post("/access_codes/get", { access_code_id }));
  await timed(times.list, () => server.post("/access_codes/list", { device_id }));
  if (times.create.length < asked.fake) await timed(times.create, () => create(subject));
}

/**
 * All in turn, as long as each is to be asked: who is asked more rarely than others would be asked in a colder machine. The fullest first: the
 * fake's list of ten thousand codes keeps client and machine busy for longer than its answer takes, and is not to slow those that are compared.
 */
async function askAll(subjects: readonly Subject[]): Promise<void> {
  const rounds = Math.max(...Object.values(asked));
  const fullestFirst = subjects.toSorted((one, other) => other.stored - one.stored);
  for (let round = 0; round < rounds; round++) {
    for (const subject of fullestFirst) if (round < asked[subject.server.name]) await ask(subject);
  }
}

/** How often each answers before it is measured: a server that was filled has been compiled, and an empty one has not. */
const warmUpRounds = { get: 2000, create: 1000 } as const;

/** Gets; creates of codes that are deleted at once, so that each holds as many as it is to hold; and a few of all. */
async function warmUp(subjects: readonly Subject[]): Promise<void> {
  for (const subject of subjects) {
    const { server, accessCodeId: access_code_id } = subject;
    for (let round = 0; round < warmUpRounds.get; round++)
      await server.post("/access_codes/get", { access_code_id });
    if (subject.stored >= warmUpRounds.create) continue;
    for (let round = 0; round < warmUpRounds.create; round++)
      await server.post("/access_codes/delete", { access_code_id: await create(subject) });
  }
  for (let round = 0; round < 50; round++) for (const subject of subjects) await ask(subject);
  for (const { times } of subjects) for (const kind of [times.create, times.get, times.list]) kind.length = 0;
}

const percentile = (times: readonly number[], share: number): number =>
  [...times].sort((one, other) => one - other)[Math.floor((times.length - 1) * share)] ?? Number.NaN;

const rowsOf = ({ server, stored, times }: Subject): Measurement[] =>
  (["create", "get", "list"] as const).flatMap((what) => {
    const total = times[what].reduce((sum, time) => sum + time, 0);
    return [
      {
        what: `${server.name}, ${what}, ${stored} codes stored`,
        value: (1000 * times[what].length) / total,
        unit: "/s",
      },
      { what: "  p50", value: percentile(times[what], 0.5), unit: "ms" },
      { what: "  p99", value: percentile(times[what], 0.99), unit: "ms" },
    ];
  });

const servers: Server[] = [];
try {
  const subjects: Subject[] = [];
  for (const [name, start] of [
    ["lab", startLab],
    ["fake", startFake],
  ] as const) {
    for (const stored of sizes[name]) {
      const server = await start(servers.length);
      servers.push(server);
      subjects.push(await fill(server, stored));
    }
  }
  await warmUp(subjects);
  process.stderr.write("  asking all of them in turn\n");
  await askAll(subjects);
  const timesOf = (name: Server["name"], size: number, what: keyof Times) =>
    subjects.find(({ server, stored }) => server.name === name && stored === size)?.times[what] ?? [];
  const growth = (what: "get" | "list"): Measurement => ({
    what: `lab, p99 of ${what} at 10,000 codes to that at 100`,
    value: percentile(timesOf("lab", 10_000, what), 0.99) / percentile(timesOf("lab", 100, what), 0.99),
    unit: "",
    aim: { atMost: 1.5 },
  });
  // Of the rounds in which both were asked.
  const usual = (name: Server["name"], what: keyof Times) =>
    percentile(timesOf(name, 0, what).slice(0, asked.fake), 0.5);
  const faster = (what: keyof Times): Measurement => ({
    what: `lab to fake ${fakeVersion}, rate of ${what} with an empty store`,
    value: usual("fake", what) / usual("lab", what),
    unit: "",
    aim: { atLeast: 1 },
  });
  hand([
    ...subjects.flatMap(rowsOf),
    growth("get"),
    growth("list"),
    ...(["create", "get", "list"] as const).map(faster),
  ]);
} finally {
  for (const { stop } of servers) stop();
}
