import { type FaultKind, lasting, once, watching } from "../kind.ts";

const payloads = {
  empty: "",
  notJson: "{",
  wrongShape: JSON.stringify({ id: 1, body: null }),
  huge: "x".repeat(256 * 1024),
} as const;

/** Everything travels at QoS 1, so the broker loses nothing by itself: it repeats, forgets, refuses, or is away. */
export const brokerKinds = {
  "mqtt.ackLost": watching({
    area: "broker",
    on: "client",
    harm: "nothing",
    recurs: true,
    watches: "message",
    says: "The broker's acknowledgement of a message is lost with the connection: the client publishes it once more.",
    params: {},
    example: { target: "hub:*", match: { topic: "*/reply" }, when: { nth: 1 }, for: "1h" },
    judge: () => () => ({ type: "loseAck" }),
  }),

  "mqtt.dup": watching({
    area: "broker",
    on: "client",
    harm: "nothing",
    recurs: true,
    watches: "delivery",
    says: "A client's acknowledgement is lost with the connection: it gets the message once more, undisturbed when it is back.",
    params: {},
    example: { target: "hub:*", match: { topic: "*/command" }, when: { p: 0.1 }, for: "1h" },
    judge: () => () => ({ type: "loseAck" }),
  }),

  "mqtt.sessionLost": once({
    area: "broker",
    on: "client",
    harm: "nothing",
    says: "The broker forgets a client: its connection, its subscriptions and what waited for it.",
    params: {},
    example: { target: "service", when: { at: "10m" } },
    act: ({ hands }, { clientId }) => hands.broker.takeOver(clientId, { forgets: true }),
  }),

  "mqtt.kick": once({
    area: "broker",
    on: "client",
    harm: "nothing",
    says: "Somebody connects with the client's id: the broker closes the client's connection.",
    params: {},
    example: { target: "hub:smartthings-hub-1", when: { every: "1m" }, for: "10m" },
    act: ({ hands }, { clientId }) => hands.broker.takeOver(clientId, { forgets: false }),
  }),

  "mqtt.authFail": watching({
    area: "broker",
    on: "client",
    harm: "nothing",
    watches: "connect",
    says: "The broker refuses the client's connections, and breaks the one that stands.",
    params: {
      returnCode: {
        form: "number",
        isWhole: true,
        min: 2,
        max: 5,
        default: 5,
        says: "MQTT 3.1.1: 2 identifier rejected, 3 unavailable, 4 bad user name or password, 5 not authorized",
      },
    },
    example: { target: "service", for: "15m", params: { returnCode: 4 } },
    judge:
      ({ params }) =>
      () => ({ type: "refuse", returnCode: params.returnCode }),
    hold: ({ hands }, { node }) => {
      hands.network.reset(node, hands.surroundings.broker.node);
      return () => {};
    },
  }),

  "mqtt.subscribeDenied": watching({
    area: "broker",
    on: "client",
    harm: "nothing",
    watches: "subscribe",
    says: "The broker forgets the client and denies its subscriptions (return code 128): it hears nothing.",
    params: {},
    example: { target: "hub:august-hub-1", for: "15m" },
    judge: () => () => ({ type: "deny" }),
    hold: ({ hands }, { clientId }) => {
      // What was subscribed before would still be heard, as long as the session lasts.
      hands.broker.takeOver(clientId, { forgets: true });
      return () => {};
    },
  }),

  "mqtt.restart": once({
    area: "broker",
    on: "broker",
    harm: "nothing",
    says: "The broker dies and starts again: connections are reset, and its memory is kept or lost.",
    params: {
      downFor: { form: "duration", default: "10s", max: "1d", says: "how long it is down" },
      keepsRetained: { form: "boolean", default: true, says: "whether retained messages survive" },
      keepsSessions: { form: "boolean", default: true, says: "whether sessions and queues survive" },
    },
    example: { target: "broker", when: { at: "1h" }, params: { downFor: "1m", keepsSessions: false } },
    act: ({ hands, params }) =>
      hands.broker.restart({
        downForMs: params.downFor,
        keepsRetained: params.keepsRetained,
        keepsSessions: params.keepsSessions,
      }),
  }),

  "mqtt.slowConsumer": lasting({
    area: "broker",
    on: "client",
    harm: "nothing",
    says: "The client stops reading: whoever writes to it waits, and with it the whole broker, for 5 s at most.",
    params: {},
    example: { target: "hub:smartthings-hub-1", for: "2m" },
    hold: ({ hands: { network, surroundings } }, { node }) => {
      const broker = surroundings.broker.node;
      network.setTrouble(broker, node, "mqtt.slowConsumer", { isStalled: true, windowBytes: 0 });
      return () => network.setTrouble(broker, node, "mqtt.slowConsumer", undefined);
    },
  }),

  "mqtt.retainedStale": watching({
    area: "broker",
    on: "client",
    harm: "nothing",
    watches: "message",
    says: "Messages are handed on and not retained: whoever subscribes later gets what was retained before.",
    params: {},
    example: { target: "hub:*", match: { topic: "*/availability" }, for: "1h" },
    judge: () => () => ({ type: "doNotRetain" }),
    hold:
      ({ hands }, { clientId }) =>
      () =>
        hands.broker.retainAgain(clientId),
  }),

  "mqtt.queueOverflow": lasting({
    area: "broker",
    on: "client",
    harm: "nothing",
    says: "The broker keeps only so many messages for a client that is away, and drops the rest.",
    params: {
      limit: { form: "number", isWhole: true, min: 0, max: 100_000, default: 5, says: "how many it keeps" },
    },
    example: { target: "service", for: "1d", params: { limit: 0 } },
    hold: ({ hands, params }, { clientId }) => {
      hands.broker.limitQueue(clientId, params.limit);
      return () => hands.broker.limitQueue(clientId, undefined);
    },
  }),

  "mqtt.malformed": once({
    area: "broker",
    on: "lock",
    harm: "nothing",
    says: "A message that is none of the wire appears on a topic of the lock.",
    params: {
      channel: {
        form: "choice",
        of: ["reply", "event", "state", "command"],
        default: "reply",
        says: "on which topic",
      },
      payload: {
        form: "choice",
        of: ["empty", "notJson", "wrongShape", "huge"],
        default: "notJson",
        says: "what is wrong with it",
      },
    },
    example: { target: "lock:august-1", params: { channel: "event", payload: "wrongShape" } },
    act: ({ hands, params }, { vendor, gateway, deviceId }) =>
      hands.broker.publish({ vendor, gateway, device: deviceId }, params.channel, payloads[params.payload]),
  }),
} as const satisfies Record<string, FaultKind>;
