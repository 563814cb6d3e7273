import { IANAZone } from "luxon";
import { z } from "zod";
import { Expectations } from "./expectations.ts";
import { Fault, type Step } from "./steps.ts";
import { Duration, Instant } from "./vocabulary.ts";
import { Workload } from "./workload.ts";

const Zone = z
  .string()
  .refine((zone) => IANAZone.isValidZone(zone), { error: "must be an IANA time zone (Europe/Paris)" });

const text = z.string().min(1);

/** A group of the fleet. What it may hold beside the vendor, the lab checks: `FleetInput`. */
const Group = z.strictObject({
  vendor: text.describe("lockstep vendors lists them."),
  count: z.int().min(1).optional().describe("How many locks; 1 unless told."),
  locksPerHub: z.int().min(1).optional().describe("As the vendor's hubs serve unless told."),
  zone: Zone.optional().describe("The IANA zone of the doors; the scenario's unless told."),
  options: z.record(z.string(), z.unknown()).optional().describe("The vendor's own."),
  workspace: text
    .optional()
    .describe("The name of the workspace that they belong to; the first unless told."),
});

/** A scenario file but for its steps, which are checked by the word that each begins with. */
export const ScenarioForm = z.strictObject({
  version: z.literal(1, { error: "must be 1, the version of the format that this Lockstep reads" }),
  name: text.optional().describe("What it is called; the file's name unless told."),
  about: text.optional().describe("What it shows, for a person."),
  source: z
    .union([text, z.array(text)])
    .optional()
    .describe("Where it is known from."),
  seed: z.int().default(1).describe("Decides everything that is left to chance; --seed overrules it."),
  start: Instant.optional().describe("When it begins; 2026-01-01T00:00:00Z unless told."),
  zone: Zone.optional().describe(
    "The zone of doors whose group names none; America/Los_Angeles unless told.",
  ),
  fleet: z.array(Group).min(1).describe("Which locks there are: august-1, august-2 ... in their order."),
  faults: z.array(Fault).default([]).describe("What is injected at the beginning."),
  steps: z
    .array(z.record(z.string(), z.unknown()))
    .default([])
    .describe("What happens, one after the other."),
  workload: Workload.optional().describe("Guests who come and go after the steps."),
  run: Duration.optional().describe("How long it goes on after that."),
  heal: Duration.optional().describe(
    "Then all faults are healed, and this long the world may take to mend itself.",
  ),
  expect: Expectations.optional().describe("What must hold at the end."),
});

type Checked = z.output<typeof ScenarioForm>;

/** A scenario that was checked. */
export interface Scenario extends Omit<Checked, "steps"> {
  readonly steps: readonly Step[];
}
