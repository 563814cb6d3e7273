import { createLab, type Lab, LabRequestError, type LockHandle } from "../../src/index.ts";

// biome-ignore lint/suspicious/noExplicitAny: Seam's objects; test/clients checks their shape.
export type Answer = any;

type Input = Readonly<Record<string, unknown>>;

/** A story that shows what one parameter does, as its schema says. It fails when the parameter is ignored. */
export interface ParameterPromise {
  /** One lock of each, in this order. */
  readonly vendors?: readonly string[];
  readonly shows: (desk: DoorDesk) => Promise<void>;
}

/** By path and by parameter. */
export type ParameterPromises = Readonly<Record<string, Readonly<Record<string, ParameterPromise>>>>;

/** A lab with a few doors, and short words for what is asked again and again. */
export class DoorDesk {
  readonly lab: Lab;
  readonly doors: readonly LockHandle[];

  constructor(lab: Lab) {
    this.lab = lab;
    this.doors = lab.locks;
  }

  static async open(vendors: readonly string[]): Promise<DoorDesk> {
    const fleet = [...new Set(vendors)].map((vendor) => ({
      vendor,
      count: vendors.filter((one) => one === vendor).length,
    }));
    return new DoorDesk(await createLab({ seed: 3, fleet }));
  }

  get door(): LockHandle {
    return this.doors[0] as LockHandle;
  }

  get deviceId(): string {
    return this.door.deviceId;
  }

  /** ISO 8601, so many hours from now. */
  inHours(hours: number): string {
    return new Date(Date.parse(this.lab.now) + hours * 3_600_000).toISOString();
  }

  ask(path: string, input: Input = {}): Promise<Answer> {
    return this.lab.request(path, input);
  }

  /** Creates a code on the first door. */
  async create(input: Input = {}): Promise<Answer> {
    return (await this.ask("/access_codes/create", { device_id: this.deviceId, ...input })).access_code;
  }

  /** The code as it is now; `undefined` when it is gone. */
  async now({ access_code_id }: Answer): Promise<Answer | undefined> {
    return (await this.ask("/access_codes/list", { access_code_ids: [access_code_id] })).access_codes[0];
  }

  /** Waits until codes are where they should be, and looks at this one. */
  async settled(code: Answer): Promise<Answer | undefined> {
    await this.lab.advance("15m");
    return this.now(code);
  }

  opens(pin: string, door: LockHandle = this.door): boolean {
    return door.opensWith(pin);
  }
}

/** How a request was refused: its status, its type, and in what words; `undefined` when it was not. */
export async function refusalOf(request: Promise<unknown>): Promise<string | undefined> {
  try {
    await request;
    return undefined;
  } catch (error) {
    if (error instanceof LabRequestError) return `${error.status} ${error.type}: ${error.message}`;
    throw error;
  }
}
