import { DateTime } from "luxon";
import { z } from "zod";
import type { OracodeCommand, OracodeState } from "../../drivers/dormakaba-oracode/wire.ts";
import type { TimerHandle } from "../../src/kernel/ports.ts";
import { invalidInput } from "../../src/lock/errors.ts";
import { settledBy, type Verdict } from "../../src/simulator/behaviour.ts";
import { KeypadMemory } from "../../src/simulator/keypad-lock.ts";
import { OfflineKeypad, OfflineMemory } from "../../src/simulator/offline-keypad.ts";
import { parseOptions } from "../../src/simulator/options.ts";
import type { LockPorts } from "../../src/simulator/served-lock.ts";
import { VendorLock } from "../../src/simulator/vendor-lock.ts";
import { behaviours, refusals } from "./behaviours.ts";
import { keypad as firmware, type Level, latencies, levelOnWire, Options, syncMs } from "./firmware.ts";
import { Stays } from "./stays.ts";

const Memory = z.strictObject({
  keypad: KeypadMemory,
  offline: OfflineMemory,
  /** The door's secret: what its codes are worked out with. */
  key: z.string(),
});

const conditionNames = ["userLevel.missing"] as const;

type Condition = (typeof conditionNames)[number];

/**
 * An Oracode door and what its server knows of it: its key, and the levels that the installer has programmed, half an hour
 * after he has. The two never speak with each other.
 */
export class OracodeDoor extends VendorLock<OracodeCommand, Condition> {
  override readonly refusals = refusals;
  readonly #options: Options;
  readonly #offline: OfflineKeypad;
  readonly #key: string;
  readonly #byLevels = new Map<readonly Level[], Stays>();
  readonly #fewer: readonly Level[];
  /** The levels that the server knows of. */
  #known: readonly Level[];
  #sync: TimerHandle | undefined;

  constructor(ports: LockPorts) {
    const options = parseOptions(Options, ports.setting.options);
    const memory = Memory.optional().parse(ports.loadMemory());
    const key = memory?.key ?? ports.ids.uuid();
    const offline = new OfflineKeypad(
      (pin, now) => this.#stays(this.#programmed).termsOf(pin, now),
      memory?.offline,
    );
    super(ports, "dormakaba-oracode", conditionNames, {
      firmware,
      clockSkewMs: options.clockSkewMs,
      memory: memory?.keypad,
      offline,
    });
    this.#options = options;
    this.#offline = offline;
    this.#key = key;
    this.#fewer = options.userLevels.filter(({ isMaster }) => isMaster);
    this.#known = options.userLevels;
    if (!memory) this.save();
  }

  /** What the server can work out. */
  get known(): Stays {
    return this.#stays(this.#known);
  }

  receive(command: OracodeCommand, decide: (judge: () => Verdict) => void): void {
    this.ports.pacer.after(latencies.server, () => decide(() => settledBy(behaviours, command, this)));
  }

  state(): OracodeState {
    const { zone } = this.ports.setting;
    const offset = DateTime.fromMillis(this.ports.clock.now(), { zone }).toFormat("ZZ");
    return {
      type: "door",
      doorId: this.ports.position + 1,
      doorName: `Door ${this.ports.position + 1}`,
      doorIsWireless: false,
      siteId: 1,
      siteName: this.gateway,
      ianaTimezone: zone,
      userLevels: this.#known.map((level) => levelOnWire(level, zone, offset)),
    };
  }

  /** There is no table to lose, and nobody who keeps a copy. */
  reportLoss(): void {}

  /** What can be reached is the server. */
  protected override get isReachable(): boolean {
    return true;
  }

  protected override cloudView() {
    return { userLevels: this.#known.map(({ name }) => name) };
  }

  protected override memory(): z.input<typeof Memory> {
    return { keypad: this.keypad.memory(), offline: this.#offline.memory(), key: this.#key };
  }

  /** The installer's hand-held is synchronised with the server later. */
  protected override conditionChanged(): void {
    const { pacer, publishState, publishEvent } = this.ports;
    pacer.cancel(this.#sync);
    this.#sync = pacer.wait(syncMs, () => {
      this.#known = this.#programmed;
      publishState();
      publishEvent({ type: "site.synced" });
    });
  }

  /** Nobody hears of it. */
  protected override doorMoved(): void {}

  protected override addByHand(): never {
    return notByHand();
  }

  protected override changeByHand(): never {
    return notByHand();
  }

  protected override removeByHand(): never {
    return notByHand();
  }

  /** The levels in the door itself. */
  get #programmed(): readonly Level[] {
    return this.isIn("userLevel.missing") ? this.#fewer : this.#options.userLevels;
  }

  #stays(levels: readonly Level[]): Stays {
    const known = this.#byLevels.get(levels);
    if (known) return known;
    const stays = new Stays(this.#key, this.ports.setting.zone, levels);
    this.#byLevels.set(levels, stays);
    return stays;
  }
}

function notByHand(): never {
  throw invalidInput("action", "is not possible: an Oracode door holds no codes that hands could change");
}
