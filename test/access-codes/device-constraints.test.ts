import { expect, test } from "vitest";
import { deviceIds, SeamWorld } from "../support/seam-world.ts";

/** Of the families of the tests, only this one's constraints can be reported. */
const device_id = deviceIds.editing;

function worldWithReport(
  report: Omit<Parameters<SeamWorld["service"]["accessCodes"]["reportDeviceConstraints"]>[0], "device_id">,
) {
  const world = new SeamWorld();
  world.service.accessCodes.reportDeviceConstraints({ device_id, ...report });
  return world;
}

const lengthsOf = (world: SeamWorld) =>
  (world.service.devices.get({ device_id })["properties"] as { supported_code_lengths: number[] })
    .supported_code_lengths;

test("reported lengths are those that are accepted, drawn and shown from then on", () => {
  const world = worldWithReport({ supported_code_lengths: [8, 6, 6] });
  expect(lengthsOf(world)).toEqual([6, 8]);
  expect(() => world.create("editing", { code: "4821" })).toThrow("6 or 8 digits");
  expect(world.service.accessCodes.generateCode({ device_id }).code).toHaveLength(6);
  const id = world.create("editing", { code: "48214821" });
  expect(() => world.service.accessCodes.update({ access_code_id: id, code: "7305" })).toThrow(
    "6 or 8 digits",
  );
});

test("bounds stand for all lengths between them", () => {
  expect(lengthsOf(worldWithReport({ min_code_length: 5, max_code_length: 7 }))).toEqual([5, 6, 7]);
  expect(lengthsOf(worldWithReport({ max_code_length: 5 }))).toEqual([4, 5]);
  expect(lengthsOf(worldWithReport({ min_code_length: 19 }))).toEqual([19, 20]);
});

test("a report outlives a restart and what the lock says of itself, until the next report", () => {
  const world = worldWithReport({ supported_code_lengths: [6] });
  world.restart();
  world.parts.listener.deviceReported(device_id, {
    reachable: true,
    locked: true,
    battery: 1,
    pinLengths: [4],
  });
  expect(lengthsOf(world)).toEqual([6]);
  world.service.accessCodes.reportDeviceConstraints({ device_id, supported_code_lengths: [5] });
  expect(lengthsOf(world)).toEqual([5]);
});

test("codes that exist keep what they have", () => {
  const world = new SeamWorld();
  const id = world.create("editing", { code: "4821" });
  world.service.accessCodes.reportDeviceConstraints({ device_id, supported_code_lengths: [6] });
  world.service.accessCodes.update({ access_code_id: id, name: "Ann" });
  world.confirm(id);
  expect(world.code(id)).toMatchObject({ status: "set", name: "Ann" });
});

test.each([
  [{}, "supported_code_lengths"],
  [{ supported_code_lengths: [6], min_code_length: 4 }, "supported_code_lengths"],
  [{ min_code_length: 7, max_code_length: 5 }, "max_code_length"],
])("a report that says nothing, or two things, is turned down: %j", (report, parameter) => {
  const world = new SeamWorld();
  const before = lengthsOf(world);
  expect(() => world.service.accessCodes.reportDeviceConstraints({ device_id, ...report })).toThrow(
    parameter,
  );
  expect(lengthsOf(world)).toEqual(before);
});

test("no report is taken about a device that Seam takes none about", () => {
  const world = new SeamWorld();
  const report = { device_id: deviceIds.native, supported_code_lengths: [6] };
  expect(() => world.service.accessCodes.reportDeviceConstraints(report)).toThrow(
    expect.objectContaining({ type: "unsupported_device" }),
  );
  expect(() => world.service.accessCodes.reportDeviceConstraints({ ...report, device_id: "nobody" })).toThrow(
    expect.objectContaining({ type: "device_not_found" }),
  );
});
