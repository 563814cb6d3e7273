import { describeKinds, type KindDescription, type ParamDescription } from "../faults/description.ts";
import { faultKindsOf, ownVendors } from "../lab/vendors.ts";
import { textTable } from "./text-table.ts";

/** Every kind of fault that can be injected where the vendors that come with Lockstep are. */
export const ownKinds = (): readonly KindDescription[] => describeKinds(faultKindsOf(ownVendors));

/** The kinds of fault, for a terminal of that width, by area. */
export function faultTable(width?: number): string {
  const byArea = Map.groupBy(ownKinds(), ({ area_name }) => area_name);
  return [...byArea]
    .map(([area, kinds]) => {
      const rows = kinds.map(({ kind, targets, params, says }) => [
        kind,
        targets.join(", "),
        params.map(shownParam).join(", "),
        says,
      ]);
      return `${area}\n\n${textTable(["kind", "targets", "params", "what happens"], rows, width)}`;
    })
    .join("\n\n");
}

/** The same as JSON, with everything that is known of each. */
export const faultJson = (): string => JSON.stringify({ faults: ownKinds() }, null, 2);

/** `delay = 2m`; only the name of one that has no default. */
const shownParam = ({ name, default: fallback }: ParamDescription): string =>
  fallback === null ? name : `${name} = ${fallback}`;
