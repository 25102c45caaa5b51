/** Calls of a run from which an operator has erased somebody meanwhile, or that were excluded, and whether they are stored so. */

import { azureRows } from './azure-rows.ts';
import { notKeptFaults } from './not-kept.ts';
import { textOf } from './row.ts';
import type { StoredCall } from './stored-calls.ts';
import { isNamedIn, tellingTexts, type User, usersIn } from './users.ts';
import { type Concerning, type Erasure, WithheldRows } from './withheld.ts';

/** What became of the calls that one row of Withheld concerns. */
export interface AskedFor {
  readonly what: 'erased' | 'excluded';
  /** A name, or an id where Graph shows none; undefined: the exclusion was lifted, and no longer says it. */
  readonly who: string | undefined;
  /** Calls that are stored as was asked for. */
  readonly done: number;
  /** Calls that still stand as they did: the timer waits for an hour before it begins. */
  readonly waiting: number;
}

/** One call of the run, as it is stored. */
export interface JudgedCall {
  readonly callId: string;
  readonly stored: StoredCall;
  readonly record: object;
}

export class AskedForCalls {
  readonly #connectionString: string;
  readonly #withheld: WithheldRows;
  readonly #byRow = new Map<string, { -readonly [Name in keyof AskedFor]: AskedFor[Name] }>();

  private constructor(connectionString: string, withheld: WithheldRows) {
    this.#connectionString = connectionString;
    this.#withheld = withheld;
  }

  /** Reads what was asked for until now. */
  static async read(connectionString: string): Promise<AskedForCalls> {
    const withheld = new WithheldRows();
    for await (const row of azureRows(connectionString, 'Withheld')) withheld.written(row, row);
    return new AskedForCalls(connectionString, withheld);
  }

  /** For each row that concerns calls. */
  get all(): ReadonlyArray<AskedFor> {
    return [...this.#byRow.values()];
  }

  /** The erasures that concern a call: it started before they were asked for, and names their person. */
  erasuresOf({ stored, record }: JudgedCall): ReadonlyArray<Erasure> {
    const startedAt = Date.parse(
      stored.head === undefined ? '' : textOf(stored.head.row, 'FirstStartDateTime'),
    );
    const text = JSON.stringify(record).toLowerCase();
    return [...this.#withheld.erasures.values()].filter(
      ({ ids, askedAt }) => startedAt < askedAt && isNamedIn(text, ...ids),
    );
  }

  /** Whether an exclusion concerns the call of a record. */
  isExcluded(record: object): boolean {
    return this.#withheld.exclusionsOf(record).length > 0;
  }

  /** What is wrong with a withheld call, a line each. */
  async withheldFaults(call: JudgedCall): Promise<ReadonlyArray<string>> {
    const exclusions = this.#withheld.exclusionsOf(call.record);
    const users = usersIn(call.record);
    if (exclusions.length === 0) {
      if (!this.#withheld.hasLifted) return ['it is withheld, and no exclusion concerns it'];
      this.#count('lifted', { what: 'excluded', who: undefined }, true);
    }
    for (const { rowKey, found } of exclusions) {
      this.#count(rowKey, { what: 'excluded', who: nameOf(found, users) }, true);
    }
    const texts = users.flatMap(({ id, userPrincipalName }) => [id, userPrincipalName]);
    return await this.#faults(call, 'withheld', texts);
  }

  /** What is wrong with the persons in a call that is not withheld, a line each. */
  async personFaults(call: JudgedCall): Promise<ReadonlyArray<string>> {
    const { record } = call;
    const erasures = this.erasuresOf(call);
    const erased = new Set(tellingTexts(record, erasures));
    const exclusions = this.#withheld.exclusionsOf(record).filter(isApplying);
    const users = usersIn(record);
    const faults: Array<string> = [];
    for (const { rowKey, found, isFinished } of exclusions) {
      // Where an erasure came first, nothing tells any more whose call it is.
      if (found.every((id) => erased.has(id))) continue;
      const who = nameOf(found, users);
      this.#count(rowKey, { what: 'excluded', who }, false);
      if (isFinished) faults.push(`it is stored whole, although ${who} is excluded`);
    }
    for (const [index, { ids, pseudonym, isFinished }] of erasures.entries()) {
      const who = nameOf(ids, users);
      const before = new Set(tellingTexts(record, erasures.slice(0, index)));
      const texts = tellingTexts(record, erasures.slice(0, index + 1)).filter((text) => !before.has(text));
      // Who was erased before has no text of their own left to look for: an erasure that is asked for twice counts once.
      if (texts.length === 0) continue;
      const left = await this.#faults(call, 'forgotten', texts);
      this.#count(pseudonym, { what: 'erased', who }, left.length === 0);
      if (isFinished) faults.push(...left.map((fault) => `${fault}, although ${who} is erased`));
    }
    return faults;
  }

  async #faults(
    { callId, stored }: JudgedCall,
    ending: 'forgotten' | 'withheld',
    texts: ReadonlyArray<string>,
  ): Promise<ReadonlyArray<string>> {
    return await notKeptFaults(this.#connectionString, { callId, ending, texts }, stored);
  }

  #count(row: string, { what, who }: Pick<AskedFor, 'what' | 'who'>, isDone: boolean): void {
    const count = this.#byRow.get(row) ?? { what, who, done: 0, waiting: 0 };
    this.#byRow.set(row, count);
    if (isDone) count.done += 1;
    else count.waiting += 1;
  }
}

function isApplying({ isLifted }: Concerning): boolean {
  return !isLifted;
}

/** As Graph shows them in the call. */
function nameOf(ids: ReadonlyArray<string>, users: ReadonlyArray<User>): string {
  const user = users.find(({ id, userPrincipalName }) =>
    [id, userPrincipalName].some((text) => ids.includes(text.toLowerCase())),
  );
  return user?.displayName || ids.join(', ');
}
