import { invalidInput, RequestError } from "../lock/errors.ts";
import type { Records } from "./records.ts";
import type { ReportDeviceConstraints } from "./service.ts";

/** The lengths that a report may name (@seamapi/types@1.490.0, access_codes/report_device_constraints). */
const reportable = { min: 4, max: 20 };

/**
 * Takes down which PIN lengths a device has, as a client knows it: from then on only such PINs are accepted and drawn. Codes
 * that exist stay as they are. Throws a RequestError (`unsupported_device`) for a device that Seam takes no reports about.
 */
export function reportConstraints(records: Records, input: ReportDeviceConstraints): void {
  const device = records.managedDevice(input.device_id);
  if (!records.driverOf(device).profile.takesReportedLengths.value) {
    throw new RequestError("unsupported_device", "Constraints of this kind of device cannot be reported");
  }
  records.devices.save({ ...device, reportedPinLengths: lengthsIn(input) });
}

function lengthsIn(input: ReportDeviceConstraints): readonly number[] {
  const { supported_code_lengths: lengths, min_code_length: min, max_code_length: max } = input;
  const isRange = min !== undefined || max !== undefined;
  if (lengths && isRange) {
    throw invalidInput(
      "supported_code_lengths",
      "must not be given beside min_code_length or max_code_length",
    );
  }
  if (lengths) return [...new Set(lengths)].sort((one, other) => one - other);
  if (!isRange) {
    throw invalidInput(
      "supported_code_lengths",
      "is required, unless min_code_length or max_code_length is given",
    );
  }
  const [from, to] = [min ?? reportable.min, max ?? reportable.max];
  if (from > to) throw invalidInput("max_code_length", "must not be below min_code_length");
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
