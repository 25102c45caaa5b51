/** Rules 1 and 2: heads never go back, and what a head names is whole at every instant. */

import type { TableRequest } from '../../../src/adapters/memory/intercept.ts';
import type { StoredRow } from '../../../src/tables/cell.ts';
import { type ChildTableName, childTableNames } from '../../../src/tables/declarations/index.ts';
import { isNewer, type TrueVersion, type Truth, versionText } from './truth.ts';
import type { Report } from './violation.ts';

export interface KnownHead extends TrueVersion {
  readonly generation: string;
  readonly row: StoredRow;
  /** Rows of the generation, as the head says. */
  readonly counts: Readonly<Record<ChildTableName, number>>;
}

const COUNT_COLUMNS: Readonly<Record<ChildTableName, string>> = {
  Participants: 'ParticipantCount',
  Sessions: 'SessionCount',
  Segments: 'SegmentCount',
  MediaStreams: 'MediaStreamCount',
  CallRecordDocuments: 'DocumentRows',
};

type Generation = Readonly<Record<ChildTableName, Set<string>>>;

export class Heads {
  readonly #truth: Truth;
  readonly #report: Report;
  readonly #heads = new Map<string, KnownHead>();
  /** By call and generation. */
  readonly #rows = new Map<string, Map<string, Generation>>();
  /** Generations whose writer failed after its message had become somebody else's: nobody was left to delete them. */
  readonly #orphaned = new Set<string>();

  constructor(truth: Truth, report: Report) {
    this.#truth = truth;
    this.#report = report;
  }

  of(callId: string): KnownHead | undefined {
    return this.#heads.get(callId);
  }

  all(): IterableIterator<string> {
    return this.#heads.keys();
  }

  orphaned(callId: string, generation: string): void {
    this.#orphaned.add(`${callId} ${generation}`);
  }

  /** Rows that stand under other generations than the head's, and should have been deleted. */
  leftoversOf(callId: string): ReadonlyArray<string> {
    const current = this.#heads.get(callId)?.generation;
    return [...(this.#rows.get(callId) ?? [])].flatMap(([generation, tables]) => {
      if (generation === current || this.#orphaned.has(`${callId} ${generation}`)) return [];
      return childTableNames.flatMap((name) => [...tables[name]].map((key) => `${name} ${key}`));
    });
  }

  /** All calls of which rows stand in child tables. */
  callsWithRows(): IterableIterator<string> {
    return this.#rows.keys();
  }

  headWritten(callId: string, row: StoredRow | undefined): void {
    const before = this.#heads.get(callId);
    if (row === undefined) {
      if (before !== undefined) this.#report('noRegression', 'the head is gone', callId);
      return;
    }
    const head = headIn(row);
    this.#heads.set(callId, head);
    if (before !== undefined && isNewer(before, head)) {
      this.#report(
        'noRegression',
        `the head went from ${versionText(before)} back to ${versionText(head)}`,
        callId,
      );
    }
    for (const name of childTableNames) this.#checkWhole(callId, head, name, true);
  }

  childrenWritten(name: ChildTableName, request: TableRequest, isThere: (rowKey: string) => boolean): void {
    for (const rowKey of request.rowKeys) {
      const [owner = '', generation = ''] = rowKey.split('_', 2);
      const callId = name === 'MediaStreams' ? owner : request.partitionKey;
      const key = `${request.partitionKey} ${rowKey}`;
      const rows = this.#generation(callId, generation)[name];
      if (isThere(rowKey)) rows.add(key);
      else rows.delete(key);
      const head = this.#heads.get(callId);
      if (head?.generation === generation) this.#checkWhole(callId, head, name, false);
    }
  }

  #checkWhole(callId: string, head: KnownHead, name: ChildTableName, isNew: boolean): void {
    const stored = this.#rows.get(callId)?.get(head.generation)?.[name].size ?? 0;
    if (stored !== head.counts[name]) {
      const what = `${name} has ${stored} rows of ${head.generation}, and the head says ${head.counts[name]}`;
      this.#report('wholeVersion', what, callId);
    }
    if (!isNew || name === 'CallRecordDocuments') return;
    const truth = this.#truth.countsOf(callId, head.version);
    if (truth?.[name] !== stored) {
      const what = `${name} has ${stored} rows of ${versionText(head)}, and Graph has ${truth?.[name] ?? 'no such version'}`;
      this.#report('wholeVersion', what, callId);
    }
  }

  #generation(callId: string, name: string): Generation {
    const generations = this.#rows.get(callId) ?? new Map<string, Generation>();
    this.#rows.set(callId, generations);
    const generation = generations.get(name) ?? {
      Participants: new Set<string>(),
      Sessions: new Set<string>(),
      Segments: new Set<string>(),
      MediaStreams: new Set<string>(),
      CallRecordDocuments: new Set<string>(),
    };
    generations.set(name, generation);
    return generation;
  }
}

function headIn(row: StoredRow): KnownHead {
  const { cells } = row;
  const number = (column: string) => Number(cells[column]?.value ?? Number.NaN);
  return {
    row,
    version: BigInt(String(cells.Version?.value)),
    lastModifiedDateTime: String(cells.LastModifiedDateTime?.value),
    generation: String(cells.Generation?.value),
    counts: {
      Participants: number(COUNT_COLUMNS.Participants),
      Sessions: number(COUNT_COLUMNS.Sessions),
      Segments: number(COUNT_COLUMNS.Segments),
      MediaStreams: number(COUNT_COLUMNS.MediaStreams),
      CallRecordDocuments: number(COUNT_COLUMNS.CallRecordDocuments),
    },
  };
}
