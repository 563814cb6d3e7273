import { drivers } from "../../drivers/index.ts";
import { StepClock } from "../../src/conformance/step-clock.ts";
import { DeviceSession } from "../../src/driver/device-session.ts";
import type { ForeignEntry } from "../../src/driver/foreign-entry.ts";
import type { Lane } from "../../src/driver/lane.ts";
import type { LockDriver } from "../../src/driver/lock-driver.ts";
import type { Placement, ProgrammerListener } from "../../src/driver/programmer.ts";
import { SeededIds, seededRandom } from "../../src/kernel/random.ts";
import type { Body } from "../../src/wire/envelope.ts";

/** A command that a session has sent, and a way to answer it. */
export interface Sent {
  readonly messageId: string;
  readonly body: Body;
  readonly at: number;
}

/** SmartThings' reply time-out. */
const replyTimeoutMs = 30_000;

/** One device session with its clock in hand and a lock that answers only what a test says. */
export class SessionBench {
  readonly clock = new StepClock();
  readonly sent: Sent[] = [];
  readonly ended: Placement[] = [];
  readonly external: string[] = [];
  readonly saved = new Map<string, Placement>();
  readonly foreign = new Map<string, ForeignEntry>();
  /** What was told of strangers' entries, by their keys. */
  readonly foreignNews: string[] = [];
  readonly session: DeviceSession;
  readonly #answered = new Set<string>();
  #seq = 0;

  /** `lane`: the gateway's, where it carries one command at a time. */
  constructor(vendor: string | LockDriver, lane?: Lane) {
    const driver = typeof vendor === "string" ? drivers[vendor] : vendor;
    if (!driver) throw new Error(`no driver ${String(vendor)}`);
    const ids = new SeededIds(seededRandom(1));
    const listener: ProgrammerListener = {
      placementMoved: () => {},
      placementEnded: (placement) => this.ended.push(placement),
      changedExternally: (_, change) => this.external.push(change.type),
      deviceReported: () => {},
      gatewayReported: () => {},
      accountReported: () => {},
      doorMoved: () => {},
      accessDenied: () => {},
      foreignEntrySeen: ({ entry }) => this.foreignNews.push(`seen ${entry}`),
      foreignEntryRead: ({ entry }) => this.foreignNews.push(`read ${entry}`),
      foreignEntryGone: ({ entry }) => this.foreignNews.push(`gone ${entry}`),
    };
    this.session = new DeviceSession(
      {
        address: { vendor: driver.profile.vendor, gateway: "hub", device: "door" },
        driver,
        zone: "Europe/Paris",
      },
      {
        clock: this.clock,
        random: seededRandom(2),
        ids,
        listener,
        journal: {
          all: () => this.saved.values(),
          save: (placement) => this.saved.set(placement.placementId, placement),
          delete: (placementId) => this.saved.delete(placementId),
        },
        foreign: {
          all: () => this.foreign.values(),
          save: (entry) => this.foreign.set(entry.foreignId, entry),
          delete: (foreignId) => this.foreign.delete(foreignId),
        },
        outbox: {
          command: (_address, _wire, body) => {
            const messageId = ids.uuid();
            this.sent.push({ messageId, body, at: this.clock.now() });
            return messageId;
          },
        },
      },
      true,
      lane,
    );
  }

  place(pin: string, name = "Ada"): string {
    const request = {
      accessCodeId: `code ${name} ${pin.length}`,
      deviceId: "door",
      pin,
      name,
      acceptsExternalChange: false,
    };
    return this.session.place(request).placementId;
  }

  placement(placementId: string): Placement {
    const placement = this.saved.get(placementId);
    if (!placement) throw new Error("no such placement");
    return placement;
  }

  /** The command that the session waits for. */
  get last(): Sent {
    const last = this.sent.at(-1);
    if (!last) throw new Error("nothing was sent");
    return last;
  }

  /** How many commands wait for their answer: sent, not answered, and not yet given up. */
  get inFlight(): number {
    return this.sent.filter(
      ({ messageId, at }) => !this.#answered.has(messageId) && at + replyTimeoutMs > this.clock.now(),
    ).length;
  }

  answer(body: Body, { messageId } = this.last): void {
    this.#answered.add(messageId);
    this.session.receiveReply({ ...this.#envelope(body), inReplyTo: messageId });
  }

  tell(body: Body, id?: string): void {
    this.session.receiveNews({ ...this.#envelope(body), ...(id && { id }) });
  }

  /** Lets timers run until another command leaves. */
  untilSent(type: string): Sent {
    const seen = this.sent.length;
    for (let step = 0; step < 1_000; step++) {
      const found = this.sent.slice(seen).find(({ body }) => body.type === type);
      if (found) return found;
      if (!this.clock.step()) break;
    }
    throw new Error(`no ${type} was sent`);
  }

  #envelope(body: Body) {
    this.#seq++;
    const id = `00000000-0000-4000-8000-${String(this.#seq).padStart(12, "0")}`;
    return { id, seq: this.#seq, sentAt: new Date(this.clock.now()).toISOString(), body };
  }
}
