import { createHash, timingSafeEqual } from "node:crypto";
import { RequestError } from "../lock/errors.ts";

/** Throws unless the `Authorization` header carries the key. Takes the same time whatever the header holds. */
export function requireKey(authorization: string | undefined, apiKey: string): void {
  const [, given = ""] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
  // Digests have one length, which timingSafeEqual demands and which says nothing about the key's.
  if (!timingSafeEqual(digestOf(given), digestOf(apiKey))) {
    throw new RequestError(
      "unauthorized",
      'Expected "Authorization: Bearer <API key>" with the key of this lab',
    );
  }
}

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();
