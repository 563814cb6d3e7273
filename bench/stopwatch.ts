/** How often something was done. What other work on the machine takes does not count towards the processor's second. */
export interface Rate {
  readonly perSecond: number;
  readonly perProcessorSecond: number;
}

/** Adds up the time of what it is asked to time: by the clock, and that of this process on all processors. */
export class Stopwatch {
  #seconds = 0;
  #processorSeconds = 0;

  async time<T>(work: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    const usage = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(usage);
    this.#seconds += (performance.now() - begun) / 1000;
    this.#processorSeconds += (user + system) / 1e6;
    return result;
  }

  get processorSeconds(): number {
    return this.#processorSeconds;
  }

  rateOf(count: number): Rate {
    return { perSecond: count / this.#seconds, perProcessorSecond: count / this.#processorSeconds };
  }
}
