import { SeamHttp, SeamHttpMultiWorkspace } from "@seamapi/http";
import { Seam as SeamV1 } from "seam-v1";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ServeProcess, startServe } from "../cli/serve-process.ts";
import { freePort } from "../support/free-port.ts";
import { until } from "../support/until.ts";

// biome-ignore lint/suspicious/noExplicitAny: two generations of an SDK; Seam's own suites call them in the same way.
type Sdk = any;

/** What Seam's own suites ask of `fake-seam-connect --seed`, which they start with `PORT` and wait for at `/health`. */

let port: number;
let served: ServeProcess;
let endpoint: string;
let seed: Record<string, string>;

const fake = async (path: string, body?: object): Promise<Record<string, unknown>> => {
  const response = await fetch(`${endpoint}${path}`, {
    ...(body && { method: "POST", body: JSON.stringify(body) }),
    headers: { "content-type": "application/json" },
  });
  return (await response.json()) as Record<string, unknown>;
};

beforeAll(async () => {
  port = await freePort();
  served = await startServe(["--compat", "fake-seam-connect"], { PORT: String(port) });
  endpoint = `http://127.0.0.1:${port}`;
  seed = (await fake("/_fake/default_seed")) as Record<string, string>;
}, 60_000);

afterAll(() => served.end("SIGTERM"));

test("it listens where PORT says, and is healthy", async () => {
  expect(served.apiUrl).toBe(endpoint);
  expect((await fetch(`${endpoint}/health`)).status).toBe(200);
});

describe.each([
  { sdk: "SDK v1", Client: SeamV1 as Sdk, MultiWorkspace: undefined },
  { sdk: "SDK v2", Client: SeamHttp as Sdk, MultiWorkspace: SeamHttpMultiWorkspace as Sdk },
])("$sdk", ({ Client, MultiWorkspace }) => {
  const withKey = (name = "seam_apikey1_token", options = {}): Sdk =>
    new Client({ apiKey: seed[name], endpoint, ...options });
  const idsOf = (devices: readonly { device_id: string }[]) => devices.map(({ device_id }) => device_id);

  /** A door that is being unlocked: pending when it is returned. */
  const unlock = (seam: Sdk, wait = false): Promise<Sdk> =>
    seam.locks.unlockDoor({ device_id: seed["august_device_2"] }, { waitForActionAttempt: wait });

  test("finds the seed's devices and accounts, under their ids and names", async () => {
    const seam = withKey();
    const locks = ["august_device_1", "august_device_2", "schlage_device_1"].map((name) => seed[name]);
    expect(idsOf(await seam.devices.list())).toEqual(locks);
    expect(idsOf(await seam.devices.list({ device_ids: [] }))).toEqual([]);
    expect(idsOf(await seam.devices.list({ manufacturer: "august" }))).toEqual(locks.slice(0, 2));
    const { device_id, workspace_id } = await seam.devices.get({ name: "Fake August Lock 1" });
    expect([device_id, workspace_id]).toEqual([seed["august_device_1"], seed["seed_workspace_1"]]);
    const john = await seam.connectedAccounts.get({ email: "john@example.com" });
    expect(john.connected_account_id).toBe(seed["john_connected_account_id"]);
    await until("the locks' first events are there", async () => {
      return (await seam.events.list({ since: "2021-01-01T00:00:00.000Z" })).length > 0;
    });
    expect(await withKey("seam_apikey2_token").devices.list()).toEqual([]);
  });

  test("leafs through pages, each of which names the next", async () => {
    const seam = withKey();
    const pages = seam.createPaginator(seam.devices.list({ limit: 2 }));
    const [first, { hasNextPage, nextPageCursor, nextPageUrl }] = await pages.firstPage();
    expect([first.length, hasNextPage]).toEqual([2, true]);
    expect((await pages.nextPage(nextPageCursor))[0]).toHaveLength(1);
    const next = await fetch(nextPageUrl, {
      headers: { authorization: `Bearer ${seed["seam_apikey1_token"]}` },
    });
    expect(((await next.json()) as { devices: unknown[] }).devices).toHaveLength(1);
  });

  test("is let in by the seed's client session, access token and publishable key", async () => {
    const session = Client.fromClientSessionToken(seed["seam_cst1_token"], { endpoint });
    expect(idsOf(await session.devices.list())).toEqual([seed["august_device_1"], seed["august_device_2"]]);
    await session.updateClientSessionToken(seed["seam_cst1_token"]);
    await expect(session.updateClientSessionToken("seam_cst_123")).rejects.toMatchObject({ statusCode: 401 });
    const person = Client.fromPersonalAccessToken(seed["seam_at1_token"], seed["seed_workspace_1"], {
      endpoint,
    });
    expect(await person.devices.list()).toHaveLength(3);
    const browser = await Client.fromPublishableKey(
      seed["seam_pk1_token"],
      seed["john_user_identifier_key"],
      {
        endpoint,
      },
    );
    expect((await browser.devices.get({ device_id: seed["august_device_1"] })).device_id).toBe(
      "august_device_1",
    );
    const everywhere = MultiWorkspace?.fromPersonalAccessToken(seed["seam_at1_token"], { endpoint });
    if (everywhere) expect(await everywhere.workspaces.list()).toHaveLength(2);
  });

  test("waits for an action attempt whose outcome is dictated, as long as it was told", async () => {
    const seam = withKey();
    const dictate = (attempt: Sdk, outcome: object) =>
      fake("/_fake/update_action_attempt", { action_attempt_id: attempt.action_attempt_id, ...outcome });
    const waitFor = ({ action_attempt_id }: Sdk, waitForActionAttempt: unknown) =>
      seam.actionAttempts.get({ action_attempt_id }, { waitForActionAttempt });

    const pending = await unlock(seam);
    expect(pending.status).toBe("pending");
    await dictate(pending, { status: "pending" });
    const begun = performance.now();
    await expect(waitFor(pending, { timeout: 100 })).rejects.toMatchObject({
      name: "SeamActionAttemptTimeoutError",
      actionAttempt: pending,
    });
    expect(performance.now() - begun).toBeLessThan(5000);
    await dictate(pending, { status: "success" });
    expect((await waitFor(pending, true)).status).toBe("success");

    const failing = await unlock(seam);
    await dictate(failing, { status: "error", error: { type: "foo", message: "Failed" } });
    await expect(waitFor(failing, true)).rejects.toMatchObject({
      name: "SeamActionAttemptFailedError",
      message: "Failed",
      code: "foo",
    });
  });

  test("opens a door that is real to the lab, and gives it a code", async () => {
    const seam = withKey();
    expect((await unlock(seam, true)).status).toBe("success");
    const device_id = seed["august_device_2"];
    expect((await seam.locks.get({ device_id })).properties.locked).toBe(false);
    const { access_code_id } = await seam.accessCodes.create({ device_id, name: "Test code", code: "4444" });
    const { access_codes } = await fake("/_fake/database");
    expect(access_codes).toMatchObject([{ access_code_id, name: "Test code" }]);
    await expect(seam.accessCodes.create({ device_id, code: "4444" })).rejects.toMatchObject({
      statusCode: 409,
    });
    await fetch(`${endpoint}/_lockstep/time/advance`, {
      method: "POST",
      headers: { authorization: `Bearer ${seed["seam_apikey1_token"]}`, "content-type": "application/json" },
      body: JSON.stringify({ by: "15m" }),
    });
    expect((await seam.accessCodes.get({ access_code_id })).status).toBe("set");
    await seam.accessCodes.delete({ access_code_id });
    await until(
      "the code is off its lock",
      async () => (await seam.accessCodes.list({ device_id })).length === 0,
    );
  });

  test("meets an outage as an answer that is not Seam's", async () => {
    const seam = withKey("seam_apikey1_token", { axiosRetryOptions: { retries: 0 }, maxRetries: 0 });
    const outage = (routes: string[]) =>
      fake("/_fake/simulate_workspace_outage", { workspace_id: seed["seed_workspace_1"], routes });
    await outage(["/devices/list"]);
    const error = await seam.devices.list().then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect([error.name, error.response?.status ?? error.statusCode]).toEqual([
      expect.not.stringMatching(/^SeamHttpApiError$/),
      503,
    ]);
    await outage([]);
    expect(await seam.devices.list()).toHaveLength(3);
  });

  test("learns what is wrong with a request as there", async () => {
    const seam = withKey();
    await expect(seam.devices.get({ device_id: "unknown-device" })).rejects.toMatchObject({
      statusCode: 404,
      code: "device_not_found",
      requestId: expect.stringMatching(/^request/),
    });
    const stranger = new Client({ apiKey: "seam_invalid_api_key", endpoint });
    await expect(stranger.devices.list()).rejects.toMatchObject({ statusCode: 401, code: "unauthorized" });
  });
});
