/** Rules 1 and 2: heads never go back, and what a head names is whole at every instant. */

import type { RowKey, StoredRow } from '../../../src/tables/cell.ts';
import { childTableNames } from '../../../src/tables/declarations/index.ts';
import { incompleteTables, wrongCounts, wrongQuality } from '../../judge/faults.ts';
import { textOf } from '../../judge/row.ts';
import { type CallTable, type Head, StoredCalls } from '../../judge/stored-calls.ts';
import { isNewer, versionText } from '../../judge/truth.ts';
import type { Kept } from './kept.ts';
import type { Truth } from './truth.ts';
import type { Report } from './violation.ts';

/** The tables in which a reader finds a version. */
const OF_VERSIONS = new Set<CallTable>(['CallRecords', ...childTableNames]);

export class Heads {
  readonly stored = new StoredCalls();
  readonly #truth: Truth;
  readonly #kept: Kept;
  readonly #report: Report;
  /** Generations whose writer failed after another delivery had taken its message: no delivery was left to delete them. */
  readonly #orphaned = new Set<string>();

  constructor(truth: Truth, kept: Kept, report: Report) {
    this.#truth = truth;
    this.#kept = kept;
    this.#report = report;
  }

  of(callId: string): Head | undefined {
    return this.stored.of(callId).head;
  }

  orphaned(callId: string, generation: string): void {
    this.#orphaned.add(`${callId} ${generation}`);
  }

  /** Rows that stand under other generations than the head's, and should have been deleted. */
  leftoversOf(callId: string): ReadonlyArray<string> {
    const call = this.stored.of(callId);
    return childTableNames.flatMap((name) =>
      call
        .leftovers(name)
        .filter((row) => !this.#orphaned.has(`${callId} ${textOf(row, 'Generation')}`))
        .map(({ partitionKey, rowKey }) => `${name} ${partitionKey} ${rowKey}`),
    );
  }

  /** Rows of one table were written or deleted; undefined for those that are gone. */
  written(table: CallTable, keys: ReadonlyArray<RowKey>, row: (key: RowKey) => StoredRow | undefined): void {
    const before = table === 'CallRecords' ? this.of(keys[0]?.partitionKey ?? '') : undefined;
    const callIds = keys.map((key) => this.stored.put(table, key, row(key)));
    for (const callId of new Set(callIds)) {
      if (callId === undefined) continue;
      if (table === 'CallRecords') this.#checkHead(callId, before);
      if (!OF_VERSIONS.has(table)) continue;
      for (const fault of incompleteTables(this.stored.of(callId)))
        this.#report('wholeVersion', fault, callId);
    }
  }

  #checkHead(callId: string, before: Head | undefined): void {
    const head = this.of(callId);
    if (head === undefined) {
      if (before !== undefined && !this.#kept.isDeletable(callId))
        this.#report('noRegression', 'the head is gone', callId);
      return;
    }
    if (before === undefined) this.#kept.headWritten(callId, head.row);
    if (before !== undefined && isNewer(before, head)) {
      const what = `the head went from ${versionText(before)} back to ${versionText(head)}`;
      this.#report('noRegression', what, callId);
    }
    if (isIncomplete(head)) {
      // A mark excuses what is missing, and never the loss of what was whole.
      if (before !== undefined && !isIncomplete(before)) {
        this.#report('noRegression', 'a whole version gave way to one that says it may not be whole', callId);
      }
      return;
    }
    const truth = this.#truth.countsOf(callId, head.version);
    for (const fault of [...wrongCounts(head, truth), ...wrongQuality(this.stored.of(callId), truth)]) {
      this.#report('wholeVersion', fault, callId);
    }
  }
}

/** Whether the head says that some of its version may be missing. */
export function isIncomplete({ row }: Head): boolean {
  return row.cells.IncompleteBecause !== undefined;
}
