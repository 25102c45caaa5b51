/** An operator asks for a call again: it is fetched from Graph and stored whatever is stored already. */

import { type DateTime, toDateTime } from '../language/date-time.ts';
import type { CallId } from '../language/identifiers.ts';
import { pendingCallRecords } from '../tables/declarations/pending-call-records.ts';
import { toCells } from '../tables/table.ts';
import { readablePendingRow } from './defer.ts';
import { type MakePendingDependencies, makePending } from './make-pending.ts';

/** How the call stood before: `unreadable` is a row that people typed in wrongly, which is replaced. */
export type CallBefore =
  | { readonly kind: 'notPending' | 'unavailable' | 'unreadable' }
  | { readonly kind: 'waiting'; readonly reason: string | undefined; readonly until: DateTime };

/** Each round is another writer of the same row that came between. */
const ROUNDS = 10;

/** Resolves once a row is due now that makes ingest store the record again, as a new revision. */
export async function replayCall(dependencies: MakePendingDependencies, callId: CallId): Promise<CallBefore> {
  const { tables, tenantId, clock } = dependencies;
  const table = tables.table('PendingCallRecords');
  for (let round = 0; round < ROUNDS; round += 1) {
    const row = await table.get({ partitionKey: tenantId, rowKey: callId });
    const values = row === undefined ? undefined : readablePendingRow(row);
    if (row === undefined || values?.State !== 'waiting') {
      if ((await makePending(dependencies, callId, 'replay')) === 'waiting') continue;
      if (row === undefined) return { kind: 'notPending' };
      return { kind: values === undefined ? 'unreadable' : 'unavailable' };
    }
    // What it waits for is over for the operator; since when it waits, and how it has fared, stays.
    const asked = toCells(pendingCallRecords, { NextAttemptAt: toDateTime(clock.now()), Rewrite: true });
    const write = await table.replace({ ...row, cells: { ...row.cells, ...asked } }, row.etag);
    if (write.written) return { kind: 'waiting', reason: values.Reason, until: values.NextAttemptAt };
  }
  throw new Error(`the pending row of ${callId} kept changing while it was written`);
}
