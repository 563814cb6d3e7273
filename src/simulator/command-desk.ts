import type { Body } from "../wire/envelope.ts";
import type { Verdict } from "./behaviour.ts";
import type { CommandFault } from "./fault-point.ts";
import type { Pacer } from "./pacer.ts";
import type { ServedLock } from "./served-lock.ts";

export interface CommandDeskSetting<Command> {
  readonly lock: ServedLock<Command>;
  readonly pacer: Pacer;
  /** What is to go wrong with this command. Asked once per command. */
  readonly faultOf: (command: Command) => CommandFault | undefined;
  /** Makes the answer to the command `id`, ready for the wire. */
  readonly seal: (id: string, reply: Body) => string;
  readonly publish: (payload: string) => void;
}

/** One command, however often it was delivered. */
interface Exchange {
  /** Deliveries that wait for the answer. */
  waiting: number;
  answer: string | undefined;
}

/** How many commands a lock's gateway knows again when they are delivered once more. */
const rememberedMax = 100;

/**
 * One lock's commands, from their arrival to their answers. A command that is delivered twice has its effect once, and
 * gets the same answer again. This is also where a fault meets a command.
 */
export class CommandDesk<Command> {
  readonly #setting: CommandDeskSetting<Command>;
  readonly #exchanges = new Map<string, Exchange>();

  constructor(setting: CommandDeskSetting<Command>) {
    this.#setting = setting;
  }

  take(id: string, command: Command): void {
    const known = this.#exchanges.get(id);
    if (known) {
      if (known.answer === undefined) known.waiting++;
      else this.#setting.publish(known.answer);
      return;
    }
    const exchange: Exchange = { waiting: 1, answer: undefined };
    this.#remember(id, exchange);
    const fault = this.#setting.faultOf(command);
    if (fault?.type === "swallow") return;
    this.#setting.lock.receive(command, (judge) => this.#decide(id, exchange, judge, fault));
  }

  #decide(id: string, exchange: Exchange, judge: () => Verdict, fault: CommandFault | undefined): void {
    const { reply, effect, replyAfterMs = 0 } = this.#bend(judge(), fault);
    if (fault?.type === "delayEffect") {
      // Whether it can still be done is for the lock to say when it comes to it.
      if (effect) this.#setting.pacer.wait(fault.delayMs, () => judge().effect?.());
    } else {
      effect?.();
    }
    if (!reply) return;
    const delayMs = replyAfterMs + (fault?.type === "delayReply" ? fault.delayMs : 0);
    const answer = () => this.#answer(exchange, this.#setting.seal(id, reply), fault);
    if (delayMs === 0) answer();
    else this.#setting.pacer.wait(delayMs, answer);
  }

  #bend(verdict: Verdict, fault: CommandFault | undefined): Verdict {
    if (fault?.type === "ackWithoutEffect") return { ...verdict, effect: undefined };
    if (fault?.type === "refuse") {
      const effect = fault.takesEffect ? verdict.effect : undefined;
      return { reply: this.#setting.lock.refusal(fault.vendorCode), effect };
    }
    return verdict;
  }

  #answer(exchange: Exchange, payload: string, fault: CommandFault | undefined): void {
    exchange.answer = payload;
    if (fault?.type === "loseReply") return;
    const times = exchange.waiting * (fault?.type === "doubleReply" ? 2 : 1);
    for (let time = 0; time < times; time++) this.#setting.publish(payload);
  }

  #remember(id: string, exchange: Exchange): void {
    this.#exchanges.set(id, exchange);
    if (this.#exchanges.size <= rememberedMax) return;
    for (const oldest of this.#exchanges.keys()) {
      this.#exchanges.delete(oldest);
      return;
    }
  }
}
