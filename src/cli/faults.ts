import { type FaultKind, faultKinds } from "../faults/catalogue.ts";
import { textTable } from "./text-table.ts";

/** One kind of fault, in words for a table. */
export interface FaultRow {
  readonly kind: string;
  readonly targets: string;
  readonly params: string;
  readonly description: string;
}

export function faultRows(): FaultRow[] {
  return Object.entries<FaultKind>(faultKinds).map(([kind, { targets, params, description }]) => ({
    kind,
    targets: targets.join(", "),
    params: Object.entries(params)
      .map(([name, { required, default: fallback }]) =>
        required || fallback === undefined ? name : `${name} = ${fallback}`,
      )
      .join(", "),
    description,
  }));
}

/** The kinds of fault, for a terminal. */
export const faultTable = (): string =>
  textTable(
    ["kind", "targets", "params", "what happens"],
    faultRows().map(({ kind, targets, params, description }) => [kind, targets, params, description]),
  );
