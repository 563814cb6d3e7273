/** Why the broker has ended a connection: MQTT 3.1.1 has no other word for most of what a client may not do. */
export class RefusedClient extends Error {
  override readonly name = "RefusedClient";
}
