/**
 * Rule 11: nothing tells of an erased user in the calls that started before, and of an excluded call only the head is
 * stored; and only calls that name an excluded user are.
 */

import type { RowKey, StoredRow } from '../../../src/tables/cell.ts';
import { childTableNames, type TableName, tables } from '../../../src/tables/declarations/index.ts';
import type { SimulatedTenant } from '../../graph/tenant.ts';
import { documentTexts } from '../../judge/document.ts';
import { type Row, textOf } from '../../judge/row.ts';
import { CALL_TABLES, type StoredCall } from '../../judge/stored-calls.ts';
import { tellingTexts, usersIn } from '../../judge/users.ts';
import type { Heads } from './heads.ts';
import type { Kept } from './kept.ts';
import type { Report } from './violation.ts';

interface LeftOutOptions {
  readonly tenant: Pick<SimulatedTenant, 'truth' | 'recordOf'>;
  readonly rows: (table: TableName) => Iterable<StoredRow>;
  readonly heads: Heads;
  readonly kept: Kept;
  readonly report: Report;
}

interface Erasure {
  readonly ids: ReadonlyArray<string>;
  readonly pseudonym: string;
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
}

/** Tables whose rows are not of one call; Withheld has to name who is left out. */
const OTHER_TABLES = (Object.keys(tables) as ReadonlyArray<TableName>).filter(
  (table) => table !== 'Withheld' && table !== 'People' && !CALL_TABLES.some((name) => name === table),
);

export class LeftOut {
  readonly #options: LeftOutOptions;
  /** By row key. The ids go from the row in time, and the person stays erased. */
  readonly #erasures = new Map<string, Erasure>();
  readonly #excluded = new Set<string>();

  constructor(options: LeftOutOptions) {
    this.#options = options;
  }

  /** A row of Withheld was written. */
  written({ rowKey }: RowKey, row: StoredRow | undefined): void {
    if (row?.cells.Ids === undefined) return;
    const ids = (JSON.parse(textOf(row, 'Ids')) as ReadonlyArray<string>).map((id) => id.toLowerCase());
    if (rowKey.startsWith('exclusion_')) for (const id of ids) this.#excluded.add(id);
    if (!rowKey.startsWith('erasure_')) return;
    const askedAt = Date.parse(textOf(row, 'RequestedAt'));
    this.#erasures.set(rowKey, { ids, pseudonym: textOf(row, 'Pseudonym'), askedAt });
  }

  /** Rows of Withheld whose work is not done. */
  get unfinished(): ReadonlyArray<string> {
    return [...this.#options.rows('Withheld')]
      .filter(({ rowKey, cells }) => rowKey !== 'limits' && cells.FinishedAt === undefined)
      .map(({ rowKey }) => rowKey);
  }

  /** The erasures that concern a call: it started before they were asked for. */
  erasuresOf(callId: string): ReadonlyArray<Erasure> {
    const startedAt = this.#options.kept.startOf(callId);
    return startedAt === undefined
      ? []
      : [...this.#erasures.values()].filter(({ askedAt }) => startedAt < askedAt);
  }

  /** Once the timer has had its time. */
  checkEnding(): void {
    const { heads, report, rows } = this.#options;
    for (const rowKey of this.unfinished) report('leftOut', `${rowKey} is not finished`);
    for (const callId of heads.stored.callIds) this.#checkExcluded(callId, heads.stored.of(callId));
    if (this.#erasures.size === 0) return;
    const texts = this.#tellingTexts();
    const textsOf = (erasures: ReadonlyArray<Erasure>) =>
      erasures.flatMap(({ ids }) => ids.flatMap((id) => [...(texts.get(id) ?? [id])]));
    for (const callId of heads.stored.callIds) {
      this.#checkErased(callId, heads.stored.of(callId), textsOf(this.erasuresOf(callId)));
    }
    const erased = textsOf([...this.#erasures.values()]);
    for (const table of OTHER_TABLES) {
      for (const row of rows(table)) this.#checkText(`${table} ${row.rowKey}`, rowText(row), erased);
    }
    for (const row of rows('People')) this.#checkFoundByName(row);
  }

  #tellingTexts(): ReturnType<typeof tellingTexts> {
    const { tenant } = this.#options;
    return tellingTexts(tenant.truth().flatMap(({ callId }) => usersIn(tenant.recordOf(callId))));
  }

  #checkErased(callId: string, call: StoredCall, texts: ReadonlyArray<string>): void {
    if (texts.length === 0) return;
    for (const table of CALL_TABLES) {
      for (const row of call.rows(table)) {
        this.#checkText(`${table} ${row.partitionKey} ${row.rowKey}`, rowText(row), texts, callId);
      }
    }
    for (const text of documentTexts(call.rows('CallRecordDocuments'))) {
      this.#checkText('a document', text, texts, callId);
    }
  }

  #checkText(where: string, text: string, texts: ReadonlyArray<string>, callId?: string): void {
    const lower = text.toLowerCase();
    const found = texts.find((one) => lower.includes(one));
    if (found !== undefined) this.#options.report('leftOut', `${where} tells of ${found}, erased`, callId);
  }

  #checkExcluded(callId: string, call: StoredCall): void {
    const { tenant, report } = this.#options;
    const { head } = call;
    if (head === undefined) return;
    const record = this.#excluded.size === 0 ? {} : tenant.recordOf(callId, Number(head.version));
    const text = JSON.stringify(record ?? {}).toLowerCase();
    const excluded = [...this.#excluded].filter((id) => text.includes(id));
    const erased = new Set(this.erasuresOf(callId).flatMap(({ ids }) => ids));
    // Where the erasure came first, nothing tells any more whose call it is.
    if (excluded.length > 0 && excluded.every((id) => erased.has(id)) && !head.isWithheld) return;
    const isExcluded = excluded.length > 0;
    if (isExcluded !== head.isWithheld) {
      const is = head.isWithheld ? 'withheld' : 'stored whole';
      report(
        'leftOut',
        `it is ${is}, and ${isExcluded ? 'names' : 'does not name'} an excluded user`,
        callId,
      );
    }
    if (!head.isWithheld) return;
    for (const table of [...childTableNames, 'CallsByUser'] as const) {
      for (const { rowKey } of call.rows(table))
        report('leftOut', `it is excluded, and a row is left: ${table} ${rowKey}`, callId);
    }
  }

  /** Who is seen again later is found by name again. */
  #checkFoundByName(row: StoredRow): void {
    const id = textOf(row, 'IdentityId').toLowerCase();
    if (!row.rowKey.startsWith('person_')) return;
    const seenAt = Date.parse(textOf(row, 'LastSeenAt'));
    const isErased = [...this.#erasures.values()].some(
      ({ ids, askedAt }) => ids.includes(id) && seenAt < askedAt,
    );
    if (isErased) this.#options.report('leftOut', `${id} is erased, and found by name`);
  }
}

function rowText({ partitionKey, rowKey, cells }: Row): string {
  const texts = Object.values(cells).map((cell) =>
    cell?.value instanceof Uint8Array ? '' : JSON.stringify(String(cell?.value)),
  );
  return [partitionKey, rowKey, ...texts].join('\n');
}
