import assert from "node:assert/strict";
import type { TimerHandle } from "../kernel/ports.ts";
import type { Body } from "../wire/envelope.ts";
import type { DeviceAddress } from "../wire/topics.ts";
import type { DeviceContext, LockDriver, Operation } from "./lock-driver.ts";
import type { IssueOperation } from "./offline-codes.ts";
import type { SessionEnvironment } from "./session-environment.ts";

/** A command that was sent and whose end is awaited, and who waits for it. */
export interface Flight<Holder> {
  readonly messageId: string;
  readonly operation: Operation | IssueOperation;
  readonly holder: Holder;
  readonly timer: TimerHandle;
  /** The vendor's name for the job that the command has become. */
  readonly job?: string | undefined;
  /** The vendor was asked how the job has ended: `messageId` is the question. */
  readonly isAsked?: boolean | undefined;
}

export interface CommandInFlightParts<Holder> {
  readonly address: DeviceAddress;
  readonly driver: LockDriver;
  readonly context: () => DeviceContext;
  readonly environment: Pick<SessionEnvironment, "clock" | "outbox">;
  /** Neither an answer nor the end of the job has come in time. */
  readonly givenUp: (flight: Flight<Holder>) => void;
}

/**
 * The one command that is under way at a device. It ends by its answer, by the end of its job, or by silence. The end of a job is told
 * once, and may be missed: where the vendor can be asked for it, silence comes after that.
 */
export class CommandInFlight<Holder> {
  readonly #parts: CommandInFlightParts<Holder>;
  #flight: Flight<Holder> | undefined;

  constructor(parts: CommandInFlightParts<Holder>) {
    this.#parts = parts;
  }

  get holder(): Holder | undefined {
    return this.#flight?.holder;
  }

  get isUnderWay(): boolean {
    return this.#flight !== undefined;
  }

  send(operation: Operation | IssueOperation, holder: Holder): void {
    const { driver, context } = this.#parts;
    this.#flight = { operation, holder, ...this.#transmit(encoded(driver, operation, context())) };
  }

  /**
   * Takes the command out of flight that this message answers, or tells the end of. `undefined`: late or doubled, or the answer to a
   * command that has become a job. Whoever asked has stopped waiting.
   */
  land(inReplyTo: string | undefined): Flight<Holder> | undefined {
    const flight = this.#flight;
    if (!flight || flight.messageId !== inReplyTo) return undefined;
    return flight.job === undefined || flight.isAsked ? this.#end(flight) : undefined;
  }

  /** Puts a command back into flight, as a job. */
  awaitJob(flight: Flight<Holder>, job: string): void {
    const { replyTimeoutMs, jobPatienceMs = replyTimeoutMs } = this.#parts.driver.profile.timing;
    this.#flight = { ...flight, job, timer: this.#arm(flight.messageId, jobPatienceMs.value) };
  }

  /** Takes the command out of flight that has become this job. */
  landJob(job: string): Flight<Holder> | undefined {
    const flight = this.#flight;
    return flight?.job === job ? this.#end(flight) : undefined;
  }

  #end(flight: Flight<Holder>): Flight<Holder> {
    this.#parts.environment.clock.clearTimeout(flight.timer);
    this.#flight = undefined;
    return flight;
  }

  /** Asks once for the end of a job of which nothing was told. `undefined`: there is nothing more to ask. */
  #asking(flight: Flight<Holder>): Flight<Holder> | undefined {
    if (flight.job === undefined || flight.isAsked) return undefined;
    const question = this.#parts.driver.encodeJobQuestion?.(flight.job);
    return question && { ...flight, ...this.#transmit(question), isAsked: true };
  }

  #transmit(body: Body): Pick<Flight<Holder>, "messageId" | "timer"> {
    const { address, driver, environment } = this.#parts;
    const patienceMs = driver.profile.timing.replyTimeoutMs.value;
    const expiresAt = environment.clock.now() + patienceMs;
    const messageId = environment.outbox.command(address, driver.wire, body, expiresAt);
    return { messageId, timer: this.#arm(messageId, patienceMs) };
  }

  #arm(messageId: string, patienceMs: number): TimerHandle {
    return this.#parts.environment.clock.setTimeout(() => {
      const flight = this.#flight;
      if (flight?.messageId !== messageId) return;
      this.#flight = this.#asking(flight);
      if (!this.#flight) this.#parts.givenUp(flight);
    }, patienceMs);
  }
}

function encoded(driver: LockDriver, operation: Operation | IssueOperation, device: DeviceContext): Body {
  if (operation.type !== "issue") return driver.encode(operation, device);
  assert(driver.offline, "a family without codes that keypads verify by themselves");
  return driver.offline.encode(operation, device);
}
