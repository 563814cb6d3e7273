import { describe, expect, test } from "vitest";
import { smartthings } from "../../drivers/smartthings/index.ts";

describe("SmartThings", () => {
  test("takes a lock that reports no capacity to hold 20", () => {
    expect(smartthings.profile.capacity.value).toBe(20);
  });

  test("reads asterisks as taken by something unreadable, never as a PIN", () => {
    const read = (codePIN: string) =>
      smartthings.decode({ type: "code", codeSlot: 3, status: "occupied", codePIN })[0];
    expect(read("**********")).toMatchObject({ readings: [{ entry: "3", value: { kind: "unreadable" } }] });
    expect(read("0042")).toMatchObject({ readings: [{ value: { kind: "known", pin: "0042" } }] });
  });

  test("takes a slot that the lock does not have for empty", () => {
    const body = { type: "code", codeSlot: 21, status: "notAvailable" } as const;
    expect(smartthings.decode(body)).toMatchObject([
      { readings: [{ entry: "21", value: { kind: "empty" } }] },
    ]);
  });

  test("learns lengths and capacity only from a lock that reports them", () => {
    const device = { type: "device", healthState: "online", lock: "locked", battery: 50 } as const;
    const facts = (more: object) => smartthings.decode({ ...device, ...more })[0];
    expect(facts({})).toMatchObject({ facts: { battery: 0.5, capacity: undefined, pinLengths: undefined } });
    expect(facts({ maxCodes: 30, minCodeLength: 4, maxCodeLength: 6 })).toMatchObject({
      facts: { capacity: 30, pinLengths: [4, 5, 6] },
    });
  });

  test("hears a changed slot, whoever changed it", () => {
    expect(smartthings.decode({ type: "codeChanged", codeSlot: 5, change: "deleted" })).toEqual([
      { type: "tableChanged", entry: "5" },
    ]);
  });
});
