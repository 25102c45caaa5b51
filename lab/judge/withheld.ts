/** Who and what is left out, as the rows of Withheld said when they were written: ids go from them in time. */

import { type Row, textOf } from './row.ts';
import { isNamedIn } from './users.ts';

export interface Erasure {
  /** In lower case, as all ids here. */
  readonly ids: ReadonlyArray<string>;
  readonly pseudonym: string;
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
  /** A pass of the timer found nothing any more. */
  readonly isFinished: boolean;
}

interface Exclusion {
  readonly kind: string;
  /** As they were before it was lifted; none where only the lifted one was seen. */
  readonly ids: ReadonlyArray<string>;
  readonly askedAt: number;
  readonly isFinished: boolean;
  readonly isLifted: boolean;
}

/** An exclusion that concerns a call. */
export interface Concerning extends Pick<Exclusion, 'isFinished' | 'isLifted'> {
  readonly rowKey: string;
  /** Its ids that are in the record. */
  readonly found: ReadonlyArray<string>;
}

/** What a record says of who and what it is about. */
interface Recorded {
  readonly organizer_v2?: unknown;
  readonly joinWebUrl?: string | null;
}

export class WithheldRows {
  readonly erasures = new Map<string, Erasure>();
  readonly #exclusions = new Map<string, Exclusion>();

  written({ rowKey }: Pick<Row, 'rowKey'>, row: Row | undefined): void {
    if (row === undefined) return;
    const before = this.#exclusions.get(rowKey);
    const ids =
      row.cells.Ids === undefined
        ? before?.ids
        : (JSON.parse(textOf(row, 'Ids')) as ReadonlyArray<string>).map((id) => id.toLowerCase());
    const askedAt = Date.parse(textOf(row, 'RequestedAt'));
    const isFinished = row.cells.FinishedAt !== undefined;
    if (rowKey.startsWith('erasure_') && ids !== undefined)
      this.erasures.set(rowKey, { ids, pseudonym: textOf(row, 'Pseudonym'), askedAt, isFinished });
    else if (rowKey.startsWith('exclusion_'))
      this.#exclusions.set(rowKey, {
        kind: textOf(row, 'Excludes'),
        ids: ids ?? [],
        askedAt,
        isFinished,
        isLifted: row.cells.LiftedAt !== undefined,
      });
  }

  get isEmpty(): boolean {
    return this.erasures.size + this.#exclusions.size === 0;
  }

  /** The text without the erased persons, whether it names them by ids or by pseudonyms; in lower case. */
  withoutErased(text: string): string {
    const names = [...this.erasures.values()].flatMap(({ ids, pseudonym }) => [...ids, pseudonym]);
    return names.reduce((without, name) => without.replaceAll(name, ''), text.toLowerCase());
  }

  /** Row keys of exclusions that apply. */
  get applying(): ReadonlyArray<string> {
    return [...this.#exclusions].filter(([, { isLifted }]) => !isLifted).map(([rowKey]) => rowKey);
  }

  get hasLifted(): boolean {
    return [...this.#exclusions.values()].some(({ isLifted }) => isLifted);
  }

  /** Of users who are erased, or excluded. */
  get ids(): ReadonlyArray<string> {
    const excluded = [...this.#exclusions.values()].filter(({ kind }) => kind === 'user');
    return [...this.erasures.values(), ...excluded].flatMap(({ ids }) => ids);
  }

  /** The exclusions, asked for before then, that concern the call of a record. */
  exclusionsOf(record: object, askedBefore = Number.POSITIVE_INFINITY): ReadonlyArray<Concerning> {
    if (this.#exclusions.size === 0) return [];
    const { organizer_v2, joinWebUrl } = record as Recorded;
    const organizer = JSON.stringify({ organizer_v2 }).toLowerCase();
    const meeting = decodeURIComponent(joinWebUrl ?? '').toLowerCase();
    const whole = JSON.stringify(record).toLowerCase();
    const isFound: Readonly<Record<string, (id: string) => boolean>> = {
      user: (id) => isNamedIn(whole, id),
      organizer: (id) => isNamedIn(organizer, id),
      meeting: (key) => meeting.includes(key),
    };
    return Array.from(this.#exclusions, ([rowKey, { kind, ids, askedAt, isFinished, isLifted }]) => {
      const found = ids.filter((id) => isFound[kind]?.(id));
      return askedAt < askedBefore && found.length > 0 ? [{ rowKey, found, isFinished, isLifted }] : [];
    }).flat();
  }
}
