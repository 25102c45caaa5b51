/** What will happen, in order of time: the heart of a model that moves by events and never by waiting. */

interface Entry {
  readonly at: number;
  readonly happen: (at: number) => void;
}

/** Entries due at the same millisecond happen in the order they were added. */
export class Agenda {
  /** The last to happen stands first, so that the next one is taken from the end. */
  readonly #entries: Array<Entry> = [];

  /** `happen` receives the moment it was due at, which may lie before the clock's now. */
  add(at: number, happen: (at: number) => void): void {
    let low = 0;
    for (let high = this.#entries.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle]?.at ?? at) > at) low = middle + 1;
      else high = middle;
    }
    this.#entries.splice(low, 0, { at, happen });
  }

  /** When the next entry is due, in milliseconds since the epoch. */
  nextAt(): number | undefined {
    return this.#entries.at(-1)?.at;
  }

  /** Runs everything due at `now`, including what that adds; returns how many entries ran. */
  advance(now: number): number {
    let ran = 0;
    for (let next = this.#entries.at(-1); next !== undefined && next.at <= now; next = this.#entries.at(-1)) {
      this.#entries.pop();
      next.happen(next.at);
      ran += 1;
    }
    return ran;
  }
}
