import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { EventObject } from "../access-codes/seam-objects.ts";

/** What the metrics ask of the lab when somebody reads them. */
export interface MetricsSources {
  readonly vendorOf: (deviceId: string) => string | undefined;
  /** How many wait, by the queue's name. */
  readonly queueDepths: () => Readonly<Record<string, number>>;
  /** How many codes are followed at most, from their request to the keypad. */
  readonly followedMax?: number;
}

/** How an operation on a lock ended, or what is in its way, by the event that tells of it. */
const outcomes: Readonly<Record<string, string>> = {
  "access_code.set_on_device": "set",
  "access_code.scheduled_on_device": "scheduled",
  "access_code.removed_from_device": "removed",
  "access_code.failed_to_set_on_device": "failed_to_set",
  "access_code.delay_in_setting_on_device": "delay_in_setting",
  "access_code.failed_to_remove_from_device": "failed_to_remove",
  "access_code.delay_in_removing_from_device": "delay_in_removing",
};

/** What asks for something to be put on a lock, and what ends the wait for it. */
const begins = new Set(["access_code.created", "access_code.changed"]);
const arrives = new Set(["access_code.set_on_device", "access_code.scheduled_on_device"]);
const ends = new Set(["access_code.deleted", "access_code.removed_from_device"]);

const secondsBuckets = [1, 2, 5, 10, 30, 60, 120, 300, 900, 3600, 86_400];

const followedOrdinarily = 100_000;

/** What a lab tells Prometheus: counts and times by vendor, never a code, a name or an id. */
export class LabMetrics {
  readonly #sources: MetricsSources;
  readonly #registry = new Registry();
  /** When each code was last asked for, in milliseconds, until it is on its lock. */
  readonly #askedAt = new Map<string, number>();
  readonly #operations = this.#register(
    new Counter({
      name: "lockstep_operations_total",
      help: "Operations on locks, by how they ended or what delays them",
      labelNames: ["vendor", "outcome"],
      registers: [],
    }),
  );
  readonly #timeToSet = this.#register(
    new Histogram({
      name: "lockstep_time_to_set_seconds",
      help: "From a request to the keypad, in the lab's time; a code of a later window waits for that",
      labelNames: ["vendor"],
      buckets: secondsBuckets,
      registers: [],
    }),
  );
  readonly #reconnects = this.#register(
    new Counter({
      name: "lockstep_reconnects_total",
      help: "Connections of the service to the broker, after the first",
      registers: [],
    }),
  );
  readonly #violations = this.#register(
    new Counter({
      name: "lockstep_violations_total",
      help: "Promises that were seen broken, by invariant",
      labelNames: ["invariant"],
      registers: [],
    }),
  );
  readonly #depths = this.#register(
    new Gauge({
      name: "lockstep_queue_depth",
      help: "What waits: entries to be programmed, webhooks to be sent, messages to be acknowledged",
      labelNames: ["queue"],
      registers: [],
    }),
  );
  #connections = 0;

  constructor(sources: MetricsSources) {
    this.#sources = sources;
  }

  /** One of Seam's events has become durable, at this instant of the lab. */
  told(event: EventObject, now: number): void {
    const { event_type: type, device_id: deviceId, access_code_id: accessCodeId } = event;
    if (typeof deviceId !== "string" || typeof accessCodeId !== "string") return;
    const vendor = this.#sources.vendorOf(deviceId) ?? "unknown";
    const outcome = outcomes[type];
    if (outcome !== undefined) this.#operations.inc({ vendor, outcome });
    if (begins.has(type)) this.#follow(accessCodeId, now);
    const askedAt = this.#askedAt.get(accessCodeId);
    if (arrives.has(type) && askedAt !== undefined) {
      this.#timeToSet.observe({ vendor }, (now - askedAt) / 1000);
    }
    if (arrives.has(type) || ends.has(type)) this.#askedAt.delete(accessCodeId);
  }

  /** The service has connected to the broker. */
  connected(): void {
    this.#connections++;
    if (this.#connections > 1) this.#reconnects.inc();
  }

  violated(invariant: string): void {
    this.#violations.inc({ invariant });
  }

  /** Everything, in Prometheus' text format. */
  text(): Promise<string> {
    for (const [queue, depth] of Object.entries(this.#sources.queueDepths()))
      this.#depths.set({ queue }, depth);
    return this.#registry.metrics();
  }

  #follow(accessCodeId: string, now: number): void {
    const { followedMax = followedOrdinarily } = this.#sources;
    if (this.#askedAt.size < followedMax) this.#askedAt.set(accessCodeId, now);
  }

  #register<Metric extends Counter | Gauge | Histogram>(metric: Metric): Metric {
    this.#registry.registerMetric(metric as Counter);
    return metric;
  }
}
