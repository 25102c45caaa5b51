/**
 * Rule 16: what a person is handed over is all that is stored of them at that moment, one version of each call and every
 * other row that names them, and nothing that does not name them.
 */

import type { StoredRow } from '../../../src/tables/cell.ts';
import type { TableName } from '../../../src/tables/declarations/index.ts';
import type { SimulatedTenant } from '../../graph/tenant.ts';
import { textOf } from '../../judge/row.ts';
import { countsIn, PART_TABLES } from '../../judge/truth.ts';
import { addressesOf, isNamedIn, partNaming } from '../../judge/users.ts';
import { type Heads, isIncomplete } from './heads.ts';
import type { Kept } from './kept.ts';
import { type LeftOut, OTHER_TABLES } from './left-out.ts';
import type { Report } from './violation.ts';

interface HandedOverOptions {
  readonly tenant: Pick<SimulatedTenant, 'tenantId' | 'recordOf'>;
  readonly rows: (table: TableName) => Iterable<StoredRow>;
  readonly heads: Heads;
  readonly kept: Kept;
  readonly leftOut: LeftOut;
  readonly report: Report;
}

/** A line of the file. */
interface Line {
  readonly table: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** What is stored of somebody, and is to be handed over. */
interface Held {
  readonly calls: ReadonlySet<string>;
  /** Each row beside those of calls, as the file would say it. */
  readonly rows: ReadonlySet<string>;
}

/** Tables of which a row can name somebody, and is no row of a stored call. */
const TABLES_BESIDE_CALLS = ['People', 'Withheld', 'PendingCallRecords', ...OTHER_TABLES] as const;

export class HandedOver {
  readonly #options: HandedOverOptions;

  constructor(options: HandedOverOptions) {
    this.#options = options;
  }

  /** Of these ids, in lower case, as it is now. */
  heldOf(ids: ReadonlyArray<string>): Held {
    return { calls: this.#callsOf(ids), rows: this.#rowsOf(new Set(ids)) };
  }

  /** The calls that name them and are found by it. Calls that an erasure concerns are its own matter. */
  #callsOf(ids: ReadonlyArray<string>): ReadonlySet<string> {
    const { tenant, heads, kept } = this.#options;
    const keys = new Set(ids.map((id) => `${tenant.tenantId}_${id}`));
    const calls = heads.stored.callIds.filter((callId) => {
      const call = heads.stored.of(callId);
      const { head } = call;
      if (head === undefined || head.isWithheld || isIncomplete(head) || kept.isRefused(callId)) return false;
      const opening = ['OrganizerIdentityId', 'JoinWebUrl'].map((name) =>
        textOf(head.row, name).toLowerCase(),
      );
      const isFound =
        call.rows('CallsByUser').some(({ partitionKey }) => keys.has(partitionKey)) ||
        opening.some((text) => isNamedIn(text, ...ids));
      return isFound && this.#names(callId, Number(head.version), ids);
    });
    return new Set(calls);
  }

  #rowsOf(ids: ReadonlySet<string>): ReadonlySet<string> {
    const lines = TABLES_BESIDE_CALLS.flatMap((table) =>
      // The words by which somebody is found repeat the name.
      Array.from(this.#options.rows(table))
        .filter(({ rowKey }) => !rowKey.startsWith('word_'))
        .map((row) => lineOf(table, row)),
    );
    return new Set(lines.filter((line) => isTheirs(line, ids)).map(textOfLine));
  }

  /** `text`: the file; `before`: what was held of them when it was begun. */
  check(text: string, ids: ReadonlyArray<string>, before: Held): void {
    const now = this.heldOf(ids);
    const lines = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);
    const [ofCalls, others] = [lines.filter(isOfCall), lines.filter((line) => !isOfCall(line))];
    const byCall = Map.groupBy(ofCalls, ({ row }) => String(row.CallId));
    for (const callId of before.calls.intersection(now.calls))
      if (!byCall.has(callId))
        this.#options.report('handedOver', 'it names them, and is not handed over', callId);
    for (const [callId, ofCall] of byCall) this.#checkCall(callId, ofCall, ids);
    this.#checkOthers(others, new Set(ids), before.rows.intersection(now.rows));
  }

  #checkOthers(lines: ReadonlyArray<Line>, ids: ReadonlySet<string>, held: ReadonlySet<string>): void {
    const { report } = this.#options;
    const handed = new Set(lines.map(textOfLine));
    for (const text of held.difference(handed))
      report('handedOver', `it names them, and is not handed over: ${text}`);
    const names = ids.union(namesAmong(lines, ids));
    for (const line of lines.filter((one) => !isTheirs(one, names)))
      report('handedOver', `it is handed over, and does not name them: ${textOfLine(line)}`);
  }

  #checkCall(callId: string, lines: ReadonlyArray<Line>, ids: ReadonlyArray<string>): void {
    const { tenant, leftOut, report } = this.#options;
    const { row }: Pick<Line, 'row'> = lines.find(({ table }) => table === 'CallRecords') ?? { row: {} };
    const record = tenant.recordOf(callId, Number(row.Version)) ?? {};
    const gone = leftOut.goneFrom(callId, record);
    if (row.IncompleteBecause !== undefined || ids.some((id) => gone.has(id))) return;
    if (!this.#names(callId, Number(row.Version), ids))
      report('handedOver', 'it is handed over, and does not name them', callId);
    const truth = countsIn(partNaming(record, addressesOf(record, ids)));
    for (const name of PART_TABLES) {
      const found = lines.filter(({ table }) => table === name).length;
      if (found === truth[name]) continue;
      report('handedOver', `${found} rows of ${name} are handed over, and ${truth[name]} are theirs`, callId);
    }
  }

  #names(callId: string, version: number, ids: ReadonlyArray<string>): boolean {
    const record = this.#options.tenant.recordOf(callId, version) ?? {};
    const gone = this.#options.leftOut.goneFrom(callId, record);
    const text = JSON.stringify(record).toLowerCase();
    return isNamedIn(text, ...ids) && !ids.some((id) => gone.has(id));
  }
}

function isOfCall({ table }: Line): boolean {
  return table === 'CallRecords' || PART_TABLES.some((name) => name === table);
}

/** As the file would say it: without the pseudonym, which would tell whose the erased calls are, and with the call that waits. */
function lineOf(table: string, { rowKey, cells }: StoredRow): Line {
  const said = Object.entries(cells).filter(
    ([name, { value }]) => name !== 'Pseudonym' && !(value instanceof Uint8Array),
  );
  const values = said.map(([name, { value }]) => [name, typeof value === 'bigint' ? String(value) : value]);
  if (table === 'PendingCallRecords') values.push(['CallId', rowKey]);
  return { table, row: Object.fromEntries(values) };
}

/** The same for the same row, in whichever order its columns come. */
function textOfLine({ table, row }: Line): string {
  return `${table} ${JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))}`;
}

/** Whether a row beside those of calls is about one of these. */
function isTheirs({ table, row }: Line, ids: ReadonlySet<string>): boolean {
  if (table === 'People') return ids.has(String(row.IdentityId).toLowerCase());
  const isOfLeftOut = table === 'Withheld';
  const text = String(isOfLeftOut ? row.Ids : JSON.stringify(row)).toLowerCase();
  // An exclusion of a meeting is about nobody, although its link can hold ids.
  return isNamedIn(text, ...Array.from(ids, (id) => (isOfLeftOut ? `"${id}"` : id)));
}

/** Whoever is asked for by an id is also searched by the sign-in name, and the other way round. */
function namesAmong(lines: ReadonlyArray<Line>, ids: ReadonlySet<string>): ReadonlySet<string> {
  const named = lines
    .filter(({ table }) => table === 'People')
    .map(({ row }) => [row.IdentityId, row.UserPrincipalName].map((name) => String(name).toLowerCase()));
  return new Set(named.filter((names) => names.some((name) => ids.has(name))).flat());
}
