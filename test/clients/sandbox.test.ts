import { schemas } from "@seamapi/types/connect";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drivers } from "../../drivers/index.ts";
import { createLab, type Lab } from "../../src/index.ts";

interface SandboxDevice {
  readonly device_id: string;
  readonly properties: Record<string, unknown>;
}

let lab: Lab;
beforeAll(async () => {
  lab = await createLab();
  await lab.advance("5m");
});
afterAll(() => lab.close());

test.each(Object.keys(drivers))(
  "the sandbox has two locks of %s, each a device by Seam's schema",
  async (vendor) => {
    const locks = [lab.lock(`${vendor}-1`), lab.lock(`${vendor}-2`)];
    for (const { deviceId } of locks) {
      const { device } = (await lab.request("/devices/get", { device_id: deviceId })) as {
        device: SandboxDevice;
      };
      const { success, error } = schemas.device.safeParse(device);
      expect(success, JSON.stringify(error?.issues.slice(0, 3))).toBe(true);
      expect(device.properties).toHaveProperty("online");
    }
  },
);
