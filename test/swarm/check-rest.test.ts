import { expect, test } from "vitest";
import { createLab, type Lab } from "../../src/index.ts";
import type { VendorPlugin } from "../../src/lab/fleet.ts";
import { ownVendors } from "../../src/lab/vendors.ts";
import { checkRest } from "../../src/swarm/check-rest.ts";
import { PlanClient } from "../../src/swarm/plan-client.ts";

const code = { key: "code-1", lock: "kwikset-1", prefersNative: true, acceptsExternalChange: false };

/** A lab with one Kwikset lock, and a client of its own. */
async function inLab(
  tell: (lab: Lab, client: PlanClient) => Promise<void>,
  plugins: readonly VendorPlugin[] = [],
): Promise<void> {
  const lab = await createLab({ seed: 7, fleet: [{ vendor: "kwikset" }], plugins });
  try {
    await tell(lab, new PlanClient(lab, 7));
  } finally {
    await lab.close();
  }
}

test("a code that a lock refuses by silence, since the owner has its PIN there, may stay unconfirmed", () =>
  inLab(async (lab, client) => {
    await client.take({ at: 0, do: "ownerAdds", lock: "kwikset-1", pin: 1 });
    await lab.advance("1m");
    await client.take({ at: 60_000, do: "create", ...code, pin: 1 });
    await lab.advance("3h");
    const { access_codes } = await lab.request("/access_codes/list", {});
    expect(access_codes).toMatchObject([{ status: "unknown" }]);
    await checkRest(lab, client);
  }));

test("a code whose entry the owner has changed before anybody heard of it may stay unconfirmed: the lock has its name", () =>
  inLab(async (lab, client) => {
    const lock = lab.lock("kwikset-1");
    lab.inject({ kind: "report.lost", target: lock.target, for: "1h" });
    await client.take({ at: 0, do: "create", ...code, pin: 1 });
    await lab.advance("10m");
    await client.take({ at: 600_000, do: "ownerChanges", lock: "kwikset-1", place: 0, pin: 2 });
    await lab.advance("6h");
    const { access_codes } = await lab.request("/access_codes/list", {});
    expect(access_codes).toMatchObject([{ status: "unknown" }]);
    await checkRest(lab, client);
    await client.take({ at: 22_200_000, do: "ownerRemoves", lock: "kwikset-1", place: 0 });
    lab.inject({ kind: "lock.ackNoEffect", target: lock.target, for: "30d" });
    await expect(checkRest(lab, client), "nothing is in its way now").rejects.toThrow("is unknown");
  }));

test("a code that the lock has garbled before anybody heard of it may stay unconfirmed: the lock has its name", () =>
  inLab(async (lab, client) => {
    const lock = lab.lock("kwikset-1");
    lab.inject({ kind: "lock.tornWrite", target: lock.target, when: { nth: 1 }, for: "1h" });
    await client.take({ at: 0, do: "create", ...code, pin: 1 });
    await lab.advance("6h");
    const { access_codes } = await lab.request("/access_codes/list", {});
    expect(access_codes).toMatchObject([{ status: "unknown" }]);
    await checkRest(lab, client);
    // Under another name it comes to the lock.
    await client.take({
      at: 21_600_000,
      do: "update",
      key: "code-1",
      change: { field: "name", name: "Ada" },
    });
    await lab.advance("1h");
    const { access_codes: renamed } = await lab.request("/access_codes/list", {});
    expect(renamed).toMatchObject([{ status: "set", errors: [] }]);
  }));

test("a vendor that was plugged in names its codes itself", () => {
  const { driver, simulator } = ownVendors["kwikset"] as VendorPlugin;
  const plugin = {
    driver: { ...driver, appearance: (name: string) => ({ name: name.replace("Code ", "Guest ") }) },
    simulator,
  };
  return inLab(
    async (lab, client) => {
      const lock = lab.lock("kwikset-1");
      lab.inject({ kind: "lock.tornWrite", target: lock.target, when: { nth: 1 }, for: "1h" });
      await client.take({ at: 0, do: "create", ...code, pin: 1 });
      await lab.advance("6h");
      expect(lock.inspect().slots).toMatchObject([{ name: expect.stringMatching(/^Guest /) }]);
      await checkRest(lab, client, [plugin]);
      await expect(checkRest(lab, client), "Kwikset's own name is on no entry").rejects.toThrow("is unknown");
    },
    [plugin],
  );
});

test("a code whose entry has a PIN that it had before may not: its token tells whose it is", () =>
  inLab(async (lab, client) => {
    const lock = lab.lock("kwikset-1");
    lab.inject({ kind: "report.lost", target: lock.target, for: "30d" });
    await client.take({ at: 0, do: "create", ...code, pin: 1 });
    await lab.advance("1m");
    await client.take({ at: 60_000, do: "update", key: "code-1", change: { field: "pin", pin: 2 } });
    await lab.advance("6h");
    const [{ code: pin, status }] = (await lab.request("/access_codes/list", {})).access_codes;
    expect(status).toBe("unknown");
    expect(lock.inspect().slots.map((slot) => slot.pin === pin)).toEqual([false]);
    await expect(checkRest(lab, client)).rejects.toThrow("code-1 of kwikset-1 is unknown");
  }));

test("a code that is not confirmed for another reason may not", () =>
  inLab(async (lab, client) => {
    await client.take({ at: 0, do: "ownerAdds", lock: "kwikset-1", pin: 1 });
    await lab.advance("1m");
    lab.inject({ kind: "report.lost", target: lab.lock("kwikset-1").target, for: "30d" });
    await client.take({ at: 60_000, do: "create", ...code, pin: 2 });
    await lab.advance("3h");
    await expect(checkRest(lab, client)).rejects.toThrow("code-1 of kwikset-1 is unknown");
  }));

test("a code that the service forgot to have sent, when it was set back, may stay unconfirmed: its entry is a stranger's", () =>
  inLab(async (lab, client) => {
    await client.take({ at: 0, do: "create", ...code });
    lab.inject({ kind: "disk.stale", target: "service", when: { at: "20s" } });
    await lab.advance("1d");
    const { access_codes } = await lab.request("/access_codes/list", {});
    expect(access_codes).toMatchObject([{ status: "unknown" }]);
    await expect(checkRest(lab, client), "nobody has set it back").rejects.toThrow("is unknown");
    client.setBack();
    await checkRest(lab, client);
  }));

test("the same of one that was set before, and that its owner had taken off", () =>
  inLab(async (lab, client) => {
    await client.take({ at: 0, do: "ownerAdds", lock: "kwikset-1", pin: 1 });
    await lab.advance("1m");
    await client.take({ at: 60_000, do: "create", ...code });
    client.setBack();
    await lab.advance("1h");
    for (const place of [1, 0]) {
      await client.take({ at: 3_660_000, do: "ownerRemoves", lock: "kwikset-1", place });
    }
    // Sent anew by then, and to another slot.
    const when = { after: { event: "command", delay: "300ms", nth: 2 } };
    lab.inject({ kind: "disk.stale", target: "service", when });
    await lab.advance("1d");
    const { access_codes } = await lab.request("/access_codes/list", {});
    expect(access_codes).toMatchObject([{ status: "unknown" }]);
    await expect(checkRest(lab, client), "nobody has set it back since it was set").rejects.toThrow(
      "is unknown",
    );
    client.setBack();
    await checkRest(lab, client);
  }));

test("a code that the service has known to be set may not", () =>
  inLab(async (lab, client) => {
    await client.take({ at: 0, do: "create", ...code });
    await lab.advance("1h");
    client.setBack();
    lab.inject({ kind: "report.lost", target: lab.lock("kwikset-1").target, for: "30d" });
    await client.take({ at: 3_600_000, do: "update", key: "code-1", change: { field: "pin", pin: 2 } });
    await lab.advance("3h");
    await expect(checkRest(lab, client)).rejects.toThrow("code-1 of kwikset-1 is unknown");
  }));
