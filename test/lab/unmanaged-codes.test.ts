import { afterEach, expect, test } from "vitest";
import { drivers } from "../../drivers/index.ts";
import { createLab, type Lab } from "../../src/index.ts";

let lab: Lab | undefined;

afterEach(() => lab?.close());

const supportOf = (vendor: string) => drivers[vendor]?.profile.unmanagedCodes.value;
const listing = Object.keys(drivers).filter((vendor) => supportOf(vendor) !== "none");

/** Digits that the lock takes: a lock whose maker chooses its PINs has none to give. */
async function pinFor(vendor: string, device_id: string, of: Lab): Promise<string> {
  if (drivers[vendor]?.profile.assignsPins?.value) return "482913";
  return (await of.request("/access_codes/generate_code", { device_id })).generated_code.code;
}

test.each(listing)(
  "on %s a code of the owner's is seen, shown as far as the vendor does, and taken off by request",
  async (vendor) => {
    lab = await createLab({ seed: 11, fleet: [{ vendor, count: 1 }] });
    const { deviceId: device_id, name } = lab.lock(`${vendor}-1`);
    const pin = await pinFor(vendor, device_id, lab);
    const { access_code } = await lab.request("/access_codes/simulate/create_unmanaged_access_code", {
      device_id,
      name: "Owner",
      code: pin,
    });
    expect(access_code).toMatchObject({ device_id, is_managed: false });
    if (supportOf(vendor) === "withoutPins") expect(access_code.code === null).toBe(true);
    expect(lab.lock(name).opensWith(pin)).toBe(true);

    const { access_code_id } = access_code;
    const convert = lab.request("/access_codes/unmanaged/convert_to_managed", { access_code_id, sync: true });
    if (supportOf(vendor) === "convertible") {
      await convert;
      const managed = await lab.request("/access_codes/get", { access_code_id });
      expect(managed.access_code.status).toBe("set");
      await lab.request("/access_codes/delete", { access_code_id });
    } else {
      await expect(convert).rejects.toMatchObject({ type: "unsupported_device" });
      await lab.request("/access_codes/unmanaged/delete", { access_code_id });
    }
    await lab.advance("1h");
    expect(lab.lock(name).opensWith(pin)).toBe(false);
  },
);
