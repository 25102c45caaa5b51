/**
 * Rule 11: nothing tells of an erased user in the calls that started before, and of an excluded call only the head is
 * stored; what no exclusion concerns is stored whole, and so again is what a lifted one had withheld.
 */

import { DAY_MS } from '../../../src/language/milliseconds.ts';
import type { RowKey, StoredRow } from '../../../src/tables/cell.ts';
import { childTableNames, type TableName, tables } from '../../../src/tables/declarations/index.ts';
import type { SimulatedTenant } from '../../graph/tenant.ts';
import { documentTexts } from '../../judge/document.ts';
import { type Row, textOf } from '../../judge/row.ts';
import { CALL_TABLES, type StoredCall } from '../../judge/stored-calls.ts';
import { addressesOf, isNamedIn, tellingTexts } from '../../judge/users.ts';
import { type Erasure, WithheldRows } from '../../judge/withheld.ts';
import type { Heads } from './heads.ts';
import type { Kept } from './kept.ts';
import type { Report } from './violation.ts';

interface LeftOutOptions {
  readonly tenant: Pick<SimulatedTenant, 'truth' | 'recordOf'>;
  readonly rows: (table: TableName) => Iterable<StoredRow>;
  readonly now: () => number;
  readonly heads: Heads;
  readonly kept: Kept;
  readonly report: Report;
}

/** What stands outside of tables. */
export interface Elsewhere {
  /** Bodies of the messages in both queues. */
  readonly messages: ReadonlyArray<string>;
  /** All lines that were logged. */
  readonly logged: ReadonlyArray<string>;
}

/** Graph shows a record for 30 days, and calls were fetched again in the last of them. */
const SHOWN_FOR_MS = 28 * DAY_MS;

/** What an export knows of who is left out may be as old. */
const KNOWN_AFTER_MS = 2 * 60_000;

/** Tables whose rows are not of one call; Withheld has to name who is left out. */
export const OTHER_TABLES = (Object.keys(tables) as ReadonlyArray<TableName>).filter(
  (table) =>
    table === 'DeadLetters' ||
    (table !== 'Withheld' && table !== 'People' && !CALL_TABLES.some((name) => name === table)),
);

export class LeftOut {
  readonly withheld = new WithheldRows();
  readonly #options: LeftOutOptions;

  constructor(options: LeftOutOptions) {
    this.#options = options;
  }

  /** A row of Withheld was written. */
  written(key: RowKey, row: StoredRow | undefined): void {
    this.withheld.written(key, row);
  }

  /** Rows of Withheld whose work is not done. */
  get unfinished(): ReadonlyArray<string> {
    return [...this.#options.rows('Withheld')]
      .filter(({ rowKey, cells }) => rowKey !== 'limits' && cells.FinishedAt === undefined)
      .map(({ rowKey }) => rowKey);
  }

  /** The erasures that concern a call: it started before they were asked for. */
  erasuresOf(callId: string, askedBefore = Number.POSITIVE_INFINITY): ReadonlyArray<Erasure> {
    const startedAt = this.#options.kept.startOf(callId);
    return startedAt === undefined
      ? []
      : [...this.withheld.erasures.values()]
          .filter(({ askedAt }) => startedAt < askedAt && askedAt < askedBefore)
          .sort((a, b) => a.askedAt - b.askedAt);
  }

  /** All that erasures may have taken out of a call with this record. */
  goneFrom(callId: string, record: object): ReadonlySet<string> {
    return addressesOf(
      record,
      this.erasuresOf(callId).flatMap(({ ids }) => ids),
    );
  }

  /** Once the timer has had its time. */
  checkEnding({ messages, logged }: Elsewhere): void {
    const { heads, report, rows } = this.#options;
    for (const rowKey of this.unfinished) report('leftOut', `${rowKey} is not finished`);
    for (const callId of heads.stored.callIds) this.#checkExcluded(callId, heads.stored.of(callId));
    if (this.withheld.isEmpty) return;
    for (const callId of heads.stored.callIds) this.#checkErased(callId, heads.stored.of(callId));
    const erased = [...this.withheld.erasures.values()].flatMap(({ ids }) => ids);
    for (const table of OTHER_TABLES) {
      for (const row of rows(table)) this.#checkText(`${table} ${row.rowKey}`, rowText(row), erased);
    }
    for (const text of messages) this.#checkText('a message', text, erased);
    for (const line of logged) this.#checkText('a line of the log', line, this.withheld.ids);
    for (const row of rows('People')) this.#checkFoundByName(row);
  }

  /** Files of JSON lines that were written, or looked at and left, by an export that began then. */
  checkExported(files: ReadonlyMap<string, string>, beganAt: number): void {
    if (this.withheld.isEmpty) return;
    const knownBefore = beganAt - KNOWN_AFTER_MS;
    const lines = [...files].flatMap(([path, text]) => text.split('\n').map((line) => ({ path, line })));
    const byCall = Map.groupBy(lines, ({ line }) => /"CallId":"([0-9a-f-]+)"/.exec(line)?.[1]);
    for (const [callId, ofCall] of byCall) {
      if (callId === undefined) continue;
      const erased = this.#textsOf(callId, this.erasuresOf(callId, knownBefore));
      const isExcluded = this.#isExcluded(callId, knownBefore);
      for (const { path, line } of ofCall) {
        this.#checkText(`the export ${path}`, line, erased, callId);
        if (isExcluded && !line.includes('"Withheld":"'))
          this.#options.report('leftOut', `it is excluded, and in the export ${path}`, callId);
      }
    }
  }

  /** Whether nothing but the head of the call may be shown, by the exclusions asked for before then. */
  #isExcluded(callId: string, askedBefore: number): boolean {
    const { tenant, heads } = this.#options;
    const head = heads.of(callId);
    const record = head && tenant.recordOf(callId, Number(head.version));
    const exclusions = this.withheld.exclusionsOf(record ?? {}, askedBefore);
    return this.#states(callId, exclusions).every((state) => state === 'withheld');
  }

  /** What tells of the persons of these erasures in a call. */
  #textsOf(callId: string, erasures: ReadonlyArray<Erasure>): ReadonlyArray<string> {
    return erasures.length === 0 ? [] : tellingTexts(this.#options.tenant.recordOf(callId) ?? {}, erasures);
  }

  #checkErased(callId: string, call: StoredCall): void {
    const texts = this.#textsOf(callId, this.erasuresOf(callId));
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
    if (texts.length === 0) return;
    const lower = text.toLowerCase();
    const found = texts.find((one) => isNamedIn(lower, one));
    if (found !== undefined) this.#options.report('leftOut', `${where} tells of ${found}, erased`, callId);
  }

  #checkExcluded(callId: string, call: StoredCall): void {
    const { tenant, report } = this.#options;
    const { head } = call;
    if (head === undefined) return;
    const exclusions = this.withheld.exclusionsOf(tenant.recordOf(callId, Number(head.version)) ?? {});
    const state = head.isWithheld ? 'withheld' : 'whole';
    if (!this.#states(callId, exclusions).includes(state))
      report(
        'leftOut',
        `it is ${state}, and concerned by the exclusions ${JSON.stringify(exclusions)}`,
        callId,
      );
    if (!head.isWithheld) return;
    for (const table of [...childTableNames, 'CallsByUser'] as const) {
      for (const { rowKey } of call.rows(table))
        report('leftOut', `it is excluded, and a row is left: ${table} ${rowKey}`, callId);
    }
  }

  /** How a call may be stored that these exclusions concern. */
  #states(
    callId: string,
    exclusions: ReturnType<WithheldRows['exclusionsOf']>,
  ): ReadonlyArray<'whole' | 'withheld'> {
    const { kept, now } = this.#options;
    const applying = exclusions.filter(({ isLifted }) => !isLifted);
    const erased = this.goneFrom(callId, this.#options.tenant.recordOf(callId) ?? {});
    // Where an erasure came first, nothing tells any more whose call it is. A number is excluded with its plus and without.
    const isGone = (id: string) => [...erased].some((address) => address.includes(id));
    const isTold = applying.some(({ found }) => !found.every(isGone));
    if (isTold) return ['withheld'];
    // What a lifted exclusion had withheld was fetched again, as far as Graph still has it and it is kept.
    const isShown = now() - (kept.startOf(callId) ?? 0) < SHOWN_FOR_MS && !kept.isRefused(callId);
    const mayStay = applying.length > 0 || (exclusions.length > 0 && !isShown);
    return mayStay ? ['whole', 'withheld'] : ['whole'];
  }

  /** Who is seen again later is found by name again. */
  #checkFoundByName(row: StoredRow): void {
    const id = textOf(row, 'IdentityId').toLowerCase();
    if (!row.rowKey.startsWith('person_')) return;
    const seenAt = Date.parse(textOf(row, 'LastSeenAt'));
    const isErased = [...this.withheld.erasures.values()].some(
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
