/** What must be true at every instant, and in the end. */

import type { StoredRow } from '../../src/tables/cell.ts';
import { callRecords } from '../../src/tables/declarations/call-records.ts';
import { compareGenerations, type Generation } from '../../src/tables/generation.ts';
import { fromRow, withColumns } from '../../src/tables/table.ts';
import type { Rule } from '../worlds/checker/violation.ts';
import type { Expectations } from './expectations.ts';
import type { Snapshot } from './snapshot.ts';
import { leftIn, seenIn } from './stored-call.ts';

/** A rule that was broken, and how. */
export interface Broken {
  readonly rule: Rule;
  readonly message: string;
}

/** What an exploration looks at. */
export interface ExploredRules {
  /** What is wrong now, after what was right. */
  atAnInstant(before: Snapshot | undefined, now: Snapshot): Broken | undefined;
  /** What is wrong once nothing goes on any more. `dead`: the beginnings of the names of attempts whose process died. */
  inTheEnd(snapshot: Snapshot, dead: ReadonlyArray<string>): Broken | undefined | Promise<Broken | undefined>;
}

export class Rules implements ExploredRules {
  readonly #expectations: Expectations;
  readonly #judged = new Map<number, Broken | undefined>();

  constructor(expectations: Expectations) {
    this.#expectations = expectations;
  }

  /** What is wrong now, after what was right. */
  atAnInstant(before: Snapshot | undefined, now: Snapshot): Broken | undefined {
    if (before === now) return undefined;
    return backwards(before && headOf(before), headOf(now)) ?? this.#whole(now);
  }

  /** What is wrong once nothing goes on any more. */
  inTheEnd(snapshot: Snapshot, dead: ReadonlyArray<string>): Broken | undefined {
    const left = leftIn(snapshot);
    const { ends } = this.#expectations;
    if (ends.has(left) || (dead.length > 0 && ends.has(leftIn(withoutStrayHints(snapshot, dead))))) {
      return undefined;
    }
    return { rule: 'complete', message: `what is left is not the newest version alone:\n${left}` };
  }

  /** Who takes the head's generation sees one whole version. */
  #whole(snapshot: Snapshot): Broken | undefined {
    if (this.#judged.has(snapshot.id)) return this.#judged.get(snapshot.id);
    const isWhole = this.#expectations.whole.has(seenIn(snapshot));
    const message = `a reader of ${headOf(snapshot)?.name} does not see a whole version`;
    const broken = isWhole ? undefined : ({ rule: 'wholeVersion', message } as const);
    this.#judged.set(snapshot.id, broken);
    return broken;
  }
}

function backwards(before: Generation | undefined, now: Generation | undefined): Broken | undefined {
  if (before === undefined || before.name === now?.name) return undefined;
  if (now !== undefined && compareGenerations(now, before) > 0) return undefined;
  const message = `the head went back from ${before.name} to ${now?.name ?? 'nothing'}`;
  return { rule: 'noRegression', message };
}

/**
 * A settle that another one overtook takes back the hints that it wrote too late. If its process ends just then, they
 * stay: the rows that name their users are gone. Readers confirm each hint, and an erasure goes by the hints.
 */
function withoutStrayHints(snapshot: Snapshot, dead: ReadonlyArray<string>): Snapshot {
  const head = headOf(snapshot)?.name;
  const { tables } = snapshot;
  const rows = tables.CallsByUser.rows.filter(({ cells }) => {
    const seenIn = String(cells.SeenInGeneration?.value);
    return seenIn === head || !dead.some((prefix) => seenIn.slice(0, -1).endsWith(`0${prefix}`));
  });
  return { ...snapshot, tables: { ...tables, CallsByUser: { ...tables.CallsByUser, rows } } };
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
