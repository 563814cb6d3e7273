/** Something that is to happen at an instant. Fired and cancelled events have no callback any more. */
export interface HeapEvent<Owner> {
  /** Milliseconds since the epoch. Like the rest of the order it never changes while the event is in a heap. */
  at: number;
  /** Orders owners within an instant; equal for all events of one owner in one instant. */
  key: number;
  /** Order of scheduling. */
  sequence: number;
  readonly owner: Owner;
  callback: (() => void) | undefined;
}

/** Cancelled events are taken out of the heap when there are this many and they are the majority. */
const cancelledMin = 64;

/** Events in the order (at, key, sequence): a binary heap in an array. */
export class EventHeap<Owner> {
  #events: HeapEvent<Owner>[] = [];
  #cancelled = 0;

  /** Events still to come. */
  get size(): number {
    return this.#events.length - this.#cancelled;
  }

  /** Events that take up room, cancelled ones included. */
  get heldCount(): number {
    return this.#events.length;
  }

  push(event: HeapEvent<Owner>): void {
    const events = this.#events;
    let index = events.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = events[parent] as HeapEvent<Owner>;
      if (!isBefore(event, above)) break;
      events[index] = above;
      index = parent;
    }
    events[index] = event;
  }

  /** The next event, which stays in the heap. */
  peek(): HeapEvent<Owner> | undefined {
    for (;;) {
      const first = this.#events[0];
      if (first === undefined || first.callback) return first;
      this.#removeFirst();
      this.#cancelled--;
    }
  }

  pop(): HeapEvent<Owner> | undefined {
    const first = this.peek();
    if (first) this.#removeFirst();
    return first;
  }

  /** Cancels an event that is in the heap; one that has fired or was cancelled is ignored. */
  cancel(event: HeapEvent<Owner>): void {
    if (!event.callback) return;
    event.callback = undefined;
    this.#cancelled++;
    if (this.#cancelled >= cancelledMin && this.#cancelled * 2 > this.#events.length) this.#rebuild();
  }

  /** Cancels everything that belongs to an owner. */
  cancelAllOf(owner: Owner): void {
    for (const event of this.#events) if (event.owner === owner) event.callback = undefined;
    this.#rebuild();
  }

  clear(): void {
    for (const event of this.#events) event.callback = undefined;
    this.#rebuild();
  }

  #removeFirst(): void {
    const events = this.#events;
    const last = events.pop();
    if (last && events.length > 0) this.#sink(last, 0);
  }

  /** Puts `event` at `index` or as far below as it belongs. */
  #sink(event: HeapEvent<Owner>, from: number): void {
    const events = this.#events;
    let index = from;
    for (;;) {
      let child = 2 * index + 1;
      const left = events[child];
      if (left === undefined) break;
      let smaller = left;
      const right = events[child + 1];
      if (right !== undefined && isBefore(right, left)) {
        child++;
        smaller = right;
      }
      if (!isBefore(smaller, event)) break;
      events[index] = smaller;
      index = child;
    }
    events[index] = event;
  }

  #rebuild(): void {
    this.#events = this.#events.filter((event) => event.callback !== undefined);
    this.#cancelled = 0;
    for (let index = (this.#events.length >> 1) - 1; index >= 0; index--) {
      this.#sink(this.#events[index] as HeapEvent<Owner>, index);
    }
  }
}

function isBefore(one: HeapEvent<unknown>, other: HeapEvent<unknown>): boolean {
  if (one.at !== other.at) return one.at < other.at;
  if (one.key !== other.key) return one.key < other.key;
  return one.sequence < other.sequence;
}
