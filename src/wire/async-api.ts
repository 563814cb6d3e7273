import { z } from "zod";
import { AccountReport } from "./account-report.ts";
import { Envelope } from "./envelope.ts";
import { type Channel, channels, Topics } from "./topics.ts";
import type { VendorWire } from "./vendor-wire.ts";

type Json = Readonly<Record<string, unknown>>;

const saysOf: Readonly<Record<Channel, string>> = {
  command: "what the service tells a lock to do",
  reply: "the lock's answer to one command, which `inReplyTo` names",
  event: "what a lock says unasked",
  state: "what a lock is like now; retained",
};

const parameters = {
  gateway: { description: "The hub, bridge or account connection that serves the lock." },
  device: { description: "The lock." },
};

/**
 * The contracts of these wires as one AsyncAPI 3.0 document, seen from the service: it sends commands and receives the rest.
 * Made from the schemas that the messages are checked with.
 */
export function asyncApiDocument(wires: readonly VendorWire[], version: string): Json {
  const parts = wires.flatMap((wire) => [
    ...channels.map((channel) => deviceChannel(wire, channel)),
    ...gatewayChannels(wire),
  ]);
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Lockstep wire contracts",
      version,
      description:
        "How the service and the locks of each vendor speak over MQTT 3.1.1. All messages are QoS 1. A message that breaks its schema is dropped.",
    },
    defaultContentType: "application/json",
    channels: Object.fromEntries(parts.map(({ id, channel }) => [id, channel])),
    operations: Object.fromEntries(
      parts.map(({ id, channel, action }) => [
        `${action}.${id}`,
        {
          action,
          channel: { $ref: `#/channels/${id}` },
          messages: Object.keys(channel.messages).map((name) => ({
            $ref: `#/channels/${id}/messages/${name}`,
          })),
        },
      ]),
    ),
  };
}

interface Part {
  readonly id: string;
  readonly action: "send" | "receive";
  readonly channel: Json & { readonly messages: Readonly<Record<string, Json>> };
}

function deviceChannel(wire: VendorWire, channel: Channel): Part {
  const address = new Topics().of({ vendor: wire.vendor, gateway: "{gateway}", device: "{device}" }, channel);
  const bodies = alternatives(schemaOf(wire[channel]));
  return {
    id: `${wire.vendor}.${channel}`,
    action: channel === "command" ? "send" : "receive",
    channel: {
      address,
      description: `${wire.vendor}: ${saysOf[channel]}.`,
      parameters,
      messages: Object.fromEntries(
        bodies.map((body) => {
          const name = typeOf(body);
          return [name, { name, payload: withBody(body), "x-secret-fields": wire.secretFields }];
        }),
      ),
    },
  };
}

const gatewayChannels = ({ vendor }: VendorWire): Part[] => {
  const { gateway } = parameters;
  return [
    {
      id: `${vendor}.availability`,
      action: "receive",
      channel: {
        address: new Topics().availability(vendor, "{gateway}"),
        description: `${vendor}: whether the gateway is connected; retained, and the gateway's will.`,
        parameters: { gateway },
        messages: {
          availability: {
            name: "availability",
            contentType: "text/plain",
            payload: { type: "string", enum: ["online", "offline"] },
          },
        },
      },
    },
    {
      id: `${vendor}.account`,
      action: "receive",
      channel: {
        address: new Topics().account(vendor, "{gateway}"),
        description: `${vendor}: how the account behind the gateway is, and which devices it lists; retained.`,
        parameters: { gateway },
        messages: { account: { name: "account", payload: schemaOf(AccountReport) } },
      },
    },
  ];
};

/** AsyncAPI's own schema object is a superset of draft 7. */
function schemaOf(schema: z.ZodType): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    target: "draft-7",
    io: "input",
    unrepresentable: "any",
  });
  return json;
}

/** The members of a union, or the one schema that there is. */
function alternatives(schema: Json): readonly Json[] {
  const members = schema["oneOf"] ?? schema["anyOf"];
  return Array.isArray(members) ? members.flatMap(alternatives) : [schema];
}

/** Every body says its type as a constant. */
function typeOf(body: Json): string {
  const { type } = body["properties"] as { type: { const: string } };
  return type.const;
}

function withBody(body: Json): Json {
  const envelope = schemaOf(Envelope);
  return { ...envelope, properties: { ...(envelope["properties"] as Json), body } };
}
