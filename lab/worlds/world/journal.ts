/** What happened, kept as cheaply as can be; it becomes text only when somebody wants to read it. */

/** One thing that happened. */
export interface JournalEntry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Who did it: an instance, Graph, the weather, the world. */
  readonly who: string;
  /** The call it was about; undefined for what concerns all. */
  readonly callId: string | undefined;
  /** Whether it also concerns readers of any other call's timeline. */
  readonly isNews: boolean;
  readonly tell: () => string;
}

/** Older entries than these are forgotten: a world writes some ten thousand, an outage of days many more. */
const MOST_ENTRIES = 400_000;

export class Journal {
  readonly #now: () => number;
  #entries: Array<JournalEntry> = [];
  #forgotten = 0;

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

  /** Entries that went the way of all entries. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** In order: all of them, or those that tell the story of one call. */
  entries(callId?: string): ReadonlyArray<JournalEntry> {
    if (callId === undefined) return this.#entries;
    return this.#entries.filter((entry) => entry.isNews || entry.callId === callId);
  }

  #add(entry: JournalEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length < MOST_ENTRIES) return;
    this.#forgotten += MOST_ENTRIES / 2;
    this.#entries = this.#entries.slice(MOST_ENTRIES / 2);
  }
}
