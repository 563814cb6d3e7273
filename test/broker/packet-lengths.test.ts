import fc from "fast-check";
import { expect, test } from "vitest";
import { PacketLengths } from "../../src/broker/packet-lengths.ts";

/** The fixed header of a packet, as MQTT 3.1.1 has it in section 2.2. */
function headerOf(length: number): Buffer {
  const header = [0x30];
  let left = length;
  do {
    header.push((left % 128) + (left >= 128 ? 128 : 0));
    left = Math.floor(left / 128);
  } while (left > 0);
  return Buffer.from(header);
}

const packetOf = (length: number) => Buffer.concat([headerOf(length), Buffer.alloc(length, 0xff)]);

/** The bytes in pieces that end at these places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...ends].map((start, index) => bytes.subarray(start, ends[index] ?? bytes.length));
}

test("a packet that is too long is found, wherever the stream is cut, and no other", () => {
  const lengths = fc.array(fc.oneof(fc.nat(3), fc.nat(300), fc.nat(40_000)), { maxLength: 6 });
  fc.assert(
    fc.property(lengths, fc.nat(40_000), fc.array(fc.nat()), (packets, max, places) => {
      const watched = new PacketLengths();
      const pieces = cut(Buffer.concat(packets.map(packetOf)), places);
      const isFound = pieces.some((piece) => watched.exceeds(max, piece));
      expect(isFound).toBe(packets.some((length) => length > max));
    }),
  );
});

test("it is found by its header alone, before anything of it has come", () => {
  expect(new PacketLengths().exceeds(1_000_000, headerOf(200_000_000))).toBe(true);
});
