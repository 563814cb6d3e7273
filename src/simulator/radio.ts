import type { Clock, TimerHandle } from "../kernel/ports.ts";
import type { FrameFault, FrameObservation } from "./fault-point.ts";
import type { Latency, Pacer } from "./pacer.ts";

export interface RadioSetting {
  readonly pacer: Pacer;
  readonly clock: Clock;
  readonly faultOf: (direction: FrameObservation["direction"]) => FrameFault | undefined;
}

/** A frame on its way to the lock. */
export interface Frame {
  /** Its sender gives it up. It does not arrive any more, unless it has. */
  cancel(): void;
}

/** The air between a hub and one lock: frames take their time, and may be lost, late, doubled, or overtake one another. */
export class Radio {
  readonly #setting: RadioSetting;
  /** Frames that arrive when another has overtaken them. */
  #overtaken: (() => void)[] = [];
  /** The lock listens at multiples of this; `undefined`: always. */
  #wakesEveryMs: number | undefined;

  constructor(setting: RadioSetting) {
    this.#setting = setting;
  }

  /** A lock that saves its battery listens only now and then, so that frames wait for it; `undefined`: always. */
  setWakesEvery(milliseconds: number | undefined): void {
    this.#wakesEveryMs = milliseconds;
  }

  /**
   * Sends a frame to the lock. `arrived` is called when it arrives, which is once, or twice, or never; `lost` when it should
   * have arrived and does not, for a sender that would notice.
   */
  toLock(latency: Latency, arrived: () => void, lost: () => void = () => {}): Frame {
    const { pacer, faultOf } = this.#setting;
    const fault = faultOf("toLock");
    const delayMs = this.#delayMs(pacer.draw(latency) + (fault?.type === "delay" ? fault.delayMs : 0));
    const timers: TimerHandle[] = [];
    let isCancelled = false;
    const arrive = () => {
      if (isCancelled) return;
      arrived();
      for (const overtaken of this.#overtaken.splice(0)) overtaken();
    };
    const after = (milliseconds: number, callback: () => void) =>
      timers.push(pacer.wait(milliseconds, callback));

    after(delayMs, () => {
      if (fault?.type === "lose") lost();
      else if (fault?.type === "overtake") this.#waitToBeOvertaken(arrive, fault.patienceMs, after);
      else arrive();
    });
    if (fault?.type === "double") after(this.#delayMs(delayMs + pacer.draw(latency)), arrive);
    return {
      cancel: () => {
        isCancelled = true;
        for (const timer of timers) pacer.cancel(timer);
      },
    };
  }

  /** What becomes of the answer that the lock sends now: after how many milliseconds the hub hears it, or that it never does. */
  fromLock(): number | "lost" {
    const fault = this.#setting.faultOf("fromLock");
    if (fault?.type === "lose") return "lost";
    return fault?.type === "delay" ? fault.delayMs : 0;
  }

  #waitToBeOvertaken(
    arrive: () => void,
    patienceMs: number,
    after: (milliseconds: number, callback: () => void) => void,
  ): void {
    let hasArrived = false;
    const arriveOnce = () => {
      if (hasArrived) return;
      hasArrived = true;
      arrive();
    };
    this.#overtaken.push(arriveOnce);
    after(patienceMs, arriveOnce);
  }

  /** A frame that arrives while the lock sleeps waits until it wakes. */
  #delayMs(milliseconds: number): number {
    if (this.#wakesEveryMs === undefined) return milliseconds;
    const at = this.#setting.clock.now() + milliseconds;
    return milliseconds + ((this.#wakesEveryMs - (at % this.#wakesEveryMs)) % this.#wakesEveryMs);
  }
}
