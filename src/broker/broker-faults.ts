/** A message on its way through the broker, and who published it; `undefined` for the will of a client that is gone. */
export interface BrokerMessage {
  readonly clientId: string | undefined;
  readonly topic: string;
  readonly payload: string;
}

/**
 * Where the broker asks whether something is to go wrong. `src/faults` answers. Asking never changes anything but the count
 * of a fault that fires.
 */
export interface BrokerFaults {
  /** What is to happen to a message that a client has published. */
  onMessage(message: BrokerMessage): PublishFault | undefined;
  /** What is to happen when this client is handed a message on the topic. */
  onDelivery(delivery: { readonly clientId: string; readonly topic: string }): DeliveryFault | undefined;
  /** Whether this client may connect. */
  onConnect(client: { readonly clientId: string }): ConnectFault | undefined;
  /** Whether this client may subscribe. */
  onSubscribe(client: { readonly clientId: string }): SubscribeFault | undefined;
}

export type PublishFault =
  /** The publisher's connection breaks before its acknowledgement arrives: it publishes the message once more. */
  | { readonly type: "loseAck" }
  /** The message is handed on and not retained: who subscribes later gets what was retained before. */
  | { readonly type: "doNotRetain" };

/** The subscriber's connection breaks before its acknowledgement arrives: it gets the message once more. */
export type DeliveryFault = { readonly type: "loseAck" };

/** The connection is refused with this return code of MQTT 3.1.1, 2 to 5. */
export type ConnectFault = { readonly type: "refuse"; readonly returnCode: number };

export type SubscribeFault = { readonly type: "deny" };

export const noBrokerFaults: BrokerFaults = {
  onMessage: () => undefined,
  onDelivery: () => undefined,
  onConnect: () => undefined,
  onSubscribe: () => undefined,
};
