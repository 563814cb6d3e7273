import { invalidInput } from "../lock/errors.ts";
import { fits } from "./fields.ts";
import type { Subject, Subjects, SubjectType } from "./subject.ts";

/** What a target can be: how it is written. */
export const targetForms = {
  lock: "lock:<device_id or name>",
  hub: "hub:<gateway>",
  vendor: "vendor:<name>",
  account: "account:<connected_account_id>",
  link: "link:<node>><node>",
  broker: "broker",
  service: "service",
} as const;

export type TargetType = keyof typeof targetForms;

/** How what acts on a subject can be aimed: at the subject itself, or at what it is a part of. */
export const targetsOf = {
  lock: ["lock", "hub", "vendor", "account"],
  hub: ["hub", "vendor", "account"],
  link: ["link", "hub", "vendor", "account", "service"],
  client: ["hub", "vendor", "account", "service", "broker"],
  broker: ["broker"],
  service: ["service"],
} as const satisfies Record<SubjectType, readonly TargetType[]>;

/** One lock of a lab, and what it hangs on. */
export interface FleetMember {
  readonly deviceId: string;
  readonly name: string;
  readonly gateway: string;
  readonly vendor: string;
  readonly connectedAccountId: string;
}

/** Whom a target can mean in this lab. */
export interface Surroundings {
  readonly fleet: readonly FleetMember[];
  readonly service: { readonly node: string; readonly clientId: string };
  readonly broker: { readonly node: string };
  /** The node and the client of a gateway. */
  hub(gateway: string): { readonly node: string; readonly clientId: string };
}

/**
 * The subjects that a target means. Throws a RequestError (`invalid_input`) that lists the forms that the kind of fault
 * takes, or says that there is no such thing in this lab.
 */
export function resolveTarget<On extends SubjectType>(
  written: string,
  on: On,
  kind: string,
  surroundings: Surroundings,
): Subjects[On][] {
  const [type = "", pattern = ""] = written.split(/:(.*)/s);
  const allowed: readonly TargetType[] = targetsOf[on];
  const known = allowed.find((candidate) => candidate === type);
  const isWhole = known === "service" || known === "broker";
  if (!known || isWhole !== (pattern === "")) {
    const words = allowed.map((name) => targetForms[name]).join(", ");
    throw invalidInput("target", `must be of the form ${words} for ${kind}`);
  }
  const subjects = dedupe(subjectsOf(known, pattern, on, surroundings));
  if (subjects.length === 0) {
    throw invalidInput(
      "target",
      `matches no ${known} of this lab, which has ${namesOf(known, surroundings)}`,
    );
  }
  // `subjectsOf` makes subjects of the type that was asked for.
  return subjects as Subjects[On][];
}

function subjectsOf(
  target: TargetType,
  pattern: string,
  on: SubjectType,
  surroundings: Surroundings,
): readonly Subject[] {
  const { service, broker } = surroundings;
  if (on === "broker" || on === "service") return [{ type: on }];
  if (on === "lock") return membersOf(target, pattern, surroundings).map(lockSubject);
  const hubs = new Map(
    membersOf(target, pattern, surroundings).map(({ gateway, vendor }) => [gateway, { gateway, vendor }]),
  );
  if (on === "hub") return [...hubs.values()].map((hub) => ({ type: "hub", ...hub }));
  if (on === "link") {
    if (target === "link") return linksOf(pattern, surroundings);
    if (target === "service") return [{ type: "link", from: service.node, to: broker.node }];
    return [...hubs.keys()].map((gateway) => ({
      type: "link",
      from: surroundings.hub(gateway).node,
      to: broker.node,
    }));
  }
  const all = target === "broker" ? allHubs(surroundings) : [...hubs.keys()];
  return [
    ...(target === "service" || target === "broker" ? [{ type: "client" as const, ...service }] : []),
    ...all.map((gateway) => ({ type: "client" as const, ...surroundings.hub(gateway) })),
  ];
}

function membersOf(target: TargetType, pattern: string, { fleet }: Surroundings): readonly FleetMember[] {
  switch (target) {
    case "lock":
      return fleet.filter(({ deviceId, name }) => fits(pattern, deviceId) || fits(pattern, name));
    case "hub":
      return fleet.filter(({ gateway }) => fits(pattern, gateway));
    case "vendor":
      return fleet.filter(({ vendor }) => fits(pattern, vendor));
    case "account":
      return fleet.filter(({ connectedAccountId }) => fits(pattern, connectedAccountId));
    default:
      return [];
  }
}

const lockSubject = ({ deviceId, name, gateway, vendor }: FleetMember): Subject => ({
  type: "lock",
  deviceId,
  name,
  gateway,
  vendor,
});

/** Every link leads to the broker; it may be named from either end, a hub's end with or without `hub:`. */
function linksOf(pattern: string, surroundings: Surroundings): Subject[] {
  const [one = "", other = ""] = pattern.split(">");
  const to = surroundings.broker.node;
  const nodes = [
    { node: surroundings.service.node, names: [surroundings.service.node] },
    ...allHubs(surroundings).map((gateway) => {
      const { node } = surroundings.hub(gateway);
      return { node, names: [node, gateway] };
    }),
  ];
  return nodes
    .filter(({ names }) =>
      names.some((name) => (fits(one, name) && fits(other, to)) || (fits(one, to) && fits(other, name))),
    )
    .map(({ node }) => ({ type: "link", from: node, to }));
}

const allHubs = ({ fleet }: Surroundings): string[] => [...new Set(fleet.map(({ gateway }) => gateway))];

const dedupe = (subjects: readonly Subject[]): Subject[] => [
  ...new Map(subjects.map((subject) => [JSON.stringify(subject), subject])).values(),
];

/** How many names an error lists at most. */
const namesMax = 12;

function namesOf(target: TargetType, surroundings: Surroundings): string {
  const { fleet, service, broker } = surroundings;
  const names: Readonly<Record<TargetType, readonly string[]>> = {
    lock: fleet.map(({ name }) => name),
    hub: allHubs(surroundings),
    vendor: fleet.map(({ vendor }) => vendor),
    account: fleet.map(({ connectedAccountId }) => connectedAccountId),
    link: [service.node, ...allHubs(surroundings).map((gateway) => surroundings.hub(gateway).node)].map(
      (node) => `${node}>${broker.node}`,
    ),
    broker: ["broker"],
    service: ["service"],
  };
  const distinct = [...new Set(names[target])];
  const shown = distinct.slice(0, namesMax).join(", ");
  return distinct.length > namesMax ? `${shown} and ${distinct.length - namesMax} more` : shown;
}
