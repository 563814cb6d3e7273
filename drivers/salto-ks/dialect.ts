import type { Appearance, Operation, Signal } from "../../src/driver/lock-driver.ts";
import { adaptedName } from "../../src/driver/names.ts";
import type { DeviceWarningCode } from "../../src/lock/catalogue.ts";
import type { SlotReading, Window } from "../../src/lock/slot-value.ts";
import { profile } from "./profile.ts";
import type {
  SaltoKsAccess,
  SaltoKsCommand,
  SaltoKsEvent,
  SaltoKsReply,
  SaltoKsState,
  SaltoKsUser,
} from "./wire.ts";

/** How operations are said to Salto KS, and what its answers mean. */

const iso = (instant: number): string => new Date(instant).toISOString();

/** A user has a first name and a last one, which is empty for a single word. */
export function appearance(name: string, taken?: ReadonlySet<string>): Appearance {
  const adapted = adaptedName(name.trim().replace(/\s+/g, " "), profile.names.value, taken);
  const [first = "", ...rest] = adapted.split(" ");
  return { name: adapted, first_name: first, last_name: rest.join(" ") };
}

const accessOf = (window: Window | undefined): SaltoKsAccess =>
  window ? { valid_from: iso(window.startsAt), valid_to: iso(window.endsAt) } : null;

function stepBody({ step, slot }: Extract<Operation, { type: "slot" }>): SaltoKsCommand {
  const user_id = slot.entry;
  if (step === "clear") return { type: "users.delete", user_id };
  if (step === "assignPin") return { type: "users.pin", user_id };
  const { first_name = "", last_name = "" } = appearance(slot.name);
  const person = { first_name, last_name, access: accessOf(slot.window) };
  return step === "createUser"
    ? { type: "users.create", ...person }
    : { type: "users.update", user_id, ...person, subscribed: true };
}

export function encode(operation: Operation): SaltoKsCommand {
  switch (operation.type) {
    case "slot":
      return stepBody(operation);
    case "readEntry":
    case "readTable":
      return { type: "users" };
    case "lockDoor":
      return { type: "locking", locked_state: "locked" };
    case "unlockDoor":
      return { type: "locking", locked_state: "unlocked" };
  }
}

/** The mark of a user who has no PIN. */
const noPin = "none";

const reading = (user: SaltoKsUser): SlotReading => ({
  entry: user.id,
  value: { kind: "marked", mark: user.pin_key ?? noPin },
  // What is still to be deleted is there until the lock knows.
  onKeypad: user.synced || user.deleted,
  name: `${user.first_name} ${user.last_name}`.trim(),
  window: user.access
    ? { startsAt: Date.parse(user.access.valid_from), endsAt: Date.parse(user.access.valid_to) }
    : undefined,
  inactive: user.subscribed ? undefined : "not_subscribed",
});

const methods = { pin: "keycode", remote: "remote", manual: "manual" } as const;

/** Seam's sample pairs `fresh` with 1; the other numbers are assumed, one inside each of Seam's levels. */
const batteries = { fresh: 1, good: 0.6, low: 0.2, very_low: 0.05 } as const;

/** @seamapi/types@1.490.0: of a site that "has exceeded 80% of the maximum number of allowed users". */
const almostReached = 0.8;

function warnings({ opening_mode, subscription }: SaltoKsState): DeviceWarningCode[] {
  const { users, users_max } = subscription;
  return [
    ...(opening_mode === "office" ? ["salto_ks_office_mode" as const] : []),
    ...(opening_mode === "privacy" ? ["salto_ks_privacy_mode" as const] : []),
    ...(users > almostReached * users_max ? ["salto_ks_subscription_limit_almost_reached" as const] : []),
  ];
}

function facts(body: SaltoKsState): Extract<Signal, { type: "device" }>["facts"] {
  const { id, customer_reference, lock_type, battery_level, locked_state, subscription } = body;
  return {
    reachable: body.iq.online && body.online,
    locked: locked_state === "locked",
    battery: batteries[battery_level],
    capacity: subscription.users_max,
    hasKeypad: body.has_pin,
    errors: body.iq.online ? [] : ["hub_disconnected"],
    warnings: warnings(body),
    // A user that found no room is tried again when there is some.
    details: { subscription_has_room: subscription.has_room },
    metadata: { lock_id: id, customer_reference, lock_type, battery_level, locked_state, model: lock_type },
  };
}

export function decode(body: SaltoKsReply | SaltoKsEvent | SaltoKsState): readonly Signal[] {
  switch (body.type) {
    case "user":
      return [{ type: "accepted", entry: body.id }];
    case "pin":
      return [{ type: "accepted", pin: body.pin, mark: body.pin_key }];
    case "done":
      return [{ type: "accepted" }];
    case "users":
      return [{ type: "read", complete: true, readings: body.items.map(reading) }];
    case "error":
      return [{ type: "refused", vendorCode: body.Message ?? String(body.status) }];
    case "user.changed":
      return [{ type: "tableChanged", entry: body.user_id }];
    case "entry":
      return [
        {
          type: "doorMoved",
          locked: body.locked_state === "locked",
          method: methods[body.access_by],
          entry: body.user_id,
        },
      ];
    case "lock":
      return [{ type: "device", facts: facts(body) }];
  }
}
