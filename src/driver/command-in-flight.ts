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
}

export interface CommandInFlightParts<Holder> {
  readonly address: DeviceAddress;
  readonly driver: LockDriver;
  readonly context: () => DeviceContext;
  readonly environment: Pick<SessionEnvironment, "clock" | "outbox">;
  /** Neither an answer nor the end of the job has come in time. */
  readonly givenUp: (flight: Flight<Holder>) => void;
}

/** The one command that is under way at a device. It ends by its answer, by the end of its job, or by silence. */
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
    const { address, driver, environment, context } = this.#parts;
    const patienceMs = driver.profile.timing.replyTimeoutMs.value;
    const body = encoded(driver, operation, context());
    const expiresAt = environment.clock.now() + patienceMs;
    const messageId = environment.outbox.command(address, driver.wire, body, expiresAt);
    this.#flight = { messageId, operation, holder, timer: this.#arm(messageId, patienceMs) };
  }

  /**
   * Takes the command out of flight that this message answers. `undefined`: late or doubled, or the answer to a command that
   * has become a job. Whoever asked has stopped waiting, and only a read tells what has become of it.
   */
  land(inReplyTo: string | undefined): Flight<Holder> | undefined {
    const flight = this.#flight;
    if (!flight || flight.job !== undefined || flight.messageId !== inReplyTo) return undefined;
    return this.#end(flight);
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

  #arm(messageId: string, patienceMs: number): TimerHandle {
    return this.#parts.environment.clock.setTimeout(() => {
      const flight = this.#flight;
      if (flight?.messageId !== messageId) return;
      this.#flight = undefined;
      this.#parts.givenUp(flight);
    }, patienceMs);
  }
}

function encoded(driver: LockDriver, operation: Operation | IssueOperation, device: DeviceContext): Body {
  if (operation.type !== "issue") return driver.encode(operation, device);
  assert(driver.offline, "a family without codes that keypads verify by themselves");
  return driver.offline.encode(operation, device);
}
