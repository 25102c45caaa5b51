/** Rule 6: what must be there when all is worked off, and what must not. */

import { isDeepStrictEqual } from 'node:util';
import type { StoredRow } from '../../../src/tables/cell.ts';
import type { TableName } from '../../../src/tables/declarations/index.ts';
import type { TrueCall } from '../../graph/calls/truth.ts';
import type { SimulatedTenant } from '../../graph/simulated-tenant.ts';
import type { Accounts } from './accounts.ts';
import { recordIn, withoutAnnotations } from './document.ts';
import type { Heads, KnownHead } from './heads.ts';
import { versionOf, versionText } from './truth.ts';
import type { Report } from './violation.ts';

/** "Records about calls or online meetings that started more than 30 days ago are not available." */
const RETENTION_MS = 30 * 24 * 3_600_000;

/** Of the stored calls, every so many has its document taken apart and compared. */
const COMPARED_DOCUMENTS = 5;

export interface EndingOptions {
  readonly tenant: SimulatedTenant;
  readonly now: number;
  readonly heads: Heads;
  readonly accounts: Accounts;
  readonly rows: (table: TableName) => Iterable<StoredRow>;
  readonly isStored: (callId: string, startedAt: number) => boolean;
  readonly report: Report;
}

export function checkEnding(options: EndingOptions): void {
  const { tenant, heads, report } = options;
  const truth = tenant.truth();
  const listed = new Map<string, StoredRow>();
  for (const row of options.rows('CallsByDay')) listed.set(`${row.partitionKey} ${row.rowKey}`, row);
  const users = new Set<string>();
  for (const { partitionKey, rowKey } of options.rows('CallsByUser')) {
    users.add(`${partitionKey} ${rowKey.slice(rowKey.lastIndexOf('_') + 1)}`);
  }
  for (const [index, call] of truth.entries()) {
    checkStored(options, call);
    const head = heads.of(call.callId);
    if (head === undefined) continue;
    checkListed(tenant.tenantId, call, head, listed, report);
    const record =
      index % COMPARED_DOCUMENTS === 0 ? tenant.recordOf(call.callId, Number(head.version)) : undefined;
    if (record === undefined) continue;
    checkUsers(tenant.tenantId, call.callId, record, users, report);
    checkDocument(call.callId, head, record, options);
  }
  const known = new Set(truth.map(({ callId }) => callId));
  for (const callId of heads.all()) {
    if (!known.has(callId)) report('complete', 'it is stored, and Graph never had it', callId);
  }
  for (const callId of heads.callsWithRows()) {
    const [leftover, ...more] = heads.leftoversOf(callId);
    if (leftover === undefined || options.accounts.unstorable.get(callId)?.mayLeaveRows === true) continue;
    report('complete', `rows of other generations are left: ${leftover} and ${more.length} more`, callId);
  }
}

function checkStored({ now, heads, accounts, isStored, report }: EndingOptions, call: TrueCall): void {
  const { callId, newestVersion, lastModifiedDateTime } = call;
  if (newestVersion === undefined || lastModifiedDateTime === undefined) return;
  const startedAt = new Date(call.startDateTime).getTime();
  const isShown = call.availableAt.getTime() <= now && now - startedAt <= RETENTION_MS;
  const told = accounts.toldOf(callId);
  const state = accounts.pendingStateOf(callId);
  if (!isShown) {
    const isKept = told === undefined || state !== undefined || heads.of(callId) !== undefined;
    if (!isKept) report('complete', 'Graph never showed it, and nothing says so', callId);
    return;
  }
  if (state !== undefined) report('drained', `it is still pending: ${state}`, callId);
  const newest = versionOf(newestVersion, lastModifiedDateTime);
  if (accounts.unstorable.has(callId)) {
    const isLeftToPeople = [...accounts.deadLetters.values()].some(
      (letter) => letter.callId === callId && letter.state === 'operator',
    );
    if (!isLeftToPeople)
      report('complete', 'nobody can store it, and no dead letter is left to people', callId);
  } else if (!isStored(callId, startedAt)) {
    const head = heads.of(callId);
    const stored = head === undefined ? 'nothing' : versionText(head);
    report('complete', `Graph has ${versionText(newest)}, and ${stored} is stored`, callId);
  }
}

function checkListed(
  tenantId: string,
  { callId }: TrueCall,
  { row }: KnownHead,
  listed: ReadonlyMap<string, StoredRow>,
  report: Report,
): void {
  const start = String(row.cells.FirstStartDateTime?.value);
  const entry = listed.get(`${tenantId}_${start.slice(0, 10)} ${start}_${callId}`);
  if (entry === undefined) {
    report('complete', 'it has no row in CallsByDay', callId);
    return;
  }
  const different = Object.keys(entry.cells).find(
    (column) => entry.cells[column]?.value !== row.cells[column]?.value,
  );
  if (different !== undefined) {
    report('complete', `CallsByDay and the head disagree about ${different}`, callId);
  }
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function checkUsers(
  tenantId: string,
  callId: string,
  record: object,
  users: ReadonlySet<string>,
  report: Report,
): void {
  const { participants_v2: participants } = record as {
    readonly participants_v2: ReadonlyArray<{ readonly id?: string | null }>;
  };
  for (const { id } of participants) {
    if (typeof id === 'string' && GUID.test(id) && !users.has(`${tenantId}_${id} ${callId}`)) {
      report('complete', `it has no row in CallsByUser for ${id}`, callId);
    }
  }
}

function checkDocument(
  callId: string,
  head: KnownHead,
  record: object,
  { rows, report }: EndingOptions,
): void {
  const stored = [...rows('CallRecordDocuments')].filter(
    (row) => row.partitionKey === callId && row.cells.Generation?.value === head.generation,
  );
  const sent = withoutAnnotations(JSON.parse(JSON.stringify(record)));
  try {
    if (!isDeepStrictEqual(recordIn(stored), sent)) {
      report('complete', 'its document is not what Graph holds', callId);
    }
  } catch (error) {
    report(
      'complete',
      `its document cannot be read: ${error instanceof Error ? error.message : error}`,
      callId,
    );
  }
}
