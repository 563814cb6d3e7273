import { z } from "zod";
import { maskPin } from "../lock/pin.ts";
import { type Body, Envelope } from "./envelope.ts";
import type { Channel } from "./topics.ts";
import type { VendorWire } from "./vendor-wire.ts";

/** What came of {@link seal}. `problem` says where and how the message breaks the contract, never what it holds. */
export type Sealed =
  | { readonly ok: true; readonly payload: string }
  | { readonly ok: false; readonly problem: string };

/** What came of {@link open}. */
export type Opened =
  | { readonly ok: true; readonly envelope: Envelope }
  | { readonly ok: false; readonly problem: string };

/** Puts a message into JSON, if it keeps the vendor's contract for the channel. */
export function seal(wire: VendorWire, channel: Channel, envelope: Envelope): Sealed {
  const checked = schemaOf(wire, channel).safeParse(envelope);
  return checked.success
    ? { ok: true, payload: JSON.stringify(checked.data) }
    : { ok: false, problem: describe(checked.error) };
}

/** Reads a message that arrived on the channel, if it keeps the vendor's contract. */
export function open(wire: VendorWire, channel: Channel, payload: string): Opened {
  let message: unknown;
  try {
    message = JSON.parse(payload);
  } catch {
    // The parser's own words quote the text, which may hold a PIN.
    return { ok: false, problem: "the payload is not JSON" };
  }
  const checked = schemaOf(wire, channel).safeParse(message);
  return checked.success
    ? { ok: true, envelope: checked.data }
    : { ok: false, problem: describe(checked.error) };
}

/** A copy of a body with asterisks in place of what the secret fields hold, at any depth. For traces. */
export function masked(body: Body, secretFields: readonly string[]): Body {
  return maskWithin(body, new Set(secretFields)) as Body;
}

type EnvelopeSchema = z.ZodType<Envelope>;

/** Envelope and body in one schema, so that a message is walked once, and compiled, because every message is walked at both ends. */
const schemas = new WeakMap<VendorWire, Map<Channel, EnvelopeSchema>>();

function schemaOf(wire: VendorWire, channel: Channel): EnvelopeSchema {
  let ofWire = schemas.get(wire);
  if (!ofWire) {
    ofWire = new Map();
    schemas.set(wire, ofWire);
  }
  let schema = ofWire.get(channel);
  if (!schema) {
    schema = z.compile(Envelope.extend({ body: wire[channel] }));
    ofWire.set(channel, schema);
  }
  return schema;
}

/** In our own words: zod's may quote keys, and a key may be a PIN. */
function describe(error: z.ZodError): string {
  return error.issues.map((issue) => `${pathOf(issue)}: ${problemOf(issue)}`).join("; ");
}

const pathOf = ({ path }: z.core.$ZodIssue): string =>
  path.length === 0
    ? "the message"
    : path
        .map(String)
        .join(".")
        .replace(/\d{4,}/g, maskPin);

function problemOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be of type ${issue.expected}`;
    case "invalid_value":
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
    case "invalid_format":
      return issue.format === "regex" ? "has the wrong form" : `must be a ${issue.format}`;
    case "invalid_union":
      return issue.discriminator === undefined
        ? "fits none of its forms"
        : `has an unknown "${issue.discriminator}"`;
    case "unrecognized_keys":
      return "has fields that the contract does not know";
    case "too_small":
      return `must be at least ${issue.minimum}`;
    case "too_big":
      return `must be at most ${issue.maximum}`;
    default:
      return `breaks the contract (${issue.code})`;
  }
}

function maskWithin(value: unknown, secretFields: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => maskWithin(item, secretFields));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      secretFields.has(name) ? maskAll(field) : maskWithin(field, secretFields),
    ]),
  );
}

/** Whatever shape a secret has, only its shape stays. */
function maskAll(value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (Array.isArray(value)) return value.map(maskAll);
  if (typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, maskAll(field)]));
  }
  return maskPin(String(value));
}
