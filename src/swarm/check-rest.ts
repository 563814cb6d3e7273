import { nameWanted } from "../access-codes/lock-names.ts";
import type { VendorPlugin } from "../lab/fleet.ts";
import type { Lab } from "../lab/lab.ts";
import { vendorsWith } from "../lab/vendors.ts";
import { promptMs } from "../oracles/bounds.ts";
import type { AskedCode, PlanClient } from "./plan-client.ts";

/** Everything was well for long enough, and something is not as it should be. */
export class NotAtRest extends Error {
  override readonly name = "NotAtRest";
  /** What two of the same kind have in common. */
  readonly kind: string;
  /** The name of the lock concerned, if it is one. */
  readonly lock: string | undefined;

  constructor(kind: string, words: string, lock?: string) {
    super(words);
    this.kind = kind;
    this.lock = lock;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: Seam's object; the tests of the API check its shape.
type Answer = any;

/**
 * Holds what the API says against what was asked of it, when all was well for long enough. `plugins`: the vendors of the lab that do not come
 * with Lockstep. Throws a NotAtRest.
 */
export async function checkRest(
  lab: Lab,
  client: PlanClient,
  plugins: readonly VendorPlugin[] = [],
): Promise<void> {
  const answer = await client.ask("/access_codes/list", {});
  if (!answer) throw new NotAtRest("service down", "the service does not answer, and nothing ails it");
  const views = new Map<string, Answer>(
    answer.access_codes.map((view: Answer) => [view.access_code_id, view]),
  );
  const vendors = vendorsWith(plugins);
  const now = Date.parse(lab.now);
  for (const code of client.codes.values()) {
    const view = views.get(code.accessCodeId);
    if (!view || isRefusedUnheard(code, view, client, vendors)) continue;
    if (await isSentAndForgotten(code, view, client)) continue;
    checkCode(code, view, now);
  }
}

/**
 * An entry has its name, and a PIN that was never its own; or it is the owner's, and has its PIN. The lock takes neither twice, and where a
 * refusal is silence nobody can tell: the code says that it cannot be confirmed. Its name is on an entry that was ours, and was garbled, or
 * got another PIN, before anybody had heard of it: no token tells whose it was, and no table shows a name.
 */
function isRefusedUnheard(
  { lock, isDeleted, pins }: AskedCode,
  view: Answer,
  client: PlanClient,
  vendors: Readonly<Record<string, VendorPlugin>>,
): boolean {
  if (isDeleted || !isUnconfirmed(view)) return false;
  const wanted = nameWanted(view.access_code_id, view.name);
  const itsName = vendors[lock.vendor]?.driver.appearance(wanted).name;
  return lock.inspect().slots.some(({ pin, name }) => {
    const isOwners = client.isOwners(lock, pin);
    return (pin === view.code && isOwners) || (name === itsName && (isOwners || !pins.has(pin)));
  });
}

/**
 * The service was set back to before it sent the code, and has not known the lock to have it since it was made, or since its owner took it
 * off: by a token without a name it cannot tell its own entry from one of the owner's, and the lock takes the code no second time.
 */
async function isSentAndForgotten(code: AskedCode, view: Answer, client: PlanClient): Promise<boolean> {
  if (code.isDeleted || code.setBackAt === undefined || !isUnconfirmed(view)) return false;
  if (!code.lock.inspect().slots.some(({ pin }) => pin === view.code)) return false;
  const told = await client.ask("/events/list", {
    since: view.created_at,
    access_code_id: code.accessCodeId,
  });
  const events: readonly Answer[] = told?.events ?? [];
  const setAt = events.findLastIndex((event) => event.event_type === "access_code.set_on_device");
  if (setAt === -1) return true;
  const goneAt = events.findLastIndex((event) => event.event_type === "access_code.deleted_external_to_seam");
  return setAt < goneAt && Date.parse(events[setAt].occurred_at) <= code.setBackAt;
}

const isUnconfirmed = (view: Answer): boolean =>
  view.errors.some((error: Answer) => error.error_code === "kwikset_unable_to_confirm_code");

function checkCode({ key, lock, isDeleted }: AskedCode, view: Answer, now: number): void {
  const whose = `${key} of ${lock.name}`;
  const startsAt = view.starts_at === null ? Number.NEGATIVE_INFINITY : Date.parse(view.starts_at);
  const endsAt = view.ends_at === null ? Number.POSITIVE_INFINITY : Date.parse(view.ends_at);
  // A code is confirmed some time after the edge of its window, and until then either status is right.
  if ([startsAt, endsAt].some((edge) => Math.abs(now - edge) <= promptMs)) return;
  const problems = [...view.errors, ...view.warnings]
    .map((problem: Answer) => problem.error_code ?? problem.warning_code)
    .join(", ");
  const words = `${whose} is ${view.status} (${problems || "no errors"}) long after all was well`;
  if (isDeleted) throw new NotAtRest("not removed", `${words}, and a client deleted it`, lock.name);
  if (now > endsAt && !view.is_offline_access_code) {
    throw new NotAtRest("not ended", `${words}, and its time is over`, lock.name);
  }
  if (view.status === "set" || view.status === "unset") return;
  if (view.warnings.some((warning: Answer) => warning.warning_code === "third_party_integration_detected"))
    return;
  // A lock that is full, and whose way of saying so is silence.
  const { slots, capacity } = lock.inspect();
  if (view.status === "setting" && slots.length >= capacity && problems !== "") return;
  throw new NotAtRest(view.status, words, lock.name);
}
