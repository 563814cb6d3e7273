import type { Acting } from "../kind.ts";
import { type FaultKind, lasting, once, watching } from "../kind.ts";
import type { HubSubject } from "../subject.ts";
import { condition } from "./condition.ts";

/** Whatever takes a hub off the service's sight holds the same thing: it is back when the last of them is over. */
function goOffline({ hands, holds }: Acting, { gateway }: HubSubject): () => void {
  return holds.take(`offline hub:${gateway}`, () => {
    hands.gateway(gateway).setOnline(false);
    return () => hands.gateway(gateway).setOnline(true);
  });
}

export const hubKinds = {
  "hub.offline": lasting({
    area: "hub",
    on: "hub",
    harm: "nothing",
    says: "The hub or bridge loses its way to the service. The keypads go on working.",
    params: {},
    example: { target: "hub:august-hub-1", for: "2h" },
    hold: goOffline,
  }),

  "hub.reboot": lasting({
    area: "hub",
    on: "hub",
    harm: "nothing",
    lifetime: "30s",
    says: "The hub restarts: it is away meanwhile, and commands that it has taken and not carried out are gone.",
    params: {
      losesQueue: { form: "boolean", default: true, says: "false: it carries them out all the same" },
    },
    example: {
      target: "hub:smartthings-hub-1",
      when: { after: { event: "command", delay: "200ms" } },
      for: "1m",
    },
    hold: (acting, hub) => {
      const gateway = acting.hands.gateway(hub.gateway);
      if (acting.params.losesQueue) {
        for (const { deviceId } of gateway.locks) gateway.station(deviceId).forgetCommands();
      }
      return goOffline(acting, hub);
    },
  }),

  "hub.busy": watching({
    area: "hub",
    on: "lock",
    harm: "nothing",
    watches: "command",
    says: "The hub takes one command at a time: the others wait, and beyond `depth` they are refused as busy, if the vendor has a word for it.",
    params: {
      perCommand: { form: "duration", default: "10s", max: "1h", says: "how long a command takes" },
      depth: { form: "number", isWhole: true, min: 0, max: 1000, default: 2, says: "how many may wait" },
    },
    example: { target: "hub:august-hub-1", for: "1h", params: { perCommand: "30s", depth: 0 } },
    judge: ({ hands, params, clock }) => {
      const freeAt = new Map<string, number>();
      return ({ gateway = "", vendor = "" }) => {
        const now = clock.now();
        const waitMs = Math.max(0, (freeAt.get(gateway) ?? now) - now);
        const busy = hands.frailties(vendor).words.busy;
        if (waitMs > params.depth * params.perCommand && busy !== undefined) {
          return { type: "refuse", vendorCode: busy };
        }
        freeAt.set(gateway, now + waitMs + params.perCommand);
        return { type: "delayCommand", delayMs: waitMs };
      };
    },
  }),

  "hub.dedupeBug": once({
    area: "hub",
    on: "lock",
    harm: "whileActive",
    says: "The hub carries out its last command for the lock once more, as some do after a restart, and tells nobody.",
    params: {},
    example: {
      target: "lock:smartthings-1",
      when: { after: { event: "access_code.deleted", delay: "1m" } },
    },
    act: ({ hands }, { deviceId }) => hands.lock(deviceId).station.replayLastCommand(),
  }),

  "bridge.missing": condition("bridge.missing", {
    area: "hub",
    harm: "nothing",
    says: "The lock is not connected to a bridge.",
    target: "lock:august-1",
  }),
} as const satisfies Record<string, FaultKind>;
