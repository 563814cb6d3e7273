import type { BrokerMessage } from "../broker/broker-faults.ts";
import type { World } from "../kernel/world.ts";
import type { Invariant } from "../oracles/invariant.ts";
import { liveInvariants } from "../oracles/live.ts";
import { Oracles } from "../oracles/oracles.ts";
import { InvariantViolation } from "../oracles/violation.ts";
import type { LockMemory } from "../simulator/lock-simulator.ts";
import type { Store } from "../store/store.ts";
import type { Topics } from "../wire/topics.ts";
import type { FleetLock, VendorPlugin } from "./fleet.ts";
import type { RecentHistory } from "./recent-history.ts";
import type { Simulation } from "./simulation.ts";
import { watchedDoors } from "./watched-doors.ts";

/** The node of those who watch. It never crashes, and nothing else runs on it. */
const oracleNode = "oracles";

/** Rows that say something about a door. */
const tellingRows: ReadonlySet<string> = new Set(["access_codes", "placements", "foreign_entries"]);

export interface LabOraclesParts {
  readonly world: World;
  readonly store: Store;
  readonly fleet: readonly FleetLock[];
  readonly plugins: Readonly<Record<string, VendorPlugin>>;
  readonly topics: Topics;
  readonly simulation: Simulation;
  readonly history: RecentHistory;
  /** What to type to see a violation again. */
  readonly replay: string;
  /** Told of every violation. */
  readonly onBroken: (violation: InvariantViolation) => void;
  /** Told of a violation in place of stopping the world. */
  readonly onViolation?: ((violation: InvariantViolation) => void) | undefined;
}

/** Puts the oracles where they hear of everything that happens in a lab. */
export function watchLab(parts: LabOraclesParts): Oracles {
  const { world, store, fleet, plugins, simulation } = parts;
  const node = world.node(oracleNode);
  const told = new Set<string>();
  const oracles = new Oracles({
    invariants: liveInvariants,
    doors: watchedDoors(fleet, plugins, store, simulation),
    clock: node.clock,
    atInstantEnd: (look) => node.atInstantEnd(look),
    broken: (invariant: Invariant, words: string, deviceId: string) => {
      const { id, name, promise } = invariant;
      const violation = new InvariantViolation({
        invariant: { id, name, promise },
        at: world.now,
        words,
        trace: parts.history.lines(deviceId),
        replay: parts.replay,
      });
      parts.onBroken(violation);
      if (!parts.onViolation) {
        oracles.stop();
        node.fail(violation);
      } else if (!told.has(words)) {
        // What lasts is told once.
        told.add(words);
        parts.onViolation(violation);
      }
    },
  });
  observeRows(store, oracles);
  return oracles;
}

function observeRows(store: Store, oracles: Oracles): void {
  const changed = new Set<string>();
  const unseen: { readonly rows: { get(id: string): unknown }; readonly id: string }[] = [];
  store.observe({
    willWrite: (collection, id, before, rows) => {
      if (!tellingRows.has(collection)) return;
      if (before === undefined) unseen.push({ rows, id });
      else changed.add((before as { readonly deviceId: string }).deviceId);
    },
    // A service that dies as soon as they are durable tells nobody of them.
    committed: (events) => {
      for (const { rows, id } of unseen.splice(0)) {
        const row = rows.get(id) as { readonly deviceId: string } | undefined;
        if (row) changed.add(row.deviceId);
      }
      for (const deviceId of changed) oracles.changed(deviceId);
      changed.clear();
      for (const { event } of events) oracles.told(event);
    },
  });
}

/** The memory of the simulated locks, of whose changes the oracles hear. */
export const watchedMemory = (memory: LockMemory, oracles: () => Oracles | undefined): LockMemory => ({
  load: (deviceId) => memory.load(deviceId),
  save: (deviceId, content) => {
    memory.save(deviceId, content);
    oracles()?.memoryChanged(deviceId);
  },
});

/** Tells the oracles what the broker has taken. Envelopes are not parsed for it: there are many. */
export function noteOnWire(oracles: Oracles, topics: Topics, { topic, payload }: BrokerMessage): void {
  const parts = topics.parse(topic);
  if (!parts || !("device" in parts)) return;
  const { device, channel } = parts;
  if (channel === "event") return;
  if (channel === "state") {
    oracles.retained(device, payload);
    return;
  }
  const head = payload.slice(0, payload.indexOf('"body"'));
  const id = textIn(head, channel === "command" ? "id" : "inReplyTo");
  if (id === undefined) return;
  if (channel === "command") oracles.sent(device, id);
  else oracles.answered(device, id);
}

/** What the text of an envelope has under a name. */
function textIn(envelope: string, name: string): string | undefined {
  const key = `"${name}":"`;
  const place = envelope.indexOf(key);
  if (place === -1) return undefined;
  const start = place + key.length;
  return envelope.slice(start, envelope.indexOf('"', start));
}
