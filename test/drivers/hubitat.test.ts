import { describe, expect, test } from "vitest";
import { hubitat } from "../../drivers/hubitat/index.ts";

describe("Hubitat", () => {
  test("reads the map of positions, leading zeros included, as a whole table", () => {
    const [signal] = hubitat.decode({
      type: "attribute",
      attribute: "lockCodes",
      value: { "2": { name: "Ada", code: "0042" } },
    });
    expect(signal).toEqual({
      type: "read",
      complete: true,
      readings: [{ entry: "2", value: { kind: "known", pin: "0042" }, onKeypad: true, name: "Ada" }],
    });
  });

  test("takes codeLength for the longest code, and knows no lengths of a lock that tells none", () => {
    const attributes = { lock: "locked", battery: 50 } as const;
    const facts = (more: object) =>
      hubitat.decode({
        type: "device",
        id: "1",
        name: "Virtual Lock",
        label: "Door",
        attributes: { ...attributes, ...more },
      })[0];
    expect(facts({ codeLength: 6, maxCodes: 30 })).toMatchObject({
      facts: { pinLengths: [4, 5, 6], capacity: 30, reachable: true },
    });
    expect(facts({})).toMatchObject({ facts: { pinLengths: undefined, capacity: undefined } });
  });

  test("tells a name that is taken on the lock from the others", () => {
    expect(hubitat.appearance("Guest").name).toBe("Guest");
    expect(hubitat.appearance("Guest", new Set(["Guest"])).name).toBe("Guest 2");
  });
});
