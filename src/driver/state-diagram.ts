import type { AnyStateMachine, AnyStateNode } from "xstate";
import { ordinary } from "./ordinary-states.ts";
import { labelOf } from "./transitions.ts";

/** A way from one top-level state to another, and what makes the machine go it. */
interface Edge {
  readonly from: string;
  readonly to: string;
  readonly labels: readonly string[];
}

/** A transition to a top-level state, or into it. */
interface Way {
  readonly to: string;
  readonly label: string;
}

/** The straight way of a code, drawn though every vendor has it whose codes are written and read. */
const straightWay: readonly Edge[] = [
  { from: "starting", to: "queued", labels: [] },
  { from: "verifying", to: "set", labels: ["slot.holdsOurs"] },
  { from: "set", to: "removing", labels: ["code.remove"] },
  { from: "removing", to: "cleared", labels: [] },
];

/**
 * The whole machine as a mermaid diagram: top-level states, without what happens inside one and without what the root
 * hears in every state.
 */
export const wholeDiagram = (machine: AnyStateMachine): string => mermaid(edgesOf(machine), []);

/** Where ways begin that the machine goes from every state. */
const anyState = "anyState";

/**
 * A vendor's machine as a mermaid diagram of what is its own: the ways that `plain`, the machine of shared states, has as
 * well are folded, except for the straight way of a code. A refusal goes the shared ways from every step of writing. What the
 * root hears in every state in the vendor's own way leads from `anyState`.
 */
export function peculiarDiagram(machine: AnyStateMachine, plain: AnyStateMachine): string {
  const shared = new Set([...edgesOf(plain), ...rootEdges(plain)].flatMap(keysOf));
  const sharedRefusals = new Set(
    edgesOf(plain)
      .filter(({ from }) => from === "firstStep")
      .flatMap((edge) => keysOf({ ...edge, from: "" }))
      .filter((key) => key.includes("lock.refused")),
  );
  const peculiar = [...edgesOf(machine), ...rootEdges(machine)].flatMap((edge) => {
    const labels = edge.labels.filter(
      (label) => !shared.has(keyOf(edge, label)) && !sharedRefusals.has(keyOf({ ...edge, from: "" }, label)),
    );
    return labels.length === 0 ? [] : [{ ...edge, labels }];
  });
  const [start, ...rest] = straightWay.filter(({ from }) => from in machine.root.states);
  const drawn = [start, ...peculiar, ...rest].filter((edge) => edge !== undefined);
  const reached = reachedBy(drawn);
  const unreached = new Set(peculiar.map(({ from }) => from).filter((from) => !reached.has(from)));
  // A state from which a vendor's own way leads, and to which only shared ones do.
  const waysThere = edgesOf(machine).filter(({ from, to }) => unreached.has(to) && reached.has(from));
  return mermaid([...drawn, ...waysThere], spelledOut(machine));
}

/** The states to which these ways lead from the first one. */
function reachedBy(ways: readonly Edge[]): ReadonlySet<string> {
  const reached = new Set([anyState, "starting"]);
  for (const state of reached) {
    for (const { from, to } of ways) if (from === state) reached.add(to);
  }
  return reached;
}

/** The states that the machine's file does not take over as they are. */
function spelledOut(machine: AnyStateMachine): string[] {
  const shared: Readonly<Record<string, unknown>> = ordinary;
  return Object.entries(machine.config.states ?? {}).flatMap(([name, state]) =>
    // `queued` is made anew for each vendor, from the name of its first step.
    name === "queued" || shared[name] === state ? [] : [name],
  );
}

const keyOf = ({ from, to }: Pick<Edge, "from" | "to">, label: string): string => `${from} ${to} ${label}`;
const keysOf = (edge: Edge): string[] => edge.labels.map((label) => keyOf(edge, label));

/** One edge for each pair of states, in the order of the machine's file. Ways inside a state are not counted. */
function edgesOf(machine: AnyStateMachine): Edge[] {
  return Object.values(machine.root.states).flatMap((state) =>
    edgesFrom(state.key, waysOut(state, state.key)),
  );
}

const rootEdges = ({ root }: AnyStateMachine): Edge[] => edgesFrom(anyState, ownWays(root));

const edgesFrom = (from: string, ways: readonly Way[]): Edge[] =>
  [...Map.groupBy(ways, ({ to }) => to)].map(([to, those]) => ({
    from,
    to,
    labels: [...new Set(those.map(({ label }) => label))],
  }));

/** The transitions of a state and of those inside it that leave `top`. */
const waysOut = (state: AnyStateNode, top: string): Way[] => [
  ...ownWays(state).filter(({ to }) => to !== top),
  ...Object.values(state.states).flatMap((inner) => waysOut(inner, top)),
];

const ownWays = (state: AnyStateNode): Way[] =>
  [...state.transitions.values(), state.always ?? []]
    .flat()
    .flatMap((transition) =>
      (transition.target ?? [])
        .flatMap(({ path }) => path[0] ?? [])
        .map((to) => ({ to, label: labelOf(transition) })),
    );

function mermaid(edges: readonly Edge[], marked: readonly string[]): string {
  return [
    "```mermaid",
    "stateDiagram-v2",
    "  [*] --> starting",
    ...edges.map(({ from, to, labels }) => `  ${from} --> ${to}${said(labels)}`),
    "  cleared --> [*]",
    ...(marked.length > 0
      ? ["  classDef peculiar font-weight:bold,stroke-width:3px", `  class ${marked.join(",")} peculiar`]
      : []),
    "```",
  ].join("\n");
}

/** A way without a condition says nothing. */
const said = (labels: readonly string[]): string => {
  const words = labels.filter((label) => label !== "");
  return words.length > 0 ? `: ${words.join(", ")}` : "";
};
