import type { SaltoKsCommand, SaltoKsReply } from "../../../drivers/salto-ks/wire.ts";
import type { SimulatorSubject } from "../../../src/conformance/simulator-hands.ts";
import type { Body } from "../../../src/wire/envelope.ts";

/** A user that no site has, for an entry whose id was never told. */
const nobody = "00000000-0000-4000-8000-000000000000";

export const saltoKs: SimulatorSubject = {
  pinLengths: [4, 5, 6],
  table: (siteUsers) => ({ siteUsers }),
  someRefusal: "503",
  hands: () => {
    const ids = new Map<number, string>();
    const pins = new Map<number, string>();
    const idOf = (entry: number) => ids.get(entry) ?? nobody;
    return {
      load: (entry) => [
        {
          type: "users.create",
          first_name: "Ada",
          last_name: String(entry),
          access: null,
        } satisfies SaltoKsCommand,
        // The id is known when the first has been answered.
        pinOf(() => idOf(entry)),
      ],
      clear: (entry) => ({ type: "users.delete", user_id: idOf(entry) }) satisfies SaltoKsCommand,
      read: () => ({ type: "users" }) satisfies SaltoKsCommand,
      shows: (answer, entry) => {
        const reply = answer as SaltoKsReply | undefined;
        if (reply?.type !== "users") return false;
        return reply.items.some(
          ({ id, synced, pin_key }) => id === idOf(entry) && synced && pin_key !== null,
        );
      },
      isRefusal: (answer) => answer?.type === "error",
      learn: (entry, answer) => {
        const reply = answer as SaltoKsReply;
        if (reply.type === "user") ids.set(entry, reply.id);
        if (reply.type === "pin") pins.set(entry, reply.pin);
      },
      pinOf: (entry) => pins.get(entry),
    };
  },
};

/** A command that reads the user's id when it is sent. */
const pinOf = (user: () => string): Body =>
  ({
    type: "users.pin",
    get user_id() {
      return user();
    },
  }) satisfies SaltoKsCommand;
