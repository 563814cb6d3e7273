import type { Body } from "../wire/envelope.ts";
import type { Verdict } from "./behaviour.ts";
import type { CommandFault } from "./fault-point.ts";
import type { Pacer } from "./pacer.ts";
import { ReadHistory } from "./read-history.ts";
import { refusalIn } from "./refusals.ts";
import type { ServedLock } from "./served-lock.ts";

export interface CommandDeskSetting<Command extends Body> {
  readonly lock: ServedLock<Command>;
  readonly pacer: Pacer;
  readonly now: () => number;
  /** What is to go wrong with this command. Asked once per command. */
  readonly faultOf: (command: Command) => CommandFault | undefined;
  /** How the vendor says that the lock does not answer: a key of its refusals, if it says so at all. */
  readonly notAnswering: string | undefined;
  /** Makes the answer to the command `id`, ready for the wire. */
  readonly seal: (id: string, reply: Body) => string;
  readonly publish: (payload: string) => void;
}

/** One command, however often it was delivered. */
interface Exchange {
  /** Deliveries that wait for the answer. */
  waiting: number;
  answer: string | undefined;
  /** `forgotten`: whoever was to carry it out has restarted and knows nothing of it. */
  state: "open" | "decided" | "forgotten";
}

/** How many commands a lock's gateway knows again when they are delivered once more. */
const rememberedMax = 100;

/**
 * One lock's commands, from their arrival to their answers. A command that is delivered twice has its effect once, and
 * gets the same answer again. This is also where a fault meets a command.
 */
export class CommandDesk<Command extends Body> {
  readonly history: ReadHistory;
  readonly #setting: CommandDeskSetting<Command>;
  readonly #exchanges = new Map<string, Exchange>();
  #lastWrite: (() => Verdict) | undefined;

  constructor(setting: CommandDeskSetting<Command>) {
    this.#setting = setting;
    this.history = new ReadHistory(setting.now);
  }

  take(id: string, command: Command): void {
    const known = this.#exchanges.get(id);
    if (known) {
      if (known.answer !== undefined) this.#setting.publish(known.answer);
      else if (known.state === "open") known.waiting++;
      return;
    }
    const exchange: Exchange = { waiting: 1, answer: undefined, state: "open" };
    this.#remember(id, exchange);
    const fault = this.#setting.faultOf(command);
    if (fault?.type === "swallow" && !fault.onlyWrites) return;
    const pass = () =>
      this.#setting.lock.receive(command, (judge) => this.#decide(id, exchange, command, judge, fault));
    if (fault?.type === "delayCommand") this.#setting.pacer.wait(fault.delayMs, pass);
    else pass();
  }

  /** Whoever carries out commands has restarted: those that are not decided yet are gone, and none is known again. */
  forget(): void {
    for (const exchange of this.#exchanges.values()) exchange.state = "forgotten";
    this.#exchanges.clear();
  }

  /** Carries out once more what was last carried out, and tells nobody. */
  replayLastWrite(): void {
    this.#lastWrite?.().effect?.();
  }

  #decide(
    id: string,
    exchange: Exchange,
    command: Command,
    judge: () => Verdict,
    fault: CommandFault | undefined,
  ): void {
    if (exchange.state === "forgotten") return;
    if (exchange.state === "decided") {
      // A frame that came twice: the lock does it again, and the hub has had its answer.
      judge().effect?.();
      return;
    }
    exchange.state = "decided";
    const judged = judge();
    const read = judged.effect ? this.#setting.lock.readOf?.(command) : { command, judge };
    if (judged.effect) this.#lastWrite = judge;
    if (read) this.history.noteRead(read);
    const verdict = this.#bend(judged, command, fault);
    if (!verdict) return;
    const reply = this.#carryOut(verdict, judge, fault);
    if (!reply) return;
    const delayMs = (verdict.replyAfterMs ?? 0) + (fault?.type === "delayReply" ? fault.delayMs : 0);
    const answer = () => this.#answer(exchange, this.#setting.seal(id, reply), fault);
    if (delayMs === 0) answer();
    else this.#setting.pacer.wait(delayMs, answer);
  }

  /** Does what the verdict does, and returns what is then to be answered. */
  #carryOut(verdict: Verdict, judge: () => Verdict, fault: CommandFault | undefined): Body | undefined {
    const { reply, effect } = verdict;
    if (fault?.type === "delayEffect") {
      // Whether it can still be done is for the lock to say when it comes to it.
      if (effect) this.#setting.pacer.wait(fault.delayMs, () => judge().effect?.());
      return reply;
    }
    const { lock, notAnswering } = this.#setting;
    const jamsBefore = lock.keypad.jams;
    effect?.();
    if (lock.keypad.jams === jamsBefore) return reply;
    return notAnswering === undefined ? undefined : refusalIn(lock.refusals, notAnswering);
  }

  /** What a fault makes of a verdict; `undefined`: nothing at all. */
  #bend(verdict: Verdict, command: Command, fault: CommandFault | undefined): Verdict | undefined {
    const isWrite = verdict.effect !== undefined;
    switch (fault?.type) {
      case "swallow":
        return isWrite ? undefined : verdict;
      case "ackWithoutEffect":
        return { ...verdict, effect: undefined };
      case "refuse":
        if (fault.onlyWrites && !isWrite) return verdict;
        return {
          reply: refusalIn(this.#setting.lock.refusals, fault.vendorCode),
          effect: fault.takesEffect ? verdict.effect : undefined,
        };
      case "emptyList":
        return isWrite || !verdict.reply ? verdict : { ...verdict, reply: withoutEntries(verdict.reply) };
      case "staleRead": {
        if (isWrite || !verdict.reply || (fault.onlyLists && !listsEntries(verdict.reply))) return verdict;
        const then = this.history.asOf(command, fault.ageMs);
        return { ...verdict, reply: then ?? verdict.reply };
      }
      default:
        return verdict;
    }
  }

  #answer(exchange: Exchange, payload: string, fault: CommandFault | undefined): void {
    // A hub that has restarted has forgotten whom it owes an answer.
    if ((exchange.state as Exchange["state"]) === "forgotten") return;
    exchange.answer = payload;
    if (fault?.type === "loseReply") return;
    const times = exchange.waiting * (fault?.type === "doubleReply" ? 2 : 1);
    const said = fault?.type === "cutReply" ? payload.slice(0, Math.floor(payload.length / 2)) : payload;
    for (let time = 0; time < times; time++) this.#setting.publish(said);
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

const listsEntries = (reply: Body): boolean => Object.values(reply).some(Array.isArray);

/** The same answer with nothing in its lists. */
const withoutEntries = (reply: Body): Body =>
  Object.fromEntries(
    Object.entries(reply).map(([name, value]) => [name, Array.isArray(value) ? [] : value]),
  ) as Body;
