/** What must be true at every instant, and in the end. */

import type { StoredRow } from '../../src/tables/cell.ts';
import { callRecords } from '../../src/tables/declarations/call-records.ts';
import { compareGenerations, type Generation } from '../../src/tables/generation.ts';
import { fromRow, withColumns } from '../../src/tables/table.ts';
import type { Expectations } from './expectations.ts';
import type { Snapshot } from './snapshot.ts';
import { leftIn, seenIn } from './stored-call.ts';

export class Rules {
  readonly #expectations: Expectations;
  readonly #judged = new Map<number, string | undefined>();

  constructor(expectations: Expectations) {
    this.#expectations = expectations;
  }

  /** What is wrong now, after what was right. */
  atAnInstant(before: Snapshot | undefined, now: Snapshot): string | undefined {
    if (before === now) return undefined;
    return backwards(before && headOf(before), headOf(now)) ?? this.#whole(now);
  }

  /** What is wrong once nothing goes on any more. */
  inTheEnd(snapshot: Snapshot): string | undefined {
    const left = leftIn(snapshot);
    if (this.#expectations.ends.has(left)) return undefined;
    return `what is left is not the newest version alone:\n${left}`;
  }

  /** Who takes the head's generation sees one whole version. */
  #whole(snapshot: Snapshot): string | undefined {
    if (this.#judged.has(snapshot.id)) return this.#judged.get(snapshot.id);
    const isWhole = this.#expectations.whole.has(seenIn(snapshot));
    const violation = isWhole
      ? undefined
      : `who reads ${headOf(snapshot)?.name} does not see a whole version`;
    this.#judged.set(snapshot.id, violation);
    return violation;
  }
}

function backwards(before: Generation | undefined, now: Generation | undefined): string | undefined {
  if (before === undefined || before.name === now?.name) return undefined;
  if (now !== undefined && compareGenerations(now, before) > 0) return undefined;
  return `the head went back from ${before.name} to ${now?.name ?? 'nothing'}`;
}

const HEAD = withColumns(callRecords, ['Generation', 'Version', 'LastModifiedDateTime', 'Revision']);

/** Few heads are seen in many snapshots. */
const heads = new WeakMap<StoredRow, Generation>();

function headOf({ tables }: Snapshot): Generation | undefined {
  const [row] = tables.CallRecords.rows;
  return row && (heads.get(row) ?? generationOf(row));
}

function generationOf(row: StoredRow): Generation {
  const { Generation: name, Version: version, Revision: revision, ...rest } = fromRow(HEAD, row);
  const generation = { name, version, revision, lastModifiedDateTime: rest.LastModifiedDateTime };
  heads.set(row, generation);
  return generation;
}
