import { afterEach, expect, test } from "vitest";
import { rateLimits } from "../../src/access-codes/rate-limits.ts";
import { createLab, type Lab } from "../../src/index.ts";

let lab: Lab;

afterEach(() => lab.close());

const start = async (rateLimits: boolean) => {
  lab = await createLab({ seed: 3, fleet: [{ vendor: "smartthings", count: 2 }], rateLimits });
  return lab.lock("smartthings-1").deviceId;
};

const post = (path: string, body: object): Promise<Response> =>
  lab.fetch(
    new Request(`http://lab${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${lab.apiKey}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );

const statuses = async (count: number, ask: (index: number) => Promise<Response>): Promise<number[]> => {
  const seen: number[] = [];
  for (let index = 0; index < count; index++) seen.push((await ask(index)).status);
  return seen;
};

const times = (count: number, status: number): number[] => Array.from({ length: count }, () => status);

test("a device takes Seam's number of requests per minute of the lab's time, and then says when to come back", async () => {
  const device_id = await start(true);
  const unlock = () => post("/locks/unlock_door", { device_id });
  expect(await statuses(rateLimits.unlock, unlock)).toEqual(times(rateLimits.unlock, 200));
  const refused = await unlock();
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ ok: false, error: { type: "too_many_requests" } });
  const seconds = Number(refused.headers.get("retry-after"));
  expect(seconds).toBeGreaterThan(0);
  expect((await post("/locks/lock_door", { device_id })).status).toBe(200);
  const other = lab.lock("smartthings-2").deviceId;
  expect((await post("/locks/unlock_door", { device_id: other })).status).toBe(200);
  await lab.advance(`${seconds}s`);
  expect((await unlock()).status).toBe(200);
});

test("codes are counted too: created, several at once, updated, deleted", async () => {
  const device_id = await start(true);
  const create = (index: number) => post("/access_codes/create", { device_id, code: `48${10 + index}` });
  expect(await statuses(rateLimits.create, create)).toEqual(times(rateLimits.create, 200));
  expect((await create(99)).status).toBe(429);
  expect((await post("/access_codes/create_multiple", { device_ids: [device_id] })).status).toBe(429);
  const { access_codes } = await lab.request("/access_codes/list", { device_id });
  expect(access_codes).toHaveLength(rateLimits.create);
  const [{ access_code_id }] = access_codes;
  const update = (index: number) => post("/access_codes/update", { access_code_id, name: `Guest ${index}` });
  expect(await statuses(rateLimits.update + 1, update)).toEqual([...times(rateLimits.update, 200), 429]);
  // A code that stands on the lock is there to be deleted again until it is off it.
  await lab.advance("15m");
  const remove = () => post("/access_codes/delete", { access_code_id });
  expect(await statuses(rateLimits.delete + 1, remove)).toEqual([...times(rateLimits.delete, 200), 429]);
});

test("unless told, a lab counts nothing", async () => {
  const device_id = await start(false);
  const lock = () => post("/locks/lock_door", { device_id });
  expect(await statuses(rateLimits.lock + 5, lock)).toEqual(times(rateLimits.lock + 5, 200));
});

test("what is under /_lockstep needs a key, and can be left out", async () => {
  lab = await createLab({ seed: 3, fleet: [{ vendor: "smartthings" }] });
  expect((await lab.fetch(new Request("http://lab/_lockstep/time"))).status).toBe(401);
  await lab.close();
  lab = await createLab({ seed: 3, fleet: [{ vendor: "smartthings" }], controlApi: false });
  const ask = (path: string) =>
    lab.fetch(new Request(`http://lab${path}`, { headers: { authorization: `Bearer ${lab.apiKey}` } }));
  expect((await ask("/_lockstep/time")).status).toBe(404);
  const { paths } = (await (await ask("/openapi.json")).json()) as { paths: object };
  expect(Object.keys(paths).filter((path) => path.startsWith("/_lockstep"))).toEqual([]);
  expect((await ask("/devices/list")).status).toBe(200);
});
