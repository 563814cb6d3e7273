/**
 * `node test/clients/side-by-side.ts`: asks `lockstep serve --compat fake-seam-connect` and @seamapi/fake-seam-connect the same
 * things in the same order, as an app and its tests do, and tells where they differ: in status, in keys of the answer that are not
 * here, in the type of an error, in what follows. Ends with 1 where a difference is not among {@link meant}, or one of those is gone. Fetches the
 * fake with npx.
 */
import { startServe } from "../cli/serve-process.ts";
import { startFake } from "./fake-process.ts";
import { meant } from "./meant-differences.ts";

type Body = Readonly<Record<string, unknown>>;

interface Answer {
  readonly status: number;
  readonly body: Body;
}

/** One of the two, and what the steps so far have learnt of it. */
interface Side {
  readonly url: string;
  readonly ids: Map<string, string>;
}

interface Step {
  readonly name: string;
  /** What is compared: an app misses what the fake tells and this lab does not. */
  readonly tell: (side: Side) => Promise<readonly string[]>;
}

type Headers = Readonly<Record<string, string>>;

const key: Headers = { authorization: "Bearer seam_apikey1_token" };
const session = { authorization: "Bearer seam_cst1_token" };
const person = { authorization: "Bearer seam_at1_longtoken" };
const publishable = { "seam-publishable-key": "seam_pk1_token" };
const [august, schlage] = ["august_device_1", "schlage_device_id"];
const [john, aday] = ["john_connected_account_id", 86_400_000];
const soon = (inMs: number): string => new Date(Date.now() + inMs).toISOString();

async function ask(
  { url }: Side,
  line: string,
  parameters: object = {},
  headers: Headers = key,
): Promise<Answer> {
  const [method = "POST", path = ""] = line.split(" ");
  const query = new URLSearchParams();
  if (method === "GET") {
    for (const [name, value] of Object.entries(parameters)) {
      for (const one of [value].flat()) query.append(name, String(one));
    }
  }
  const response = await fetch(`${url}${path}?${query}`, {
    method,
    headers: { ...headers, "content-type": "application/json" },
    ...(method !== "GET" && { body: JSON.stringify(parameters) }),
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith("{") ? (JSON.parse(text) as Body) : {} };
}

const errorType = ({ body }: Answer): string => String((body["error"] as Body | undefined)?.["type"] ?? "");

const keysOf = (answer: Answer): readonly string[] =>
  [String(answer.status), ...Object.keys(answer.body).sort(), errorType(answer)].filter(
    (word) => word !== "",
  );

/** What a step is called. Instants differ from run to run. */
const named = (line: string, parameters: object, headers: object): string => {
  const written = JSON.stringify(parameters).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "...");
  return `${line} ${written}${headers === key ? "" : ` as ${nameOf(headers)}`}`;
};

/** A request whose answer is compared by its status, its keys and the type of its error. */
const same = (line: string, parameters: object = {}, headers: Headers = key): Step => ({
  name: named(line, parameters, headers),
  tell: async (side) => keysOf(await ask(side, line, filledIn(side, parameters), headers)),
});

/** The same, and the id of what it has made is known under a name from then on. */
const makes = (
  name: string,
  line: string,
  parameters: object,
  what: string,
  headers: Headers = key,
): Step => ({
  name: named(line, parameters, headers),
  tell: async (side) => {
    const answer = await ask(side, line, filledIn(side, parameters), headers);
    const made = answer.body[what] as Body | undefined;
    side.ids.set(`$${name}`, String(made?.[`${what}_id`]));
    return keysOf(answer);
  },
});

/** A request of whose answer one thing is compared. */
const shows = (line: string, parameters: object, ...path: readonly string[]): Step => ({
  name: `${named(line, parameters, key)}: ${path.join(".")}`,
  tell: async (side) => {
    const answer = await ask(side, line, filledIn(side, parameters));
    const found = path.reduce<unknown>((value, name) => (value as Body | undefined)?.[name], answer.body);
    return [`${answer.status} ${JSON.stringify(found) ?? errorType(answer)}`];
  },
});

const callers = new Map<object, string>([
  [session, "a session"],
  [person, "a person"],
  [publishable, "whoever has the publishable key"],
]);

const nameOf = (headers: object): string => callers.get(headers) ?? "a stranger";

/** `$name` stands for what was made under that name. */
const filledIn = ({ ids }: Side, parameters: object): object =>
  JSON.parse(JSON.stringify(parameters).replace(/\$\w+/g, (name) => ids.get(name) ?? name)) as object;

const reads = [
  ...["/devices/list", "/locks/list", "/connected_accounts/list", "/workspaces/get", "/workspaces/list"],
  ...["/webhooks/list", "/devices/list_device_providers", "/devices/unmanaged/list", "/access_codes/list"],
].flatMap((path) => [same(`GET ${path}`), same(`POST ${path}`)]);

const steps: readonly Step[] = [
  same("GET /health"),
  same("GET /_fake/default_seed"),
  ...reads,
  same("GET /devices/get", { device_id: august }),
  shows("GET /devices/get", { name: "Fake August Lock 1" }, "device", "device_id"),
  same("GET /devices/get", { device_id: "none" }),
  same("GET /locks/get", { device_id: august }),
  same("GET /locks/get", { device_id: "none" }),
  shows(
    "GET /connected_accounts/get",
    { email: "john@example.com" },
    "connected_account",
    "connected_account_id",
  ),
  same("GET /connected_accounts/get", { connected_account_id: "none" }),
  same("GET /events/list", { since: "2020-01-01T00:00:00Z" }),
  same("GET /events/list"),
  same("GET /events/get", { event_id: "none" }),
  same("GET /action_attempts/get", { action_attempt_id: "none" }),
  same("GET /action_attempts/list", { action_attempt_ids: ["none"] }),
  same("GET /access_codes/get", { access_code_id: "none" }),
  same("POST /access_codes/delete", { access_code_id: "none" }),
  same("GET /access_codes/generate_code", { device_id: august }),
  same("GET /devices/list", {}, session),
  same("GET /connected_accounts/list", {}, session),
  same("GET /client_sessions/get", {}, session),
  same("GET /workspaces/list", {}, person),
  same("GET /devices/list", {}, { authorization: "Bearer seam_nobody" }),
  same("GET /devices/list", {}, { authorization: "" }),

  makes(
    "code",
    "POST /access_codes/create",
    { device_id: august, name: "Ada", code: "1234" },
    "access_code",
    session,
  ),
  shows("GET /access_codes/get", { access_code_id: "$code" }, "access_code", "code"),
  shows("GET /access_codes/get", { device_id: august, code: "1234" }, "access_code", "name"),
  same("POST /access_codes/create", { device_id: august, code: "1234" }),
  same("POST /access_codes/create", { device_id: "none", code: "9876" }),
  same("POST /access_codes/create", { code: "9876" }),
  same("POST /access_codes/create", { device_id: august, code: "12" }),
  same("POST /access_codes/create", { device_id: august }),
  same("POST /access_codes/create", {
    device_id: august,
    code: "5566",
    starts_at: soon(0),
    ends_at: soon(aday),
  }),
  same("POST /access_codes/create", {
    device_id: august,
    code: "5567",
    starts_at: soon(-2 * aday),
    ends_at: soon(-aday),
  }),
  same("POST /access_codes/update", { access_code_id: "$code", name: "Grace", sync: true }, session),
  shows("GET /access_codes/get", { access_code_id: "$code" }, "access_code", "name"),
  same(
    "POST /access_codes/create_multiple",
    { device_ids: [august, "august_device_2"], name: "Both" },
    session,
  ),
  same("DELETE /access_codes/delete", { access_code_id: "$code", sync: true }, session),
  same("GET /access_codes/get", { access_code_id: "$code" }),
  makes("brief", "POST /access_codes/create", { device_id: august, code: "7777" }, "access_code"),
  same("POST /access_codes/delete", { access_code_id: "$brief" }),
  shows("GET /access_codes/get", { access_code_id: "$brief" }, "access_code", "status"),
  makes(
    "backed",
    "POST /access_codes/create",
    {
      ...{ device_id: "august_device_2", code: "3333", starts_at: soon(0), ends_at: soon(aday) },
      use_backup_access_code_pool: true,
    },
    "access_code",
  ),
  same("POST /access_codes/pull_backup_access_code", { access_code_id: "$backed" }),
  makes(
    "stranger",
    "POST /access_codes/simulate/create_unmanaged_access_code",
    {
      ...{ device_id: august, name: "Stranger", code: "8765" },
    },
    "access_code",
  ),
  same("GET /access_codes/unmanaged/list", { device_id: august }),
  same("PATCH /access_codes/unmanaged/update", { access_code_id: "$stranger", is_managed: true }),

  makes("locking", "POST /locks/lock_door", { device_id: august }, "action_attempt", session),
  shows("GET /action_attempts/get", { action_attempt_id: "$locking" }, "action_attempt", "status"),
  shows("POST /locks/unlock_door", { device_id: august, sync: true }, "action_attempt", "status"),
  shows("GET /locks/get", { device_id: august }, "lock", "properties", "locked"),
  shows("GET /events/get", { event_type: "access_code.created" }, "event", "event_type"),
  same("GET /action_attempts/list", { action_attempt_ids: ["$locking"] }),
  same("POST /_fake/update_action_attempt", { action_attempt_id: "$locking", status: "success" }, {}),

  makes(
    "hook",
    "POST /webhooks/create",
    { url: "http://127.0.0.1:9/", event_types: ["lock.locked"] },
    "webhook",
  ),
  shows("GET /webhooks/get", { webhook_id: "$hook" }, "webhook", "url"),
  same("POST /webhooks/delete", { webhook_id: "$hook" }),
  same("GET /webhooks/get", { webhook_id: "$hook" }),
  makes(
    "visit",
    "POST /client_sessions/get_or_create",
    { user_identifier_key: "hello" },
    "client_session",
    publishable,
  ),
  shows("GET /client_sessions/get", { client_session_id: "$visit" }, "client_session", "user_identifier_key"),
  same("POST /client_sessions/create", { user_identifier_key: "other" }, publishable),
  same("POST /client_sessions/create", { user_identifier_key: "other" }),

  same("PATCH /devices/update", { device_id: schlage, is_managed: false }),
  shows("GET /devices/unmanaged/get", { device_id: schlage }, "device", "device_id"),
  same("PATCH /devices/unmanaged/update", { device_id: schlage, is_managed: true }),
  same("GET /devices/unmanaged/get", { device_id: schlage }),
  same("POST /devices/update", { device_id: schlage, name: "Cellar" }),
  shows("GET /devices/get", { device_id: schlage }, "device", "properties", "name"),
  same("POST /connected_accounts/update", { connected_account_id: john, custom_metadata: { a: "b" } }),
  same("DELETE /devices/delete", { device_id: schlage }),
  same("GET /devices/get", { device_id: schlage }),
  same("DELETE /connected_accounts/delete", { connected_account_id: john }),
  same("GET /connected_accounts/get", { connected_account_id: john }),
  same("GET /devices/get", { device_id: august }),
  same("POST /_fake/simulate_workspace_outage", {
    workspace_id: "seed_workspace_1",
    routes: ["/devices/list"],
  }),
  same("GET /devices/list"),
  same("POST /_fake/simulate_workspace_outage", { workspace_id: "seed_workspace_1", routes: [] }),
  same("GET /devices/list"),
  same("POST /workspaces/reset_sandbox"),
  same("GET /nothing/here"),
];

const served = await startServe(["--compat", "fake-seam-connect"]);
const fake = await startFake();
const here: Side = { url: served.apiUrl, ids: new Map() };
const there: Side = { url: fake.url, ids: new Map() };
const unexpected: string[] = [];
const differing = new Set<string>();
try {
  for (const { name, tell } of steps) {
    const [ours, theirs] = [await tell(here), await tell(there)];
    if (theirs.every((word) => ours.includes(word))) continue;
    differing.add(name);
    const why = meant[name];
    if (why === undefined) unexpected.push(name);
    process.stdout.write(
      `${name}\n  here   ${ours.join(" ")}\n  there  ${theirs.join(" ")}\n  ${why ?? "NOT MEANT"}\n`,
    );
  }
} finally {
  fake.end();
  await served.end("SIGTERM");
}
const gone = Object.keys(meant).filter((name) => !differing.has(name));
process.stdout.write(
  `${steps.length} steps, ${differing.size} differ, ${unexpected.length} of them without being meant to; ${gone.length} that are meant to do not\n${gone.join("\n")}\n`,
);
process.exitCode = unexpected.length + gone.length > 0 ? 1 : 0;
