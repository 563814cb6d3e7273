import { doorPromises } from "./promises/door.ts";
import { gatewayPromises } from "./promises/gateway.ts";
import type { SimulatorPromise } from "./promises/promise.ts";
import { tablePromises } from "./promises/table.ts";
import { troublePromises } from "./promises/troubles.ts";

/** What every simulated lock promises, whatever family it belongs to. */
export const simulatorPromises: readonly SimulatorPromise[] = [
  ...tablePromises,
  ...doorPromises,
  ...gatewayPromises,
  ...troublePromises,
];
