import type { Flight } from "./command-in-flight.ts";
import type { Holder } from "./device-turns.ts";
import type { Signal } from "./lock-driver.ts";
import { SlotActor } from "./slot-actor.ts";
import type { SlotActors } from "./slot-actors.ts";

/** The last step of a machine that nobody has answered in time. */
interface Unanswered {
  readonly messageId: string;
  readonly job: string | undefined;
  readonly sentAt: number | undefined;
}

/**
 * What answers still tell that come after their time: which key, PIN or mark the vendor has given to an entry. What has become of the
 * command itself only a read says by then. A later step of the same code has taken the place of the one that they answer.
 */
export class LateAnswers {
  readonly #actors: SlotActors;
  readonly #unanswered = new WeakMap<SlotActor, Unanswered>();

  constructor(actors: SlotActors) {
    this.#actors = actors;
  }

  /** Nobody has answered this command in time. */
  missed({ operation, holder, messageId, job }: Flight<Holder>): void {
    if (operation.type !== "slot" || !(holder instanceof SlotActor)) return;
    this.#unanswered.set(holder, { messageId, job, sentAt: holder.placement.sentAt });
  }

  /** Takes in what a signal tells of such a command; `inReplyTo`: the message that it answers, if it is no news. */
  hear(signal: Signal, inReplyTo: string | undefined): void {
    switch (signal.type) {
      case "accepted":
      case "pending": {
        const actor = this.#waiting(({ messageId }) => messageId === inReplyTo);
        if (!actor) return;
        actor.assign(signal);
        if (signal.type === "pending") this.#became(actor, signal.job);
        return;
      }
      case "jobEnded": {
        const actor = this.#waiting(({ job }) => job === signal.job);
        if (actor && signal.vendorCode === undefined) actor.assign(signal);
        return;
      }
    }
  }

  /** Whose step it was, if nothing of it has been sent or seen since. */
  #waiting(isMeant: (unanswered: Unanswered) => boolean): SlotActor | undefined {
    return this.#actors.all.find((actor) => {
      const unanswered = this.#unanswered.get(actor);
      const { sentAt, evidence } = actor.placement;
      return unanswered && isMeant(unanswered) && unanswered.sentAt === sentAt && evidence === "inDoubt";
    });
  }

  #became(actor: SlotActor, job: string): void {
    const unanswered = this.#unanswered.get(actor);
    if (unanswered) this.#unanswered.set(actor, { ...unanswered, job });
  }
}
