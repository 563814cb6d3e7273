import assert from "node:assert/strict";
import { addressableDevices, isUsable, parseAccountReport } from "../wire/account-report.ts";
import { open } from "../wire/codec.ts";
import type { Envelope } from "../wire/envelope.ts";
import type { Topics } from "../wire/topics.ts";
import { DeviceSession } from "./device-session.ts";
import type { KnownDevice } from "./device-state.ts";
import type { ForeignEntry } from "./foreign-entry.ts";
import { Lane } from "./lane.ts";
import type {
  AdoptionRequest,
  ContentChange,
  DoorResult,
  Placement,
  PlacementRequest,
  Programmer,
} from "./programmer.ts";
import type { SessionEnvironment } from "./session-environment.ts";

export interface DeviceSessionsOptions extends SessionEnvironment {
  readonly topics: Topics;
  readonly device: (deviceId: string) => KnownDevice | undefined;
  /** Whether any device is behind the gateway. What others of its vendor's name say of themselves is nobody's. */
  readonly hasGateway: (vendor: string, gateway: string) => boolean;
  /** Told of messages that are not what their topic promises. The words hold no PIN. */
  readonly reportInvalid: (topic: string, problem: string) => void;
}

/** A gateway, as its availability and its account tell of it, and the sessions that reach their devices through it. */
class Gateway {
  /** For the locks of a family whose gateways carry one command at a time. */
  readonly lane = new Lane();
  readonly #sessions = new Map<string, DeviceSession>();
  #isOnline = false;
  #isAccountUsable = true;
  /** What the account lists; `undefined` until it has told. */
  #listed: ReadonlySet<string> | undefined;

  add(deviceId: string, session: DeviceSession): void {
    this.#sessions.set(deviceId, session);
  }

  setOnline(isOnline: boolean): void {
    if (isOnline && !this.#isOnline) for (const session of this.#sessions.values()) session.gatewayCameBack();
    this.#isOnline = isOnline;
    this.#tell();
  }

  setAccount(isUsable: boolean, devices: readonly string[]): void {
    this.#isAccountUsable = isUsable;
    this.#listed = new Set(devices);
    this.#tell();
  }

  /** Whether anything can be asked of the device through this gateway now. */
  reaches(deviceId: string): boolean {
    return this.#isOnline && this.#isAccountUsable && this.#listed?.has(deviceId) !== false;
  }

  #tell(): void {
    for (const [deviceId, session] of this.#sessions) session.setOnline(this.reaches(deviceId));
  }
}

/**
 * All device sessions of one service: finds the session for a placement or a message. A session exists from the first
 * moment that something is to be programmed or was heard.
 */
export class DeviceSessions implements Programmer {
  readonly #options: DeviceSessionsOptions;
  readonly #sessions = new Map<string, DeviceSession>();
  readonly #deviceOf = new Map<string, string>();
  readonly #gateways = new Map<string, Gateway>();
  readonly #environment: SessionEnvironment;

  constructor(options: DeviceSessionsOptions) {
    this.#options = options;
    const { listener } = options;
    this.#environment = {
      ...options,
      listener: {
        placementMoved: (placement, previous) => listener.placementMoved(placement, previous),
        placementEnded: (placement) => {
          this.#deviceOf.delete(placement.placementId);
          listener.placementEnded(placement);
        },
        changedExternally: (placement, change) => listener.changedExternally(placement, change),
        deviceReported: (deviceId, facts) => listener.deviceReported(deviceId, facts),
        gatewayReported: (vendor, gateway, online) => listener.gatewayReported(vendor, gateway, online),
        accountReported: (vendor, gateway, report) => listener.accountReported(vendor, gateway, report),
        doorMoved: (deviceId, move) => listener.doorMoved(deviceId, move),
        accessDenied: (deviceId, messageId) => listener.accessDenied(deviceId, messageId),
        foreignEntrySeen: (entry) => listener.foreignEntrySeen(entry),
        foreignEntryRead: (entry) => listener.foreignEntryRead(entry),
        foreignEntryGone: (entry) => {
          if (entry.clearedBy !== undefined) this.#deviceOf.delete(entry.clearedBy);
          listener.foreignEntryGone(entry);
        },
      },
    };
  }

  /** Takes up what a restart interrupted, removals first. */
  resume(): void {
    for (const entry of this.#options.foreign.all()) this.#session(entry.deviceId).resumeForeign(entry);
    const placements = [...this.#options.journal.all()];
    const removals = placements.filter(({ intent }) => intent === "absent");
    const others = placements.filter(({ intent }) => intent !== "absent");
    for (const placement of [...removals, ...others]) {
      if (placement.endedAt === undefined) this.#deviceOf.set(placement.placementId, placement.deviceId);
      this.#session(placement.deviceId).resume(placement);
    }
  }

  place(request: PlacementRequest): Placement {
    const placement = this.#session(request.deviceId).place(request);
    this.#deviceOf.set(placement.placementId, request.deviceId);
    return placement;
  }

  change(placementId: string, change: ContentChange): void {
    this.#sessionOf(placementId).change(placementId, change);
  }

  remove(placementId: string): void {
    this.#sessionOf(placementId).remove(placementId);
  }

  setAcceptsExternalChange(placementId: string, accepts: boolean): void {
    this.#sessionOf(placementId).setAcceptsExternalChange(placementId, accepts);
  }

  operateDoor(deviceId: string, action: "lock" | "unlock", done: (result: DoorResult) => void): void {
    this.#session(deviceId).operateDoor(action, done);
  }

  foreignPins(deviceId: string): ReadonlySet<string> {
    return this.#sessions.get(deviceId)?.foreignPins() ?? new Set();
  }

  lookAtForeign(entry: ForeignEntry): void {
    this.#session(entry.deviceId).lookAtForeign(entry);
  }

  adoptForeign(entry: ForeignEntry, request: AdoptionRequest): Placement {
    const placement = this.#session(entry.deviceId).adoptForeign(entry, request);
    this.#deviceOf.set(placement.placementId, entry.deviceId);
    return placement;
  }

  clearForeign(entry: ForeignEntry): Placement {
    const placement = this.#session(entry.deviceId).clearForeign(entry);
    this.#deviceOf.set(placement.placementId, entry.deviceId);
    return placement;
  }

  release(placementId: string): ForeignEntry {
    const entry = this.#sessionOf(placementId).release(placementId);
    this.#deviceOf.delete(placementId);
    return entry;
  }

  abandon(placementId: string): void {
    this.#sessionOf(placementId).abandon(placementId);
    this.#deviceOf.delete(placementId);
  }

  /**
   * The service's own way to the broker is lost. Nothing is sent until the gateways have been heard of again, which is after
   * the news that waited for us: a command that was thought of before them would meet a table that it does not know.
   */
  linkLost(): void {
    for (const gateway of this.#gateways.values()) gateway.setOnline(false);
  }

  /** Takes in one message from the broker. What is not of this lab, or not of its form, is reported and dropped. */
  receive(topic: string, payload: string): void {
    const { topics, listener, reportInvalid, device, hasGateway } = this.#options;
    const parts = topics.parse(topic);
    if (!parts) {
      reportInvalid(topic, "not a topic of this lab");
    } else if (!hasGateway(parts.vendor, parts.gateway)) {
      reportInvalid(topic, "no such gateway");
    } else if (parts.channel === "availability") {
      if (payload !== "online" && payload !== "offline") {
        reportInvalid(topic, "neither online nor offline");
        return;
      }
      const isOnline = payload === "online";
      this.#gateway(parts).setOnline(isOnline);
      listener.gatewayReported(parts.vendor, parts.gateway, isOnline);
    } else if (parts.channel === "account") {
      const report = parseAccountReport(payload);
      if (!report) {
        reportInvalid(topic, "not a report of an account");
        return;
      }
      this.#gateway(parts).setAccount(isUsable(report.errors), addressableDevices(report));
      listener.accountReported(parts.vendor, parts.gateway, report);
    } else if (!("device" in parts) || parts.channel === "command") {
      reportInvalid(topic, "commands are not for the service");
    } else {
      const known = device(parts.device);
      if (known?.address.vendor !== parts.vendor || known.address.gateway !== parts.gateway) {
        reportInvalid(topic, "no such device behind this gateway");
        return;
      }
      const opened = open(known.driver.wire, parts.channel, payload);
      if (!opened.ok) reportInvalid(topic, opened.problem);
      else if (this.#hasExpired(opened.envelope)) reportInvalid(topic, "it has expired");
      else if (parts.channel === "reply") this.#session(parts.device).receiveReply(opened.envelope);
      else this.#session(parts.device).receiveNews(opened.envelope, { isState: parts.channel === "state" });
    }
  }

  #hasExpired({ expiresAt }: Envelope): boolean {
    return expiresAt !== undefined && Date.parse(expiresAt) < this.#options.clock.now();
  }

  #gateway({ vendor, gateway }: { readonly vendor: string; readonly gateway: string }): Gateway {
    const key = `${vendor}/${gateway}`;
    const existing = this.#gateways.get(key);
    if (existing) return existing;
    const created = new Gateway();
    this.#gateways.set(key, created);
    return created;
  }

  #session(deviceId: string): DeviceSession {
    const existing = this.#sessions.get(deviceId);
    if (existing) return existing;
    const known = this.#options.device(deviceId);
    assert(known, `no device ${deviceId}`);
    const gateway = this.#gateway(known.address);
    const isSerialised = known.driver.profile.gatewaySerialises?.value === true;
    const session = new DeviceSession(
      known,
      this.#environment,
      gateway.reaches(deviceId),
      isSerialised ? gateway.lane : undefined,
    );
    gateway.add(deviceId, session);
    this.#sessions.set(deviceId, session);
    return session;
  }

  #sessionOf(placementId: string): DeviceSession {
    const deviceId = this.#deviceOf.get(placementId);
    assert(deviceId, `no placement ${placementId}`);
    return this.#session(deviceId);
  }
}
