import { expect, test } from "vitest";
import { createLab } from "../../src/index.ts";

test.each(["broker", "service"])(
  "acknowledgements that are lost for a while, at %s, are borne: codes arrive, and nothing piles up",
  async (target) => {
    const lab = await createLab({ seed: 3, fleet: [{ vendor: "smartthings" }] });
    const before = lab.eventCount;
    lab.inject({ kind: "mqtt.dup", target, for: "20m" });
    for (const { deviceId } of lab.locks) {
      await lab.request("/access_codes/create", { device_id: deviceId, code: "4821" });
    }
    await lab.advance("10m");
    const half = lab.eventCount - before;
    await lab.advance("10m");
    // What piled up would be delivered once more each time that somebody comes back.
    expect(lab.eventCount - before - half).toBeLessThan(1.5 * half);
    expect(lab.locks.map((lock) => lock.opensWith("4821"))).toEqual([true]);
    const { access_codes: codes } = await lab.request("/access_codes/list", {});
    expect(codes.map(({ status }: { status: string }) => status)).toEqual(["set"]);
    await lab.close();
  },
);
