import fc from "fast-check";
import { expect, test } from "vitest";
import { StepClock } from "../../src/conformance/step-clock.ts";
import { createEventLog, type LiveEventLog } from "../../src/events/event-log.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { type AttemptResult, Deliveries, type OutgoingMessage } from "../../src/webhooks/deliveries.ts";
import { Webhooks } from "../../src/webhooks/webhooks.ts";
import { day, FakeIds, hour, minute, startAt } from "../support/seam-world.ts";

interface Sent extends OutgoingMessage {
  readonly at: number;
  readonly event: {
    readonly event_id: string;
    readonly event_type: string;
    readonly access_code_id?: string;
  };
  readonly result: AttemptResult;
}

/** Deliveries of one workspace to a receiver that the test decides for. */
class Post {
  readonly clock = new StepClock(startAt);
  readonly ids = new FakeIds();
  readonly sent: Sent[] = [];
  /** What becomes of each attempt. */
  answer: (message: OutgoingMessage) => AttemptResult = () => "taken";
  /** How long an answer takes, in milliseconds. */
  answerMs = 0;
  inFlight = 0;
  inFlightMost = 0;
  readonly store: Store;
  webhooks!: Webhooks;
  deliveries!: Deliveries;
  log!: LiveEventLog;

  constructor(store = openStore()) {
    this.store = store;
    this.boot();
  }

  boot(): void {
    const { clock, ids } = this;
    const store = this.store.inWorkspace("w");
    this.webhooks = new Webhooks({
      journal: store,
      clock,
      ids,
      secretBytes: (length) => new Uint8Array(length),
      deleted: (webhookId) => this.deliveries.drop(webhookId),
    });
    this.deliveries = new Deliveries({
      journal: store,
      clock,
      ids,
      webhooks: this.webhooks,
      bodyOf: (eventId) =>
        store.events.find({ eventIds: [eventId], order: "oldestFirst", limit: 1, offset: 0 })[0],
      post: (message, done) => {
        this.inFlight++;
        this.inFlightMost = Math.max(this.inFlight, this.inFlightMost);
        clock.setTimeout(() => {
          this.inFlight--;
          const result = this.answer(message);
          this.sent.push({ ...message, at: clock.now(), event: JSON.parse(message.body), result });
          done(result);
        }, this.answerMs);
      },
    });
    this.log = createEventLog({
      clock,
      ids,
      workspaceId: "w",
      store,
      appended: (event) => this.deliveries.enqueue(event),
    });
    this.deliveries.resume();
  }

  /** The process dies and another starts on the same data. */
  restart(): void {
    this.clock.die();
    this.inFlight = 0;
    this.boot();
  }

  hook(eventTypes?: readonly string[], url = "http://receiver"): string {
    return this.webhooks.create({ url, ...(eventTypes && { event_types: eventTypes }) }).webhook_id;
  }

  happen(accessCodeId: string, type = "access_code.changed"): void {
    this.store.transaction(() =>
      this.log.append({ event_type: type, connected_account_id: "a", access_code_id: accessCodeId }),
    );
  }

  get taken(): Sent[] {
    return this.sent.filter(({ result }) => result === "taken");
  }

  /** How many messages wait. */
  get waiting(): number {
    const rows = this.store
      .inWorkspace("w")
      .collection<{ readonly messageId: string }>("deliveries", { id: ({ messageId }) => messageId });
    return [...rows.all()].length;
  }
}

test("a message that is never taken is tried at 0, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h, and then given up", () => {
  const post = new Post();
  post.answer = () => "refused";
  post.hook();
  post.happen("c1");
  post.clock.advance(10 * day);
  const pauses = post.sent.map(({ at }, index) => at - (post.sent[index - 1]?.at ?? startAt));
  expect(pauses).toEqual([0, 5000, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour]);
  expect(new Set(post.sent.map(({ messageId }) => messageId)).size).toBe(1);
  expect(post.waiting).toBe(0);
});

test("a message is sent once when it is taken at once", () => {
  const post = new Post();
  post.hook();
  post.happen("c1");
  post.clock.advance(3 * day);
  expect(post.sent).toHaveLength(1);
  expect(post.waiting).toBe(0);
});

test("a webhook hears of the types that it wants, from when it wants them, and of nothing once it is gone", () => {
  const post = new Post();
  const webhook_id = post.hook(["access_code.created"]);
  const all = post.hook(undefined, "http://everything");
  post.happen("c1", "access_code.created");
  post.happen("c1", "access_code.changed");
  post.webhooks.update({ webhook_id, event_types: ["access_code.changed"] });
  post.happen("c1", "access_code.deleted");
  post.happen("c2", "access_code.changed");
  post.clock.advance(minute);
  const heardBy = (url: string) =>
    post.sent.filter((message) => message.url === url).map(({ event }) => event.event_type);
  expect(heardBy("http://receiver")).toEqual(["access_code.created", "access_code.changed"]);
  expect(heardBy("http://everything")).toHaveLength(4);

  post.answer = () => "refused";
  post.happen("c3", "access_code.changed");
  post.clock.advance(1);
  post.webhooks.delete({ webhook_id });
  post.webhooks.delete({ webhook_id: all });
  const before = post.sent.length;
  post.clock.advance(3 * day);
  expect(post.sent).toHaveLength(before);
  expect(post.waiting).toBe(0);
});

test("what one code has still to tell holds up no other code", () => {
  const post = new Post();
  post.answer = ({ body }) => (body.includes('"c1"') ? "refused" : "taken");
  post.hook();
  post.happen("c1");
  post.happen("c2");
  post.happen("c1");
  post.clock.advance(1000);
  expect(post.taken.map(({ event }) => event.access_code_id)).toEqual(["c2"]);
});

test("a receiver that hangs is left alone until the message that it let hang is due again", () => {
  const post = new Post();
  post.answer = () => "hung";
  post.hook();
  for (let code = 0; code < 100; code++) post.happen(`c${code}`);
  post.clock.advance(4000);
  expect(post.sent.length, "as many as were on their way at once").toBeLessThanOrEqual(8);
  post.clock.advance(2 * day);
  expect(post.sent.length, "not a hundred times eight").toBeLessThan(40);
  post.answer = () => "taken";
  post.clock.advance(2 * day);
  expect(new Set(post.taken.map(({ event }) => event.access_code_id)).size).toBeGreaterThan(90);
});

test("not more than a handful of messages are on their way to a webhook at once", () => {
  const post = new Post();
  post.answerMs = 1000;
  post.hook();
  for (let code = 0; code < 100; code++) post.happen(`c${code}`);
  post.clock.advance(minute);
  expect(post.inFlightMost).toBe(8);
  expect(post.taken).toHaveLength(100);
});

test("what waits for a receiver that never answers is bounded in time", () => {
  const post = new Post();
  post.answer = () => "refused";
  post.hook();
  for (let hours = 0; hours < 20 * 24; hours++) {
    post.happen("c1");
    post.clock.advance(hour);
  }
  expect(post.waiting).toBeLessThanOrEqual(5 * 24 + 1);
});

test("a webhook's secret, its messages' ids and their events are as Svix and Seam write them", () => {
  const post = new Post();
  post.hook();
  post.happen("c1");
  post.clock.advance(1);
  const [message] = post.sent;
  expect(message?.secret).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/);
  expect(message?.messageId).toMatch(/^msg_[0-9a-f-]{36}$/);
  expect(message?.event).toMatchObject({ event_type: "access_code.changed", access_code_id: "c1" });
});

test("whatever the receiver does and whenever the service restarts, each event comes once, in its code's order", () => {
  // Some no longer than an answer takes, and some as long as one waits for another attempt.
  const pause = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 * minute }));
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant("happen"), code: fc.integer({ min: 1, max: 3 }) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("wait"), ms: pause }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("restart") }) },
  );
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 40 }),
      fc.infiniteStream(fc.constantFrom<AttemptResult>("taken", "taken", "refused", "hung")),
      (steps, answers) => {
        const post = new Post();
        post.answerMs = 10;
        post.answer = () => answers.next().value;
        post.hook();
        const happened: Record<string, number> = {};
        for (const what of steps) {
          if ("code" in what) {
            happened[`c${what.code}`] = (happened[`c${what.code}`] ?? 0) + 1;
            post.happen(`c${what.code}`);
          } else if ("ms" in what) {
            post.clock.advance(what.ms);
          } else if (post.inFlight === 0) {
            // What is on its way when the process dies may come twice, under one id; here it never is.
            post.restart();
          }
        }
        post.answer = () => "taken";
        post.clock.advance(day);
        for (const [code, count] of Object.entries(happened)) {
          const heard = post.taken
            .filter(({ event }) => event.access_code_id === code)
            .map(({ event }) => event.event_id);
          const logged = post.log
            .list({ access_code_id: code, since: new Date(0).toISOString() })
            .map(({ event_id }) => event_id);
          expect(logged).toHaveLength(count);
          expect(heard).toEqual(logged);
        }
        expect(post.waiting).toBe(0);
      },
    ),
  );
});

test("what a crash interrupts comes again under the same id", () => {
  const post = new Post();
  post.answerMs = 1000;
  post.hook();
  post.happen("c1");
  post.clock.advance(500);
  expect(post.inFlight).toBe(1);
  post.restart();
  post.clock.advance(minute);
  expect(post.taken).toHaveLength(1);
});
