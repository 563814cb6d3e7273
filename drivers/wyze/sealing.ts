import { createCipheriv, createHash } from "node:crypto";

/** wyze-sdk, `WYZE_FORD_IV_HEX`: the characters themselves, not the bytes that they would be in hex. */
const initialisationVector = "0123456789ABCDEF";

/**
 * A PIN as Wyze's lock service takes it. wyze-sdk: `CBCEncryptor` under `MD5Hasher` of the secret. Assumed: AES-128, the digest's bytes
 * as its key, and PKCS#7 padding.
 */
export function seal(pin: string, secret: string): string {
  const key = createHash("md5").update(secret).digest();
  const cipher = createCipheriv("aes-128-cbc", key, initialisationVector);
  return cipher.update(pin, "utf8", "hex") + cipher.final("hex");
}
