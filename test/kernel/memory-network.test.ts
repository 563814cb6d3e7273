import fc from "fast-check";
import { expect, test } from "vitest";
import type { MemoryStream } from "../../src/kernel/memory-stream.ts";
import type { LinkConditions, WayTrouble } from "../../src/kernel/memory-way.ts";
import { World } from "../../src/kernel/world.ts";

const startAt = Date.UTC(2026, 0, 1);

/** A world with a link from `client` to `server`, and what each end has heard. */
async function linked(options: { seed?: number; links?: LinkConditions } = {}) {
  const { seed = 1, links } = options;
  const world = new World({ seed, startAt, ...(links && { links }) });
  const heard = { client: [] as string[], server: [] as string[] };
  const listen = (side: "client" | "server", stream: MemoryStream) => {
    stream.on("data", (bytes: Buffer) => heard[side].push(bytes.toString()));
    stream.on("end", () => heard[side].push("<end>"));
    stream.on("error", (error: NodeJS.ErrnoException) => heard[side].push(`<${error.code}>`));
    stream.on("close", () => heard[side].push("<close>"));
  };
  let server: MemoryStream | undefined;
  const serve = () =>
    world.network.listen("server", (stream) => {
      server = stream;
      listen("server", stream);
    });
  serve();
  const connect = () =>
    world.node("client").run(() => {
      const stream = world.network.connect("client", "server");
      listen("client", stream);
      return stream;
    });
  const client = connect();
  await world.runFor(1000);
  return { world, heard, client, server: server as MemoryStream, connect, serve };
}

test("bytes arrive whole and in order, under every latency and slicing", async () => {
  const conditions = fc.record({
    minMs: fc.nat(5),
    meanMs: fc.nat(50),
    sliceChance: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const messages = fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.nat(3)), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(fc.nat(), conditions, messages, async (seed, links, sent) => {
      const { world, heard, client, server } = await linked({ seed, links });
      for (const [text, pauseMs] of sent) {
        await world.enter("client", () => void client.write(text));
        await world.enter("server", () => void server.write(text));
        await world.runFor(pauseMs);
      }
      await world.runFor(10_000);
      const expected = sent.map(([text]) => text).join("");
      expect(heard.server.join("")).toBe(expected);
      expect(heard.client.join("")).toBe(expected);
    }),
    { numRuns: 60 },
  );
});

test("latencies are whole milliseconds, at least the minimum, with about the mean", async () => {
  const { world, client, server } = await linked({ links: { minMs: 2, meanMs: 12 } });
  const latencies: number[] = [];
  let sentAt = 0;
  server.on("data", () => latencies.push(world.now - sentAt));
  for (let message = 0; message < 2000; message++) {
    sentAt = world.now;
    await world.enter("client", () => void client.write("x"));
    await world.runFor(500);
  }
  expect(latencies).toHaveLength(2000);
  expect(latencies.every((latency) => Number.isInteger(latency) && latency >= 2)).toBe(true);
  const mean = latencies.reduce((sum, latency) => sum + latency, 0) / latencies.length;
  expect(Math.abs(mean - 12)).toBeLessThan(1);
});

test("a latency of nothing takes no time", async () => {
  const { world, heard, client } = await linked({ links: { minMs: 0, meanMs: 0 } });
  await world.enter("client", () => void client.write("now"));
  await world.runFor(0);
  expect(heard.server).toEqual(["now"]);
});

test("the writer may use its buffer again at once", async () => {
  const { world, heard, client } = await linked();
  const buffer = Buffer.from("before");
  await world.enter("client", () => {
    client.write(buffer);
    buffer.fill("x");
  });
  await world.runFor(1000);
  expect(heard.server).toEqual(["before"]);
});

test("destroying one end ends the other, after what was sent before", async () => {
  const { world, heard, client, server } = await linked();
  await world.enter("client", () => {
    client.write("last words");
    client.destroy();
  });
  await world.runFor(1000);
  expect(heard.server).toEqual(["last words", "<end>", "<close>"]);
  expect(server.destroyed).toBe(true);
  expect(world.network.linkCount).toBe(0);
});

test("an end that does not read is gone all the same when the other is destroyed", async () => {
  const { world, client, server } = await linked();
  await world.enter("server", () => void server.pause());
  await world.enter("client", () => {
    client.write("unread");
    client.destroy();
  });
  await world.runFor(1000);
  expect(server.destroyed).toBe(true);
});

test("nobody listening, or a cut, refuses with a code, and not at once", async () => {
  const { world, heard, connect } = await linked();
  world.network.unlisten("server");
  const refused = connect();
  expect(refused.destroyed).toBe(false);
  await world.runFor(1000);
  expect(heard.client).toEqual(["<ECONNREFUSED>", "<close>"]);
});

test("a cut resets what stands and refuses what comes, until it is restored", async () => {
  const { world, heard, connect } = await linked();
  await world.enter("environment", () => world.network.cut("server", "client"));
  expect(heard.client).toEqual(["<ECONNRESET>", "<close>"]);
  expect(heard.server).toEqual(["<ECONNRESET>", "<close>"]);
  connect();
  await world.runFor(1000);
  expect(heard.client.slice(2)).toEqual(["<ECONNREFUSED>", "<close>"]);
  await world.enter("environment", () => world.network.restore("client", "server"));
  const again = connect();
  await world.enter("client", () => void again.write("back"));
  await world.runFor(1000);
  expect(heard.server.at(-1)).toBe("back");
});

test("silence swallows bytes without a sign; the link is reset when it ends", async () => {
  const { world, heard, client } = await linked();
  world.network.silence("client", "server");
  await world.enter("client", () => void client.write("lost"));
  await world.runFor(3_600_000);
  expect(heard).toEqual({ client: [], server: [] });
  world.network.restore("client", "server");
  await world.runFor(1000);
  expect(heard.client).toEqual(["<ECONNRESET>", "<close>"]);
  expect(heard.server).toEqual(["<ECONNRESET>", "<close>"]);
});

test("after a crash the dead end says nothing, and the other is reset a millisecond later", async () => {
  const { world, heard, client, server } = await linked({ links: { minMs: 10, meanMs: 10 } });
  await world.enter("server", () => void server.write("in flight"));
  await world.enter("client", () => void client.write("in flight"));
  const crashedAt = world.now;
  let resetAt = 0;
  server.on("close", () => {
    resetAt = world.now;
  });
  world.crash("client");
  await world.runFor(1000);
  expect(heard).toEqual({ client: [], server: ["<ECONNRESET>", "<close>"] });
  expect(resetAt).toBe(crashedAt + 1);
  expect(client.destroyed).toBe(true);
});

test("a server that crashes before it accepts, or is down, resets or refuses", async () => {
  const { world, heard, connect, serve } = await linked({ links: { minMs: 50, meanMs: 50 } });
  world.network.resetNode("client");
  await world.runFor(1000);
  heard.client.length = 0;
  connect();
  world.crash("server");
  await world.runFor(1000);
  expect(heard.client).toEqual(["<ECONNRESET>", "<close>"]);
  connect();
  await world.runFor(1000);
  expect(heard.client.slice(2)).toEqual(["<ECONNREFUSED>", "<close>"]);
  serve();
  connect();
  await world.runFor(1000);
  expect(heard.client).toHaveLength(4);
});

test("a reader that does not read stops the writer, and lets it go on when it does", async () => {
  const { world, client, server } = await linked();
  await world.enter("server", () => void server.pause());
  let written = 0;
  await world.enter("client", () => {
    const write = () => {
      while (written < 500 && client.write(Buffer.alloc(1024, written++ % 251)));
    };
    client.on("drain", write);
    write();
  });
  await world.runFor(60_000);
  expect(written).toBeLessThan(200);
  let received = 0;
  await world.enter("server", () => {
    server.on("data", (bytes: Buffer) => {
      received += bytes.length;
    });
    server.resume();
  });
  await world.runFor(60_000);
  expect(written).toBe(500);
  expect(received).toBe(500 * 1024);
});

/** When the server hears what the client sends, and what; in milliseconds from the sending. */
async function arrivals(
  trouble: WayTrouble,
  sent: readonly string[],
): Promise<readonly (readonly [ms: number, text: string])[]> {
  const { world, client, server } = await linked({ links: { minMs: 1, meanMs: 1 } });
  world.network.setTrouble("client", "server", "test", trouble);
  const begun = world.now;
  const heard: [number, string][] = [];
  server.on("data", (bytes: Buffer) => heard.push([world.now - begun, bytes.toString()]));
  for (const text of sent) await world.enter("client", () => void client.write(text));
  await world.runFor(60_000);
  return heard;
}

test("a slow way delays by size, one after the other", async () => {
  expect(await arrivals({ bytesPerSecond: 10 }, ["0123456789", "01234"])).toEqual([
    [1001, "0123456789"],
    [1501, "01234"],
  ]);
});

test("a latency with a bound stays within it", async () => {
  const heard = await arrivals({ minMs: 100, meanMs: 5000, maxMs: 120 }, ["a"]);
  expect(heard[0]?.[0]).toBeGreaterThanOrEqual(100);
  expect(heard[0]?.[0]).toBeLessThanOrEqual(120);
});

test("slices can be many, and the bytes stay whole", async () => {
  const heard = await arrivals({ sliceChance: 1, slicePiecesMax: 5 }, ["0123456789"]);
  expect(heard.length).toBeGreaterThan(2);
  expect(heard.map(([, text]) => text).join("")).toBe("0123456789");
});

test("a stalled way holds everything back and then lets it come in a burst, in order", async () => {
  const { world, heard, client, server } = await linked();
  world.network.setTrouble("client", "server", "test", { isStalled: true });
  for (const text of ["a", "b", "c"]) {
    await world.enter("client", () => void client.write(text));
    await world.runFor(10_000);
  }
  await world.enter("server", () => void server.write("the other way is free"));
  await world.runFor(1000);
  expect(heard).toEqual({ client: ["the other way is free"], server: [] });
  world.network.setTrouble("client", "server", "test", undefined);
  await world.runFor(1000);
  expect(heard.server.join("")).toBe("abc");
});

test("silence on one way lets the other through, and resets the link when it ends", async () => {
  const { world, heard, client, server } = await linked();
  world.network.setTrouble("server", "client", "test", { isSilent: true });
  await world.enter("client", () => void client.write("there"));
  await world.enter("server", () => void server.write("back"));
  await world.runFor(60_000);
  expect(heard).toEqual({ client: [], server: ["there"] });
  world.network.setTrouble("server", "client", "test", undefined);
  await world.runFor(1000);
  expect(heard.client).toEqual(["<ECONNRESET>", "<close>"]);
});

test.each(["ECONNREFUSED", "ENOTFOUND", "ETIMEDOUT"] as const)(
  "new connections fail with %s, and the one that stands goes on",
  async (code) => {
    const { world, heard, client, connect } = await linked();
    world.network.setTrouble("client", "server", "test", { refusesWith: code });
    connect();
    await world.enter("client", () => void client.write("still here"));
    await world.runFor(60_000);
    expect(heard.client).toEqual([`<${code}>`, "<close>"]);
    expect(heard.server).toEqual(["still here"]);
    expect(world.network.linkCount).toBe(1);
  },
);

test("troubles of different names add up, and each ends by itself", async () => {
  const { world, heard, client } = await linked();
  world.network.cut("client", "server", "one");
  world.network.setTrouble("client", "server", "two", { refusesWith: "ENOTFOUND" });
  world.network.restore("client", "server", "one");
  world
    .node("client")
    .run(() => world.network.connect("client", "server"))
    .on("error", (error) => {
      heard.client.push((error as NodeJS.ErrnoException).code ?? "");
    });
  await world.runFor(1000);
  expect(client.destroyed).toBe(true);
  expect(heard.client.at(-1)).toBe("ENOTFOUND");
});

test("a reset after the next bytes loses what is answered to them, and not the bytes", async () => {
  const { world, heard, client, server } = await linked();
  server.on("data", () => void server.write("answer"));
  world.network.resetAfterNext("client", "server");
  await world.runFor(1000);
  expect(client.destroyed).toBe(false);
  await world.enter("client", () => void client.write("question"));
  await world.runFor(1000);
  expect(heard.server).toEqual(["question", "<ECONNRESET>", "<close>"]);
  expect(heard.client).toEqual(["<ECONNRESET>", "<close>"]);
});
