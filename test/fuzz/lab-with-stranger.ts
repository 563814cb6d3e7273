import {
  BrokerAccess,
  developmentBrokerKey,
  onlookerAccount,
  strangerAccount,
} from "../../src/broker/access.ts";
import type { Lab } from "../../src/index.ts";
import { World } from "../../src/kernel/world.ts";
import { startLab } from "../../src/lab/create-lab.ts";
import { openStore } from "../../src/store/store.ts";
import { Link } from "../../src/wire/link.ts";
import { Topics } from "../../src/wire/topics.ts";
import { pinCutter } from "../support/chosen-pins.ts";

const start = Date.UTC(2026, 0, 1);

/** A lab with a set code on a lock of each vendor, somebody who can say anything at its broker, and all that was said there. */
export async function openLab(vendors: readonly string[]) {
  const world = new World({ seed: 5, startAt: start });
  // Without oracles: to them every command at the broker is the service's, and here a stranger speaks too.
  const lab = await startLab(world, openStore(), {
    fleet: vendors.map((vendor) => ({ vendor })),
    oracles: false,
  });
  const access = new BrokerAccess(developmentBrokerKey, new Topics(), []);
  const connect = (account: string) => {
    const node = world.node(account);
    return node.run(() => {
      const link = new Link({
        clientId: `fuzz-${account}`,
        credentials: access.credentialsOf(account),
        connect: () => world.network.connect(account, "broker"),
        clock: node.clock,
        random: world.random(account),
      });
      link.open();
      return link;
    });
  };
  const said: { readonly topic: string; readonly payload: string }[] = [];
  const onlooker = connect(onlookerAccount);
  onlooker.onMessage((topic, payload) => said.push({ topic, payload }));
  onlooker.subscribe(["lockstep/#"]);
  const cut = await pinCutter((path) => lab.request(path));
  const pinOf = (deviceId: string) => cut(deviceId, "48219300");
  for (const { deviceId } of lab.locks) {
    await lab.request("/access_codes/create", { device_id: deviceId, code: pinOf(deviceId) });
  }
  await lab.advance("15m");
  const link = connect(strangerAccount);
  await lab.advance("1m");
  return {
    lab,
    said,
    /** Says this at the broker, as somebody who may say everything. */
    say: (messages: readonly (readonly [topic: string, payload: string])[]) =>
      world.enter(strangerAccount, () => {
        for (const [topic, payload] of messages) link.publish(topic, payload);
      }),
    allOpen: () => lab.locks.every((lock) => lock.opensWith(pinOf(lock.deviceId))),
  };
}

/** What the API tells of codes, locks and events. */
export const everythingOf = async (lab: Lab) => ({
  codes: await lab.request("/access_codes/list"),
  devices: await lab.request("/devices/list"),
  events: await lab.request("/events/list", { since: "2026-01-01T00:00:00Z", limit: 1000 }),
});
