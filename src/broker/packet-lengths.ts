/**
 * Follows a stream of MQTT packets by their fixed headers (MQTT 3.1.1, section 2.2), and keeps nothing of it: whoever takes
 * bytes in can know how long a packet will be before it has come.
 */
export class PacketLengths {
  /** Bytes of the present packet after its header that are still to come. */
  #toCome = 0;
  /** While a header is being read: the length as far as it is known, and what its next seven bits count. */
  #header: { length: number; factor: number } | undefined;

  /** Whether a packet's header in these bytes says that more than `max` will follow it. After that there is nothing to ask. */
  exceeds(max: number, bytes: Uint8Array): boolean {
    let place = 0;
    while (place < bytes.length) {
      if (this.#toCome > 0) {
        const skipped = Math.min(this.#toCome, bytes.length - place);
        this.#toCome -= skipped;
        place += skipped;
        continue;
      }
      const byte = bytes[place++] ?? 0;
      if (!this.#header) {
        this.#header = { length: 0, factor: 1 };
        continue;
      }
      this.#header.length += (byte & 127) * this.#header.factor;
      this.#header.factor *= 128;
      const { length, factor } = this.#header;
      if (length > max) return true;
      // After four bytes it is no length any more, which whoever reads the packets finds out.
      if (byte & 128 && factor < 128 ** 4) continue;
      this.#header = undefined;
      this.#toCome = length;
    }
    return false;
  }
}
