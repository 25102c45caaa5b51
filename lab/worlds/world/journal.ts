/** What happened, kept at low cost: it becomes text only when it is read. */

/** One thing that happened. */
export interface JournalEntry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Who did it: an instance, Graph, the weather, the world. */
  readonly who: string;
  /** The call it was about; undefined for news, which concerns every call. */
  readonly callId: string | undefined;
  readonly isNews: boolean;
  readonly tell: () => string;
}

/** Older entries than these are dropped: a world writes some ten thousand, an outage of days many more. */
const MOST_ENTRIES = 400_000;

export class Journal {
  readonly #now: () => number;
  #entries: Array<JournalEntry> = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Of one call. */
  note(who: string, callId: string | undefined, tell: () => string): void {
    this.#add({ at: this.#now(), who, callId, isNews: false, tell });
  }

  /** Of all. */
  news(who: string, tell: () => string): void {
    this.#add({ at: this.#now(), who, callId: undefined, isNews: true, tell });
  }

  /** In order: all of them, or those that tell the story of one call. */
  entries(callId?: string): ReadonlyArray<JournalEntry> {
    if (callId === undefined) return this.#entries;
    return this.#entries.filter((entry) => entry.isNews || entry.callId === callId);
  }

  #add(entry: JournalEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length >= MOST_ENTRIES) this.#entries = this.#entries.slice(MOST_ENTRIES / 2);
  }
}
