/** What will happen, in order of time: the heart of a model that moves by events and never by waiting. */

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly happen: (at: number) => void;
}

/** A binary heap of things to happen. Entries due at the same millisecond happen in the order they were added. */
export class Agenda {
  readonly #heap: Array<Entry> = [];
  #added = 0;

  /** `happen` receives the moment it was due at, which may lie before the clock's now. */
  add(at: number, happen: (at: number) => void): void {
    const entry: Entry = { at, order: this.#added, happen };
    this.#added += 1;
    this.#heap.push(entry);
    this.#rise(this.#heap.length - 1);
  }

  /** When the next entry is due, in milliseconds since the epoch. */
  nextAt(): number | undefined {
    return this.#heap[0]?.at;
  }

  /** Runs everything due at `now`, including what that adds; returns how many entries ran. */
  advance(now: number): number {
    let ran = 0;
    for (let next = this.#heap[0]; next !== undefined && next.at <= now; next = this.#heap[0]) {
      this.#removeFirst();
      next.happen(next.at);
      ran += 1;
    }
    return ran;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.#inOrder(parent, index)) return;
      this.#swap(parent, index);
      index = parent;
    }
  }

  #sink(start: number): void {
    let index = start;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      let first = index;
      if (left < this.#heap.length && !this.#inOrder(first, left)) first = left;
      if (right < this.#heap.length && !this.#inOrder(first, right)) first = right;
      if (first === index) return;
      this.#swap(first, index);
      index = first;
    }
  }

  #inOrder(first: number, second: number): boolean {
    const a = this.#heap[first];
    const b = this.#heap[second];
    if (a === undefined || b === undefined) return true;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  #swap(first: number, second: number): void {
    const a = this.#heap[first];
    const b = this.#heap[second];
    if (a === undefined || b === undefined) return;
    this.#heap[first] = b;
    this.#heap[second] = a;
  }
}
