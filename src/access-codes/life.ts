import assert from "node:assert/strict";
import type { AccessCodeEventType } from "../lock/catalogue.ts";
import { nextSteps, type Step, targetOf } from "./plan.ts";
import { accessCodeObject, isScheduled, statusOf, type View } from "./projection.ts";
import type { Records } from "./records.ts";
import type { AccessCodeRow, Trouble } from "./rows.ts";
import { Alarms, nextDeadline } from "./schedule.ts";
import { removingDelayMs, settingDelayedAt } from "./timing.ts";

/** After this many rounds in one unit of work the steps of a code do not lead anywhere: a broken invariant. */
const roundsMax = 20;

const troubleEvents: Readonly<Record<Trouble, AccessCodeEventType>> = {
  delayInSetting: "access_code.delay_in_setting_on_device",
  delayInRemoving: "access_code.delay_in_removing_from_device",
  failedToSet: "access_code.failed_to_set_on_device",
  failedToRemove: "access_code.failed_to_remove_from_device",
};

/**
 * Leads each access code from its creation to its end. It compares what the rows want with what the placements show,
 * takes the steps that are missing, and says in events what has become of it. It never reacts to what has happened, only
 * to how things are: whoever changes anything calls {@link touch}, and nothing is lost when the process ends in between.
 */
export class Life {
  readonly #records: Records;
  readonly #alarms: Alarms;
  readonly #touched = new Set<string>();
  readonly #touchedDevices = new Set<string>();
  readonly #whenQuiet: ((deviceId: string) => void)[] = [];
  /** The steps taken in this unit of work. The programmer may carry one out only when the unit has returned to it. */
  readonly #taken = new Set<string>();
  #isInUnit = false;

  constructor(records: Records) {
    this.#records = records;
    this.#alarms = new Alarms(records.options.clock, (id) => this.#wake(id));
  }

  /** Calls back in each unit of work with the devices whose codes were touched, when these are where they can be. */
  whenQuiet(followUp: (deviceId: string) => void): void {
    this.#whenQuiet.push(followUp);
  }

  /** One unit of work, at whose end the codes that were touched in it are where they can be. */
  unit<T>(work: () => T): T {
    return this.#records.options.journal.transaction(() => {
      // The programmer may answer while it is being asked.
      if (this.#isInUnit) return work();
      this.#isInUnit = true;
      try {
        const result = work();
        this.#settleTouched();
        return result;
      } finally {
        this.#isInUnit = false;
        this.#touched.clear();
        this.#touchedDevices.clear();
        this.#taken.clear();
      }
    });
  }

  /** Something that the code depends on has changed. Only inside a {@link unit}. */
  touch(accessCodeId: string): void {
    assert(this.#isInUnit, "a code is touched in a unit of work");
    this.#touched.add(accessCodeId);
  }

  /** Something that codes of the device depend on has changed, though none of them is touched. Only inside a {@link unit}. */
  touchDevice(deviceId: string): void {
    assert(this.#isInUnit, "a device is touched in a unit of work");
    this.#touchedDevices.add(deviceId);
  }

  /** Takes up all codes again, as after a restart: those that are overdue on their lock first. */
  resume(): void {
    const now = this.#records.now();
    const rows = [...this.#records.codes.all()];
    const isToGo = (row: AccessCodeRow): boolean => row.removal !== undefined || isOver(row, now);
    for (const row of [...rows.filter(isToGo), ...rows.filter((row) => !isToGo(row))]) {
      this.unit(() => this.touch(row.accessCodeId));
    }
  }

  /** An alarm rings. What is over on the same lock goes first, though its own alarm may only ring after this one. */
  #wake(accessCodeId: string): void {
    this.unit(() => {
      const row = this.#records.codes.get(accessCodeId);
      const now = this.#records.now();
      const others = row ? this.#records.codes.where("device", row.deviceId) : [];
      for (const other of others) if (!other.removal && isOver(other, now)) this.touch(other.accessCodeId);
      this.touch(accessCodeId);
    });
  }

  /** Stops waking up. What is due waits for the next {@link resume}. */
  rest(): void {
    this.#alarms.clear();
  }

  #settleTouched(): void {
    for (let round = 0; this.#touched.size + this.#touchedDevices.size > 0; round++) {
      assert(round < roundsMax, "the steps of an access code do not come to an end");
      const ids = [...this.#touched];
      this.#touched.clear();
      for (const id of ids) this.#settle(id);
      if (this.#touched.size > 0) continue;
      const deviceIds = [...this.#touchedDevices];
      this.#touchedDevices.clear();
      for (const deviceId of deviceIds) for (const followUp of this.#whenQuiet) followUp(deviceId);
    }
  }

  #settle(accessCodeId: string): void {
    // Armed only when all is durable, so that a unit of work that fails leaves the alarms as they were.
    this.#records.options.journal.afterCommit(() => this.#arm(accessCodeId));

    let row = this.#records.codes.get(accessCodeId);
    if (!row) return;
    this.#touchedDevices.add(row.deviceId);
    const now = this.#records.now();
    if (!row.removal && isOver(row, now)) {
      row = { ...row, removal: { reason: "ended", since: row.endsAt } };
      this.#records.codes.save(row);
    }

    row = this.#takeBackRefused(row);
    if (this.#takeSteps(row)) {
      this.touch(accessCodeId);
      return;
    }

    const view = this.#records.view(row);
    if (row.removal && view.placements.length === 0) {
      this.#finish(row);
      return;
    }
    const next = this.#closeAttempts(this.#noteTroubles(this.#announce(withoutStanding(view))));
    if (next.row !== row) this.#records.codes.save(next.row);
  }

  /**
   * What the lock refuses for good is not wanted any more: the code goes back to what stands there, and says so. A code whose
   * PIN was others' too is on its own from then on.
   */
  #takeBackRefused(row: AccessCodeRow): AccessCodeRow {
    if (!row.standing) return row;
    const view = this.#records.view(row);
    const refusal = targetOf(view)?.refusal;
    if (!refusal || !isRefusedForGood(view)) return row;
    const undone = {
      code: refusal.code,
      message: `The change was refused by the device and has been undone. ${refusal.message}`,
      since: view.now,
    };
    for (const attemptId of row.openAttempts) {
      this.#records.attempts.fail(attemptId, { type: undone.code, message: undone.message });
    }
    const after: AccessCodeRow = {
      ...row,
      ...row.standing,
      commonCodeKey: row.standing.pin === row.pin ? row.commonCodeKey : null,
      standing: undefined,
      undone,
      settingSince: view.now,
      openAttempts: [],
    };
    this.#records.codes.save(after);
    this.#records.emit(row, "access_code.failed_to_set_on_device");
    this.#records.emit(row, "access_code.changed");
    return after;
  }

  /** Takes the steps that have not been taken in this unit of work yet. Returns whether there were any. */
  #takeSteps(row: AccessCodeRow): boolean {
    const steps = nextSteps(this.#records.view(row)).filter(
      (step) => !this.#taken.has(`${row.accessCodeId} ${JSON.stringify(step)}`),
    );
    for (const step of steps) {
      this.#taken.add(`${row.accessCodeId} ${JSON.stringify(step)}`);
      this.#take(step, row);
    }
    return steps.length > 0;
  }

  #take(step: Step, row: AccessCodeRow): void {
    const { programmer } = this.#records;
    switch (step.do) {
      case "place":
        programmer.place({
          accessCodeId: row.accessCodeId,
          deviceId: row.deviceId,
          pin: step.pin,
          name: step.name,
          window: step.window,
          acceptsExternalChange: row.isExternalModificationAllowed,
          offline: step.offline,
        });
        break;
      case "change":
        programmer.change(step.placementId, { pin: step.pin, name: step.name, window: step.window });
        break;
      case "remove":
        programmer.remove(step.placementId);
        break;
      case "setAcceptance":
        programmer.setAcceptsExternalChange(step.placementId, step.accepts);
        break;
    }
  }

  /** Says that the code has reached the lock, once for each time that it does. */
  #announce(view: View): View {
    const { row } = view;
    if (row.removal) return view;
    const status = statusOf(view);
    // A lock that cannot be asked has not lost anything yet.
    if (status === "unknown") return view;
    const announced = status === "set" ? "set" : isScheduled(view) ? "scheduled" : "nothing";
    if (announced === row.announced) return view;
    if (announced === "set") this.#records.emit(row, "access_code.set_on_device", { code: row.pin });
    if (announced === "scheduled") {
      this.#records.emit(row, "access_code.scheduled_on_device", { code: row.pin });
    }
    const settingSince = announced === "nothing" ? view.now : row.settingSince;
    return { ...view, row: { ...row, announced, settingSince } };
  }

  /** Says that something goes wrong, once for each time that it begins to. */
  #noteTroubles(view: View): View {
    const { row, placements, now } = view;
    const isFailing = (intent: "present" | "absent"): boolean =>
      placements.some((placement) => placement.intent === intent && placement.failingSince !== undefined);
    const lasting: Readonly<Record<Trouble, boolean>> = {
      delayInSetting: isLate(view),
      delayInRemoving: row.removal !== undefined && now >= row.removal.since + removingDelayMs,
      failedToSet: isFailing("present"),
      failedToRemove: isFailing("absent"),
    };
    const kinds = Object.keys(lasting) as Trouble[];
    if (kinds.every((kind) => lasting[kind] === (row.troubles[kind] !== undefined))) return view;
    for (const kind of kinds) {
      if (lasting[kind] && row.troubles[kind] === undefined) this.#records.emit(row, troubleEvents[kind]);
    }
    const troubles = Object.fromEntries(
      kinds.filter((kind) => lasting[kind]).map((kind) => [kind, row.troubles[kind] ?? now]),
    );
    return { ...view, row: { ...row, troubles } };
  }

  /** Ends the attempts that have succeeded, failed, or been overtaken. */
  #closeAttempts(view: View): View {
    const { row } = view;
    if (row.openAttempts.length === 0) return view;
    const failure = failureOf(view);
    const isDone = isWhereItShouldBe(view);
    const open = row.openAttempts.filter((attemptId) => {
      const isOvertaken =
        row.removal !== undefined && this.#records.attempts.typeOf(attemptId) !== "DELETE_ACCESS_CODE";
      if (isOvertaken) this.#records.attempts.fail(attemptId, overtaken);
      else if (failure) this.#records.attempts.fail(attemptId, failure);
      else if (isDone) this.#records.attempts.succeed(attemptId, { access_code: accessCodeObject(view) });
      else return true;
      return false;
    });
    return open.length === row.openAttempts.length ? view : { ...view, row: { ...row, openAttempts: open } };
  }

  /** The code is off its lock, and known to be. */
  #finish(row: AccessCodeRow): void {
    if (row.wasEverOnLock) this.#records.emit(row, "access_code.removed_from_device");
    this.#records.emit(row, "access_code.deleted", { code: row.pin });
    for (const attemptId of row.openAttempts) {
      if (this.#records.attempts.typeOf(attemptId) === "DELETE_ACCESS_CODE") {
        this.#records.attempts.succeed(attemptId);
      } else {
        this.#records.attempts.fail(attemptId, overtaken);
      }
    }
    this.#records.codes.delete(row.accessCodeId);
  }

  #arm(accessCodeId: string): void {
    const row = this.#records.codes.get(accessCodeId);
    this.#alarms.set(accessCodeId, row && nextDeadline(this.#records.view(row)));
  }
}

/** Whether its time has ended. */
const isOver = <Row extends AccessCodeRow>(row: Row, now: number): row is Row & { readonly endsAt: number } =>
  row.endsAt !== null && row.endsAt <= now;

const overtaken = {
  type: "access_code_removed",
  message: "The access code was deleted, or ended, before this was done.",
};

/**
 * No attempt will help: the lock will never take the code as it is wanted, or not as long as somebody else has that PIN.
 * What only waits for a keypad, or for room, is not refused for good.
 */
function isRefusedForGood(view: View): boolean {
  const target = targetOf(view);
  return (
    target?.failingSince !== undefined &&
    target.status === "unset" &&
    (target.refusal?.retry === "whenCodeChanges" || target.refusal?.code === "duplicate_code_on_device")
  );
}

/** Once the lock has taken a change, there is nothing to go back to. */
const withoutStanding = (view: View): View =>
  view.row.standing && isTaken(view) ? { ...view, row: { ...view.row, standing: undefined } } : view;

function isTaken(view: View): boolean {
  const target = targetOf(view);
  const isNamed = !view.profile.editsInPlace.value || target?.content.name === view.row.nameOnLock;
  return isNamed && target?.status === "set" && view.placements.length === 1;
}

/** Whether the code should be on the lock by now and is not. One that other hands took away by permission is not late. */
function isLate(view: View): boolean {
  const target = targetOf(view);
  if (view.row.removal || view.row.announced !== "nothing" || isLeftToOthers(view)) return false;
  const isDue = target !== undefined || statusOf(view) === "setting";
  return isDue && view.now >= settingDelayedAt(view.row);
}

const isLeftToOthers = (view: View): boolean => targetOf(view)?.isGone === true;

/** Whether the lock holds what is wanted of this code, and nothing else of it. */
function isWhereItShouldBe(view: View): boolean {
  if (view.row.removal) return false;
  const target = targetOf(view);
  if (!target) return statusOf(view) === "unset";
  const isAlone = view.placements.length === 1;
  return isAlone && (view.row.announced !== "nothing" || isLeftToOthers(view));
}

/** Why what was asked for cannot be done for now, in the words of the error that the code shows. */
function failureOf(view: View): { readonly type: string; readonly message: string } | undefined {
  if (view.row.troubles.failedToSet === undefined && view.row.troubles.failedToRemove === undefined) {
    return undefined;
  }
  const { errors } = accessCodeObject(view);
  // Where the device's own lack is the cause, the code has no error beside it.
  const error = errors.find((problem) => problem.is_access_code_error) ?? errors[0];
  return error && { type: error.error_code, message: error.message };
}
