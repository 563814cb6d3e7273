import { Seam } from "seam-v1";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { violatedGrammar } from "../../src/events/grammar.ts";
import { seededRandom } from "../../src/kernel/random.ts";
import { ownVendors } from "../../src/lab/vendors.ts";
import { pinCutter, vendorsOfChosenPins } from "../support/chosen-pins.ts";
import { KilledService, pace } from "../support/kills/killed-service.ts";
import { Ledger, type LedgerCode } from "../support/kills/ledger.ts";
import { until } from "../support/until.ts";
import { WebhookReceiver } from "../support/webhook-receiver.ts";

const isFull = process.env["LOCKSTEP_RUNS"] !== undefined;
const kills = Number(process.env["LOCKSTEP_KILLS"] ?? (isFull ? 200 : 10));
const seed = Number(process.env["LOCKSTEP_KILL_SEED"] ?? 1);
const timeout = 120_000 + kills * 20_000;

/** How long after a request the process is killed, in milliseconds: half of the time while it is being answered. */
const soonMs = 40;
const laterMs = 1000;

/** No keypad of the fleet has room for fewer. */
const codesPerLockMax = 4;

const hourMs = 3_600_000;

/** Locks that are online and take codes that can be changed and deleted. */
const online = Object.entries(ownVendors)
  .filter(([, { driver }]) => driver.profile.onlineCodes?.value !== false)
  .map(([vendor]) => vendor);

describe(`a service that is killed ${kills} times (seed ${seed})`, () => {
  let service: KilledService;
  let receiver: WebhookReceiver;
  let cut: (deviceId: string, digits: string) => string;
  const ledger = new Ledger();
  const random = seededRandom(seed);
  let marksDrawn = 0;

  beforeAll(async () => {
    service = await KilledService.start(Object.keys(ownVendors));
    receiver = await WebhookReceiver.listen();
    await seam().webhooks.create({ url: receiver.url });
    await until("every lock is heard of", async () =>
      (await seam().devices.list()).every(({ properties }) => properties.online),
    );
    cut = await pinCutter(async () => ({ devices: await seam().devices.list() }));
  }, timeout);
  afterAll(async () => {
    await service.remove();
    await receiver.close();
  });

  const seam = () => new Seam({ apiKey: "seam_apikey1_token", endpoint: service.apiUrl });
  const listed = async () => await seam().accessCodes.list();
  const onlineLocks = () => service.locks.filter(({ vendor }) => online.includes(vendor));
  const choosesPin = (deviceId: string) => vendorsOfChosenPins.includes(service.lock(deviceId).vendor);

  /** By what a code is known again: a PIN of its own, or a name where the vendor makes the PIN. */
  function newMark(
    deviceId: string,
    isOffline = false,
  ): { readonly mark: string; readonly asked: { code?: string; name?: string } } {
    const number = 1000 + marksDrawn++ * 7;
    if (isOffline || !choosesPin(deviceId)) {
      const name = `Guest ${number}`;
      return { mark: name, asked: { name } };
    }
    const code = cut(deviceId, `${number}8642`);
    return { mark: code, asked: { code } };
  }

  const markOf = ({ device_id, code, name, is_offline_access_code }: Listed) =>
    (is_offline_access_code || !choosesPin(device_id) ? name : code) ?? "";

  /** `undefined`: the process died before it answered. */
  async function answered<T>(request: Promise<T>): Promise<T | undefined> {
    try {
      return await request;
    } catch (error) {
      if ((error as { response?: unknown }).response !== undefined) throw error;
      return undefined;
    }
  }

  async function create(deviceId: string, round: number, more: CreateMore = {}): Promise<void> {
    const isOffline = more.is_offline_access_code === true;
    const { mark, asked } = newMark(deviceId, isOffline);
    const answer = await answered(seam().accessCodes.create({ device_id: deviceId, ...asked, ...more }));
    if (!answer) {
      ledger.unanswered(deviceId, mark);
      return;
    }
    const { access_code_id: accessCodeId } = answer;
    ledger.created({ accessCodeId, deviceId, marks: [mark], isOffline, touchedIn: round });
  }

  /** For an afternoon until the next morning, each on a day of its own: times that Oracode's user levels know. */
  function createOffline(deviceId: string, round: number): Promise<void> {
    const day = Math.ceil(Date.now() / (24 * hourMs)) + (marksDrawn % 20);
    const at = (hours: number) => new Date((day * 24 + hours) * hourMs).toISOString();
    return create(deviceId, round, { is_offline_access_code: true, starts_at: at(16), ends_at: at(34) });
  }

  async function update(code: LedgerCode, round: number): Promise<void> {
    const { mark, asked } = newMark(code.deviceId);
    const before = code.marks;
    code.touchedIn = round;
    code.marks = [...before, mark];
    const answer = await answered(seam().accessCodes.update({ access_code_id: code.accessCodeId, ...asked }));
    if (answer !== undefined) code.marks = [mark];
  }

  async function remove(code: LedgerCode, round: number): Promise<void> {
    code.touchedIn = round;
    code.isWanted = "maybe";
    const answer = await answered(seam().accessCodes.delete({ access_code_id: code.accessCodeId }));
    if (answer !== undefined) code.isWanted = false;
  }

  /** One request, drawn. */
  function act(round: number): Promise<void> {
    const { deviceId, vendor } = random.pick(service.locks);
    const codes = ledger.wanted.filter((code) => code.deviceId === deviceId);
    const own = codes.filter(({ isOffline, touchedIn }) => !isOffline && touchedIn < round);
    const code = own.length > 0 ? random.pick(own) : undefined;
    const choice = random.float();
    const hasOffline = ownVendors[vendor]?.driver.offline !== undefined;
    if (!online.includes(vendor) || (hasOffline && choice < 0.1)) return createOffline(deviceId, round);
    if (!code || (choice < 0.5 && own.length < codesPerLockMax)) return create(deviceId, round);
    return choice < 0.75 ? update(code, round) : remove(code, round);
  }

  /** Who stands in which slot and has been confirmed there. */
  async function confirmedSlots(): Promise<Map<string, string>> {
    const confirmed = new Map<string, string>();
    for (const { access_code_id, status, code } of await listed()) {
      const known = ledger.codes.get(access_code_id);
      if (known?.isOffline && code !== null) known.told ??= code;
      if (status !== "set" || !known) continue;
      const slot = service
        .lock(known.deviceId)
        .inspect()
        .slots.find(({ pin }) => pin === code)?.slot;
      if (slot !== undefined) confirmed.set(`${known.deviceId}/${slot}`, access_code_id);
    }
    return confirmed;
  }

  test("keeps every promise that it has made", { timeout }, async () => {
    for (const { deviceId, vendor } of service.locks) {
      await (online.includes(vendor) ? create(deviceId, 0) : createOffline(deviceId, 0));
    }
    let rewritten: string[] = [];
    let [wereConfirmed, wereTouched] = [new Map<string, string>(), new Set<string>()];
    for (let round = 1; round <= kills; round++) {
      const areConfirmed = await confirmedSlots();
      const writesBefore = service.writes.length;
      const requests = Array.from({ length: random.int(1, 3) }, () => act(round));
      const waitMs = random.int(0, random.chance(0.5) ? soonMs : laterMs);
      await new Promise<void>((resolve) => setTimeout(resolve, waitMs));
      await service.kill();
      await Promise.all(requests);
      await service.start();
      const touched = new Set(
        [...ledger.codes.values()]
          .filter(({ touchedIn }) => touchedIn === round)
          .map(({ accessCodeId }) => accessCodeId),
      );
      // What a restart wrongly writes again is written in the round after it, and is not confirmed by then.
      const confirmed = new Map([...wereConfirmed, ...areConfirmed]);
      const isTouched = (id = "") => touched.has(id) || wereTouched.has(id);
      rewritten = rewritten.concat(
        service.writes
          .slice(writesBefore)
          .map(({ deviceId, slot }) => `${deviceId}/${slot}`)
          .filter((key) => confirmed.has(key) && !isTouched(confirmed.get(key))),
      );
      [wereConfirmed, wereTouched] = [areConfirmed, touched];
    }
    expect(rewritten, "confirmed slots that were written again").toEqual([]);

    // What a restart left offline for a moment says so meanwhile.
    await until(
      "every code is set, or told where a keypad verifies it by itself, and has no error",
      async () => (await listed()).every((code) => isDone(code) && code.errors.length === 0),
    );
    const codes = await listed();
    expect(codes.flatMap(({ errors }) => errors)).toEqual([]);

    for (const code of ledger.codes.values()) {
      const found = codes.find(({ access_code_id }) => access_code_id === code.accessCodeId);
      if (code.isWanted === true) {
        expect(code.marks, `${code.accessCodeId} is kept`).toContain(found && markOf(found));
        if (code.told !== undefined)
          expect(found?.code === code.told, "a PIN that was told stays").toBe(true);
      }
      if (code.isWanted === false) expect(found, `${code.accessCodeId} is gone`).toBeUndefined();
    }
    for (const code of codes) {
      const { access_code_id, device_id } = code;
      const isKnown = ledger.codes.has(access_code_id) || ledger.mayExist(device_id, markOf(code));
      expect(isKnown, `${access_code_id} was asked for`).toBe(true);
    }
    const inTables = codes.filter(({ is_offline_access_code }) => !is_offline_access_code);
    const expectedSlots = (deviceId: string) =>
      inTables.filter(({ device_id }) => device_id === deviceId).map(({ code }) => code ?? "");
    await until("every keypad holds its codes, each once, and nothing else", () =>
      service.locks.every(
        ({ deviceId }) =>
          service
            .lock(deviceId)
            .inspect()
            .slots.map(({ pin }) => pin)
            .toSorted()
            .join() === expectedSlots(deviceId).toSorted().join(),
      ),
    );
    for (const { device_id, code } of inTables) {
      expect(service.lock(device_id).opensWith(code ?? "")).toBe(true);
    }
  });

  test("loses no event, and tells none twice as another", { timeout: 60_000 }, async () => {
    const all = await seam().events.list({ since: "2020-01-01T00:00:00Z", limit: 10_000 });
    // Those of devices may be older than the webhook.
    const events = all.filter((event) => "access_code_id" in event);
    const byCode = Map.groupBy(events, (event) =>
      String((event as { access_code_id?: string }).access_code_id),
    );
    for (const [accessCodeId, own] of byCode) {
      expect(violatedGrammar(own.map(({ event_type }) => event_type)), accessCodeId).toBeUndefined();
    }
    for (const code of ledger.codes.values()) {
      const types = (byCode.get(code.accessCodeId) ?? []).map(({ event_type }) => event_type);
      expect(types, code.accessCodeId).toContain("access_code.created");
      if (code.isWanted === false) expect(types, code.accessCodeId).toContain("access_code.deleted");
    }
    const idsOf = () =>
      receiver.received.map(
        ({ body, headers }) => [String(JSON.parse(body).event_id), String(headers["svix-id"])] as const,
      );
    await until("the receiver has heard of every event", () => {
      const heard = new Set(idsOf().map(([eventId]) => eventId));
      return events.every(({ event_id }) => heard.has(event_id));
    });
    // What a crash interrupts is sent again, under the name that it had.
    const messages = Map.groupBy(idsOf(), ([eventId]) => eventId);
    for (const [eventId, own] of messages) {
      expect(new Set(own.map(([, messageId]) => messageId)).size, eventId).toBe(1);
    }
  });

  /** A code on the keypad of every lock, and when all of them end. On a slow machine it takes more than one attempt. */
  async function datedOnEveryKeypad(): Promise<{ dated: readonly Dated[]; endsAt: number }> {
    for (let endsInMs = 5_000; ; endsInMs *= 2) {
      const endsAt = Date.now() + endsInMs;
      const ends_at = new Date(Date.parse(await timeOf()) + endsInMs * pace).toISOString();
      const before = ledger.codes.size;
      for (const { deviceId } of onlineLocks()) await create(deviceId, kills + 1, { ends_at });
      const asked = [...ledger.codes.values()].slice(before).map(({ accessCodeId }) => accessCodeId);
      let dated: Dated[] = [];
      await until("every code is on its keypad, or over", async () => {
        dated = (await listed())
          .filter(({ access_code_id }) => asked.includes(access_code_id))
          .map(({ device_id: deviceId, code }) => ({ deviceId, pin: code ?? "" }));
        return dated.every((code) => stands(code)) || Date.now() > endsAt;
      });
      if (Date.now() < endsAt - 500) return { dated, endsAt };
      await until("every code has gone", () => !dated.some((code) => stands(code)));
    }
  }

  const slotOf = ({ deviceId, pin }: Dated) =>
    service
      .lock(deviceId)
      .inspect()
      .slots.find((slot) => slot.pin === pin)?.slot;
  const stands = (code: Dated): boolean => slotOf(code) !== undefined;

  test("removes first what is overdue when it comes back", { timeout }, async () => {
    const { dated, endsAt } = await datedOnEveryKeypad();
    const slots = new Map(dated.map((code) => [code.deviceId, slotOf(code)]));
    await service.kill();
    await until("they are overdue", () => Date.now() > endsAt + 500);
    const writesBefore = service.writes.length;
    await service.start();
    for (const { deviceId } of onlineLocks()) await create(deviceId, kills + 2);
    await until("every overdue code has gone", () => !dated.some((code) => stands(code)));
    await until("every new code is set", async () => (await listed()).every(isDone));
    for (const { deviceId } of dated) {
      const first = service.writes.slice(writesBefore).find((write) => write.deviceId === deviceId);
      expect(first, deviceId).toMatchObject({ slot: slots.get(deviceId), change: "clear" });
    }
  });

  async function timeOf(): Promise<string> {
    const response = await fetch(`${service.apiUrl}/_lockstep/time`, {
      headers: { authorization: "Bearer seam_apikey1_token" },
    });
    return String(((await response.json()) as { now: string }).now);
  }

  test("ends within five seconds of a SIGTERM, with work in flight, and exit code 0", {
    timeout: 30_000,
  }, async () => {
    for (const { deviceId } of onlineLocks()) await create(deviceId, kills + 3);
    const begun = performance.now();
    expect(await service.stop()).toBe(0);
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});

/** A code that ends while the service is dead. */
interface Dated {
  readonly deviceId: string;
  readonly pin: string;
}

interface CreateMore {
  readonly is_offline_access_code?: boolean;
  readonly starts_at?: string;
  readonly ends_at?: string;
}

/** What the list shows of a code. */
type Listed = Awaited<ReturnType<Seam["accessCodes"]["list"]>>[number];

const isDone = ({ status, is_offline_access_code, code }: Listed): boolean =>
  is_offline_access_code ? code !== null : status === "set";
