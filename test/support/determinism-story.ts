import { createLab } from "../../src/index.ts";

/** Three eventful virtual days of four locks; resolves to the digest of all that happened. */
export async function tellStory(seed: number): Promise<{ digest: string; lines: readonly string[] }> {
  const lab = await createLab({
    seed,
    fleet: [
      { vendor: "august", count: 2, zone: "America/New_York" },
      { vendor: "smartthings", count: 2, zone: "Europe/Berlin" },
    ],
    start: "2026-03-07T00:00:00Z",
  });
  for (const [index, lock] of lab.locks.entries()) {
    await lab.request("/access_codes/create", { device_id: lock.deviceId, name: `Guest ${index}` });
    await lab.request("/access_codes/create", {
      device_id: lock.deviceId,
      code: "0421",
      starts_at: "2026-03-08T06:30:00Z",
      ends_at: "2026-03-09T06:30:00Z",
    });
    lab.inject({ kind: "lock.noReply", target: lock.target, when: { p: 0.2 }, for: "3d" });
  }
  lab.inject({
    kind: "hub.offline",
    target: "hub:smartthings-hub-1",
    when: { at: "2026-03-08T05:00:00Z" },
    for: "2h",
  });
  lab.inject({ kind: "service.crash", target: "service", when: { at: "2026-03-08T06:29:59Z" } });
  await lab.advance("3d");
  const digest = lab.digest;
  const lines = lab.traceLines();
  await lab.close();
  return { digest, lines };
}
