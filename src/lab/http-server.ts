import type { Server } from "node:http";
import { runOutside } from "../kernel/inside.ts";

export interface ListenOptions {
  /** 0, the default: any free port. */
  readonly port?: number;
  /** 127.0.0.1 unless told otherwise. */
  readonly host?: string;
}

/** An HTTP server in front of a lab. It stands outside the world, on the wall clock. */
export class HttpServer {
  readonly #server: Server;
  readonly url: string;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  /** Listens, and rejects when the port is taken. */
  static async listen(
    fetch: (request: Request) => Promise<Response>,
    { port = 0, host = "127.0.0.1" }: ListenOptions,
  ): Promise<HttpServer> {
    // Loaded when it is needed: a test that starts a lab without a port should not wait for it.
    const { serve } = await import("@hono/node-server");
    return runOutside(
      () =>
        new Promise((resolve, reject) => {
          const server = serve({ fetch, port, hostname: host }, (address) => {
            resolve(new HttpServer(server as Server, `http://${host}:${address.port}`));
          });
          server.once("error", reject);
        }),
    );
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}
