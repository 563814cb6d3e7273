import { type ChildProcess, fork } from "node:child_process";
import type { HubsNews, HubsOptions, HubsOrder } from "./hubs.ts";

/** A process that simulates a part of the fleet, and what it is told to do. */
export class HubProcess {
  /** The hubs that it simulates. */
  readonly hubs: readonly string[];
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, hubs: readonly string[]) {
    this.#process = child;
    this.hubs = hubs;
  }

  /** Resolves when its hubs are connected. Rejects when not all of them have come in a minute. */
  static async start(options: HubsOptions): Promise<HubProcess> {
    const child = fork(new URL("./hubs.ts", import.meta.url), [JSON.stringify(options)]);
    const news = await nextNews(child);
    if (news.type !== "connected") throw new Error("the hubs said something else first");
    const { hubs, connected } = news;
    if (connected < hubs.length) throw new Error(`${hubs.length - connected} hubs have not connected`);
    return new HubProcess(child, hubs);
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  async tell(order: HubsOrder): Promise<HubsNews> {
    const answered = nextNews(this.#process);
    this.#process.send(order);
    return answered;
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }
}

const nextNews = (child: ChildProcess): Promise<HubsNews> =>
  new Promise((resolve, reject) => {
    const ended = () => reject(new Error("a process of hubs has ended"));
    child.once("exit", ended);
    child.once("message", (news) => {
      child.off("exit", ended);
      resolve(news as HubsNews);
    });
  });
