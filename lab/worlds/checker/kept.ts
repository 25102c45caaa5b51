/** Rule 9: what is not kept any more is deleted whole and does not come back, and what is kept is not deleted. */

import type { RowKey, StoredRow } from '../../../src/tables/cell.ts';
import type { TableName } from '../../../src/tables/declarations/index.ts';
import type { SimulatorEvent } from '../../graph/events.ts';
import { type Row, textOf } from '../../judge/row.ts';
import { CALL_TABLES } from '../../judge/stored-calls.ts';
import type { Report } from './violation.ts';

interface KeptOptions {
  readonly tenantId: string;
  readonly row: (table: TableName, key: RowKey) => StoredRow | undefined;
  readonly rows: (table: TableName) => Iterable<StoredRow>;
  readonly report: Report;
}

export class Kept {
  readonly #options: KeptOptions;
  /** By call: its start, as it was committed first. */
  readonly #starts = new Map<string, string>();

  constructor(options: KeptOptions) {
    this.#options = options;
  }

  heard(event: SimulatorEvent): void {
    if (event.type === 'callEnded') this.#starts.set(event.callId, event.startDateTime);
  }

  /** The start in the first version stored is what the keys of a call keep: Graph may show another one by now. */
  headWritten(callId: string, row: Row): void {
    this.#starts.set(callId, textOf(row, 'FirstStartDateTime'));
  }

  /** Milliseconds since the epoch; undefined for a call that never was. */
  startOf(callId: string): number | undefined {
    const start = this.#starts.get(callId);
    return start === undefined ? undefined : Date.parse(start);
  }

  /** Whether nothing of the call is stored any more. */
  isRefused(callId: string): boolean {
    return this.#startedBefore('RefusedBefore', callId);
  }

  isDeletable(callId: string): boolean {
    return this.#startedBefore('DeletedBefore', callId);
  }

  /** The first day whose calls are kept; empty while all are. */
  get refusedBefore(): string {
    return this.#limit('RefusedBefore');
  }

  /** Once the timer has had its time. */
  checkEnding(): void {
    const { rows, report } = this.#options;
    for (const table of CALL_TABLES) {
      for (const row of rows(table)) {
        const callId = textOf(row, 'CallId') || row.partitionKey;
        if (!this.isDeletable(callId)) continue;
        report('forgotten', `a row is left: ${table} ${row.partitionKey} ${row.rowKey}`, callId);
      }
    }
  }

  #startedBefore(column: 'RefusedBefore' | 'DeletedBefore', callId: string): boolean {
    const start = this.#starts.get(callId);
    return start !== undefined && start.slice(0, 'yyyy-MM-dd'.length) < this.#limit(column);
  }

  #limit(column: 'RefusedBefore' | 'DeletedBefore'): string {
    const { row, tenantId } = this.#options;
    const limits = row('Withheld', { partitionKey: tenantId, rowKey: 'limits' });
    return limits === undefined ? '' : textOf(limits, column);
  }
}
