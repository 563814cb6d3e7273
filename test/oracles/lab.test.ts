import { expect, test } from "vitest";
import { createLab, InvariantViolation } from "../../src/index.ts";
import { inHours } from "../support/conditions.ts";
import { stay } from "../support/guest-stay.ts";
import { inLab } from "../support/lab-story.ts";
import { wrongDigits } from "../support/wrong-digits.ts";

test("a broken promise stops the world, says which and when, and how to see it again", async () => {
  const lab = await createLab({
    seed: 7,
    fleet: [{ vendor: "smartthings", count: 6, locksPerHub: 1 }],
    plugins: [wrongDigits()],
    replay: "the line that replays it",
  });
  const { deviceId } = lab.lock("smartthings-1");
  await lab.request("/access_codes/create", { device_id: deviceId, code: "4821" });
  const violation = await lab.advance("1h").then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(violation instanceof InvariantViolation)) throw new Error(`no violation: ${String(violation)}`);
  expect(violation.invariant.name).toBe("nobody's PIN");
  const trace = violation.trace.join("\n");
  expect(trace).toContain("smartthings-1 command: setCode ");
  expect(trace, "what others have gone through is no help").not.toContain("smartthings-2");
  const lines = violation.message.split("\n");
  expect(lines[0]).toMatch(/^Invariant 19 \(nobody's PIN\) is broken at 2026-01-01T00:\d\d:/);
  expect(lines.at(-1)).toBe("To see it again: the line that replays it");
  expect(violation.message).not.toMatch(/[49]821/);
  await expect(lab.advance("1h"), "the world has stopped").rejects.toBe(violation);
  await lab.close();
});

test("whoever asks to be told of it is told once, and the world goes on", async () => {
  const told: string[] = [];
  const lab = await createLab({
    fleet: [{ vendor: "smartthings" }],
    plugins: [wrongDigits()],
    onViolation: ({ invariant }) => told.push(invariant.name),
  });
  await lab.request("/access_codes/create", { device_id: lab.lock("smartthings-1").deviceId, code: "4821" });
  await lab.advance("10m");
  await lab.advance("2m");
  expect(told.filter((name) => name === "nobody's PIN")).toHaveLength(1);
  await lab.close();
});

test.each([
  ["/devices/delete", {}],
  ["/connected_accounts/delete", {}],
  ["/access_codes/update", { is_managed: false }],
])("what a client leaves on the lock by %s %o may stay there", async (path, more) => {
  const lab = await createLab({ fleet: [{ vendor: "august" }] });
  const lock = lab.lock("august-1");
  const { access_code } = await lab.request("/access_codes/create", {
    device_id: lock.deviceId,
    code: "4821",
  });
  await lab.advance("15m");
  const { device } = await lab.request("/devices/get", { device_id: lock.deviceId });
  await lab.request(path, {
    ...more,
    device_id: lock.deviceId,
    connected_account_id: device.connected_account_id,
    access_code_id: access_code.access_code_id,
  });
  await lab.advance("2h");
  expect(lock.opensWith("4821")).toBe(true);
  await lab.close();
});

test("of two entries with one PIN the owner's app takes the wrong one, and the other stays the owner's", () =>
  inLab("august", async (story) => {
    const { lab, lock } = story;
    const id = await story.createSet("4821");
    await lock.edit({ action: "add_code", code: "4821" });
    await lock.edit({ action: "remove_code", code: "4821" });
    await story.delete(id);
    await lab.advance("1d");
    expect(lock.opensWith("4821")).toBe(true);
  }));

test("a lab has the same digest whether anybody watches or not", async () => {
  const digestOf = async (oracles: boolean) => {
    const lab = await createLab({ seed: 3, oracles });
    await stay(lab, "august-1", "timeBound");
    await lab.close();
    return lab.digest;
  };
  expect(await digestOf(true)).toBe(await digestOf(false));
});

test("what befalls a site through one of its locks befalls them all", async () => {
  const lab = await createLab({ fleet: [{ vendor: "salto-ks", count: 2 }] });
  const other = lab.lock("salto-ks-2");
  await other.edit({ action: "add_code", code: "730518", name: "Cleaner" });
  await lab.advance("1h");
  expect(other.opensWith("730518")).toBe(true);
  lab.inject({ kind: "subscription.lapsed", target: "lock:salto-ks-1", for: "1h" });
  await lab.advance("30m");
  expect(other.opensWith("730518")).toBe(false);
  await lab.advance("12h");
  await lab.close();
});

test("what a service had said when it died of saying it is heard all the same", () =>
  inLab("ttlock", async (story) => {
    const { lab } = story;
    const id = await story.createSet("4821");
    const match = { point: "afterCommit" };
    lab.inject({ kind: "service.crashAt", target: "service", match, when: { nth: 1 }, for: "1h" });
    const times = { starts_at: inHours(story, 2), ends_at: inHours(story, 4) };
    await expect(story.update(id, times)).rejects.toThrow("crashed before it answered");
    await lab.advance("1h");
    expect(await story.events(id)).toEqual(["created", "set_on_device", "changed", "scheduled_on_device"]);
  }));
