import { RequestError } from "../lock/errors.ts";

/** Far beyond any request of Seam's; assumed. */
const bodyBytesMax = 1024 * 1024;

/**
 * The JSON object in the body; without a body, an empty one. Throws a RequestError for a body that is too large, not
 * declared as JSON, or not a JSON object.
 */
export async function readJsonBody(request: Request): Promise<Record<string, unknown>> {
  const bytes = await readBytes(request);
  if (bytes.length === 0) return {};
  const contentType = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(contentType)) {
    throw new RequestError(
      "unsupported_media_type",
      'The body must be sent with "Content-Type: application/json"',
    );
  }
  const body = parseJson(bytes);
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new RequestError("invalid_input", "The body must be a JSON object");
  }
  // A record without a prototype cannot be reached into by a member called "__proto__".
  return Object.assign(Object.create(null), body);
}

/** The parser's own message quotes the text, which may hold a PIN, so it is not passed on. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new RequestError("invalid_input", "The body must be JSON in UTF-8");
  }
}

async function readBytes(request: Request): Promise<Uint8Array> {
  const declared = request.headers.get("content-length");
  if (Number(declared ?? 0) > bodyBytesMax) throw tooLarge();
  try {
    // HTTP holds a sender to the length that it declares, and reading all at once is several times as fast.
    const bytes =
      declared === null ? await readStream(request.body) : new Uint8Array(await request.arrayBuffer());
    if (bytes.length > bodyBytesMax) throw tooLarge();
    return bytes;
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw new RequestError("invalid_input", "The body broke off", { cause: error });
  }
}

/** What declares no length is read no further than it may be long. */
async function readStream(body: Request["body"]): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > bodyBytesMax) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (): RequestError =>
  new RequestError("payload_too_large", `The body must not be larger than ${bodyBytesMax} bytes`);
