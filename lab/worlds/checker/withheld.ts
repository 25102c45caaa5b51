/** Who and what is left out, as the rows of Withheld said when they were written: ids go from them in time. */

import type { RowKey, StoredRow } from '../../../src/tables/cell.ts';
import { textOf } from '../../judge/row.ts';

export interface Erasure {
  /** In lower case, as all ids here. */
  readonly ids: ReadonlyArray<string>;
  readonly pseudonym: string;
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
}

interface Exclusion {
  readonly kind: string;
  readonly ids: ReadonlyArray<string>;
  readonly askedAt: number;
  isLifted: boolean;
}

/** An exclusion that concerns a call. */
interface Concerning {
  /** Its ids that are in the record. */
  readonly found: ReadonlyArray<string>;
  readonly isLifted: boolean;
}

/** What a record says of who and what it is about. */
interface Recorded {
  readonly organizer_v2?: unknown;
  readonly joinWebUrl?: string | null;
}

export class WithheldRows {
  readonly erasures = new Map<string, Erasure>();
  readonly #exclusions = new Map<string, Exclusion>();

  written({ rowKey }: RowKey, row: StoredRow | undefined): void {
    if (row === undefined) return;
    const exclusion = this.#exclusions.get(rowKey);
    if (exclusion !== undefined) exclusion.isLifted = row.cells.LiftedAt !== undefined;
    if (row.cells.Ids === undefined) return;
    const ids = (JSON.parse(textOf(row, 'Ids')) as ReadonlyArray<string>).map((id) => id.toLowerCase());
    const askedAt = Date.parse(textOf(row, 'RequestedAt'));
    if (rowKey.startsWith('erasure_'))
      this.erasures.set(rowKey, { ids, pseudonym: textOf(row, 'Pseudonym'), askedAt });
    else if (exclusion === undefined && rowKey.startsWith('exclusion_'))
      this.#exclusions.set(rowKey, { kind: textOf(row, 'Excludes'), ids, askedAt, isLifted: false });
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
    const texts: Readonly<Record<string, string>> = { user: whole, organizer, meeting };
    return [...this.#exclusions.values()].flatMap(({ kind, ids, askedAt, isLifted }) => {
      const found = ids.filter((id) => texts[kind]?.includes(id));
      return askedAt < askedBefore && found.length > 0 ? [{ found, isLifted }] : [];
    });
  }
}
