import { afterEach, expect, test } from "vitest";
// Somebody's adapter, in plain JavaScript.
// @ts-expect-error: it has no types.
import { connectLock } from "../../examples/real-lock/adapter.mjs";
import { createLab } from "../../src/index.ts";
import { until } from "../support/until.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

test("a real lock takes the simulator's place while the service runs, and is programmed through the example's adapter", {
  timeout: 120_000,
}, async () => {
  const lab = await createLab({
    mode: "live",
    brokerKey: "the key of a lab with a real lock",
    fleet: [{ vendor: "smartthings" }],
  });
  closers.push(() => lab.close());
  const { deviceId, gateway } = lab.lock("smartthings-1");
  const statusOf = async (access_code_id: string): Promise<string> =>
    (await lab.request("/access_codes/get", { access_code_id })).access_code.status;

  const real = new Map<number, { pin: string; name: string }>();
  const lock = {
    setCode: (slot: number, pin: string, name: string) => {
      real.set(slot, { pin, name });
    },
    deleteCode: (slot: number) => {
      real.delete(slot);
    },
    readCode: (slot: number) => real.get(slot)?.pin,
    listCodes: () => [...real].map(([codeSlot, { name }]) => ({ codeSlot, codeName: name })),
  };
  const { password } = lab.brokerCredentials(gateway);
  const adapter = await connectLock({ url: await lab.listenMqtt(), gateway, password, deviceId, lock });
  closers.push(() => adapter.endAsync(true));

  const { access_code } = await lab.request("/access_codes/create", { device_id: deviceId, code: "4821" });
  await until("the real lock has the code", () => [...real.values()].some(({ pin }) => pin === "4821"));
  await until("the code is set", async () => (await statusOf(access_code.access_code_id)) === "set");
  await lab.request("/access_codes/delete", { access_code_id: access_code.access_code_id });
  await until("the real lock is empty", () => real.size === 0);
  await until(
    "the code is gone",
    async () => (await lab.request("/access_codes/list")).access_codes.length === 0,
  );
  expect(lab.lock("smartthings-1").inspect().slots, "the simulated keypad, which stands aside").toEqual([]);
});
