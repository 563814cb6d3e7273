import type { BrokerAccess } from "../broker/access.ts";
import type { FaultHands, LockHands } from "../faults/hands.ts";
import type { World } from "../kernel/world.ts";
import type { Oracles } from "../oracles/oracles.ts";
import type { SimulatedGateway } from "../simulator/lock-simulator.ts";
import type { Store } from "../store/store.ts";
import type { Topics } from "../wire/topics.ts";
import type { BrokerProcess } from "./broker-process.ts";
import { editBy } from "./edit-by.ts";
import type { VendorPlugin } from "./fleet.ts";
import type { ServiceProcess } from "./service-process.ts";
import type { Simulation } from "./simulation.ts";
import { Strangers } from "./strangers.ts";
import type { LabSurroundings } from "./surroundings.ts";

/** The parts of a lab that faults lay hands on. Those that are made later are asked for when they are needed. */
export interface FaultHandsParts {
  readonly world: World;
  readonly store: Store;
  readonly surroundings: LabSurroundings;
  readonly topics: Topics;
  readonly access: BrokerAccess;
  readonly plugins: Readonly<Record<string, VendorPlugin>>;
  readonly simulation: () => Simulation;
  readonly service: () => ServiceProcess;
  readonly broker: () => BrokerProcess;
  /** Told of what the owner does to a lock, and that the service's data are taken back. */
  readonly oracles: () => Oracles | undefined;
  /** Told of what the engine notes, beside the trace. */
  readonly onNote?: ((kind: string, text: string) => void) | undefined;
}

export function faultHands(parts: FaultHandsParts): FaultHands {
  const {
    world,
    store,
    surroundings,
    topics,
    access,
    plugins,
    simulation,
    service,
    broker,
    onNote,
    oracles,
  } = parts;
  const strangers = new Strangers(world, access);
  const members = new Map(surroundings.fleet.map((member) => [member.deviceId, member]));

  const gateway = (name: string): SimulatedGateway => known(simulation().gateways.get(name), name);

  const lock = (deviceId: string): LockHands => {
    const simulated = known(simulation().locks.get(deviceId), deviceId);
    return {
      station: gateway(simulated.gateway).station(deviceId),
      zone: known(members.get(deviceId), deviceId).zone,
      conditions: simulated.conditions,
      setCondition: (condition, active) => simulated.setCondition(condition, active),
      press: (pin) => simulated.press(pin),
      edit: (edit) => editBy(oracles(), simulated, edit),
    };
  };

  return {
    surroundings,
    random: (name) => world.random(name),
    note: (kind, text) => {
      world.trace.note(kind, text);
      onNote?.(kind, text);
    },
    network: world.network,
    lock,
    refusals: (deviceId) => {
      const { gateway: name, vendor } = known(members.get(deviceId), deviceId);
      const station = gateway(name).station(deviceId);
      return Object.keys(known(plugins[vendor], vendor).driver.refusals).filter(station.canSay);
    },
    gateway,
    frailties: (vendor) => known(plugins[vendor], vendor).simulator.frailties,
    broker: {
      takeOver: (clientId, options) => strangers.takeOver(clientId, options),
      restart: (options) => broker().restart(options),
      limitQueue: (clientId, limit) => broker().broker.limitQueue(clientId, limit),
      retainAgain: (clientId) => {
        for (const { topic, payload } of broker().broker.takeWithheld(clientId)) {
          strangers.publish(topic, payload, { retain: true });
        }
      },
      publish: (address, channel, payload) =>
        strangers.publish(topics.of(address, channel), payload, { retain: false }),
    },
    service: {
      crash: (downForMs) => service().crash(downForMs),
      pause: () => service().pause(),
      onCrash: (work) => service().onCrash(work),
    },
    store: {
      remember: () => store.past.remember(),
      takeBack: (until) => {
        store.past.takeBack(until);
        oracles()?.takenBack();
      },
    },
  };
}

function known<T>(found: T | undefined, name: string): T {
  if (found === undefined) throw new RangeError(`this lab has no "${name}"`);
  return found;
}
