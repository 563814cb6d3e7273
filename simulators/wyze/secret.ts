import { createDecipheriv, createHash } from "node:crypto";

const digest = (text: string): Buffer => createHash("md5").update(text).digest();

/** The secret of the account behind a gateway. Any will do: it is made from the gateway's name, so that it outlives a restart. */
export const secretOf = (gateway: string): string => digest(`account of ${gateway}`).toString("hex");

/** The digits of a sealed password; `undefined` for one that was sealed with anything else. */
export function unseal(password: string, secret: string): string | undefined {
  try {
    const decipher = createDecipheriv("aes-128-cbc", digest(secret), "0123456789ABCDEF");
    const text = decipher.update(password, "hex", "utf8") + decipher.final("utf8");
    return /^\d+$/.test(text) ? text : undefined;
  } catch {
    // The padding is wrong: another secret.
    return undefined;
  }
}
