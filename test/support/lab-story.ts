import { violatedGrammar } from "../../src/events/grammar.ts";
import { createLab, type Lab, type LabOptions, LabRequestError, type LockHandle } from "../../src/index.ts";
import type { Channel } from "../../src/wire/topics.ts";

// biome-ignore lint/suspicious/noExplicitAny: Seam's objects; test/clients checks their shape.
type Answer = any;

/** A lab with one lock, and short words for what its tests ask again and again. */
export class LabStory {
  readonly lab: Lab;
  readonly lock: LockHandle;

  constructor(lab: Lab, lock: LockHandle) {
    this.lab = lab;
    this.lock = lock;
  }

  get now(): number {
    return Date.parse(this.lab.now);
  }

  /** Creates a code and returns its id. */
  async create(pin: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const { access_code } = await this.lab.request("/access_codes/create", {
      device_id: this.lock.deviceId,
      code: pin,
      ...more,
    });
    return access_code.access_code_id;
  }

  /** Creates a code and waits until it is on the keypad. */
  async createSet(pin: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const id = await this.create(pin, more);
    await this.until(async () => (await this.status(id)) === "set", "15m");
    return id;
  }

  async update(id: string, change: Readonly<Record<string, unknown>>): Promise<void> {
    await this.lab.request("/access_codes/update", { access_code_id: id, ...change });
  }

  async delete(id: string): Promise<void> {
    await this.lab.request("/access_codes/delete", { access_code_id: id });
  }

  /** The code's object; `undefined` when it is gone. */
  async code(id: string): Promise<Answer | undefined> {
    try {
      return (await this.lab.request("/access_codes/get", { access_code_id: id })).access_code;
    } catch (error) {
      if (error instanceof LabRequestError && error.type === "access_code_not_found") return undefined;
      throw error;
    }
  }

  /** The code's status, or "gone". */
  async status(id: string): Promise<string> {
    return (await this.code(id))?.status ?? "gone";
  }

  async errors(id: string): Promise<string[]> {
    return (await this.code(id))?.errors.map((error: Answer) => error.error_code) ?? [];
  }

  async warnings(id: string): Promise<string[]> {
    return (await this.code(id))?.warnings.map((warning: Answer) => warning.warning_code) ?? [];
  }

  /** The types of a code's events, oldest first, without `access_code.`. */
  async events(id: string): Promise<string[]> {
    const { events } = await this.lab.request("/events/list", {
      since: "2025-01-01T00:00:00Z",
      access_code_id: id,
    });
    return events.map((event: Answer) => event.event_type.replace("access_code.", ""));
  }

  /** Advances second by second until the condition holds. Throws when it does not within `limit`. */
  async until(condition: () => Promise<boolean>, limit: string): Promise<void> {
    const start = this.now;
    await this.lab.advance("0s");
    while (!(await condition())) {
      if (this.now - start > parseMinutes(limit)) throw new Error(`it did not happen within ${limit}`);
      await this.lab.advance("1s");
    }
  }

  /** The PINs in the lock's own table, by slot. */
  pins(): string[] {
    return this.lock.inspect().slots.map(({ pin }) => pin);
  }

  /** The messages on one of the lock's topics since then, oldest first; PINs are masked. */
  async messages(channel: Channel, since = "2025-01-01T00:00:00Z"): Promise<Answer[]> {
    const url = `http://lab/_lockstep/trace?device_id=${this.lock.deviceId}&since=${since}`;
    const response = await this.lab.fetch(
      new Request(url, { headers: { authorization: `Bearer ${this.lab.apiKey}` } }),
    );
    const { trace } = (await response.json()) as Answer;
    return trace
      .filter((entry: Answer) => entry.topic.endsWith(`/${channel}`))
      .map((entry: Answer) => entry.message);
  }

  /** The bodies of the commands that the lock was sent, oldest first. */
  async commands(since?: string): Promise<Answer[]> {
    return (await this.messages("command", since)).map(({ body }) => body);
  }

  /** What breaks the grammar in the code's events. */
  async brokenGrammar(id: string): Promise<string | undefined> {
    return violatedGrammar(await this.events(id));
  }
}

const parseMinutes = (limit: string): number => Number(limit.replace("m", "")) * 60_000;

/** Tells a story in a lab with one lock of the vendor, and ends the lab. */
export async function inLab(
  vendor: string,
  tell: (story: LabStory) => Promise<void>,
  options: LabOptions & { readonly lock?: Readonly<Record<string, unknown>> } = {},
): Promise<void> {
  const { lock = {}, ...labOptions } = options;
  const lab = await createLab({ fleet: [{ vendor, options: lock }], seed: 7, ...labOptions });
  const [only] = lab.locks;
  try {
    if (only) await tell(new LabStory(lab, only));
  } finally {
    await lab.close();
  }
}
