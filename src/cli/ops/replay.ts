/** `replay`: has calls fetched from Graph and stored again. */

import { toDate, toDateTime } from '../../language/date-time.ts';
import type { CallId } from '../../language/identifiers.ts';
import { type CallBefore, replayCall } from '../../pending/replay-call.ts';
import { RECORD_KEPT_DAYS } from '../../ports/graph.ts';
import { hourOf, isListable } from '../../reconcile/coverage.ts';
import { createStore } from '../../rows/store.ts';
import { callRecords } from '../../tables/declarations/call-records.ts';
import { headKey } from '../../tables/keys.ts';
import { fromRow, withColumns } from '../../tables/table.ts';
import { headerLine, rowLine, type TextColumn } from '../text-table.ts';
import { counted, moment } from '../wording.ts';
import { EXIT, type ExitCode, type Operator, refusedBy, remark } from './operator.ts';
import { jsonLine } from './rows.ts';

/** Beyond these, somebody has probably pasted more than they meant to. */
export const REPLAYED_UNASKED = 20;

interface Replayed {
  readonly callId: CallId;
  readonly before: CallBefore;
  readonly stored: { readonly version: bigint; readonly isForgotten: boolean } | undefined;
}

export async function replay(
  operator: Operator,
  { callIds, yes }: { readonly callIds: ReadonlyArray<CallId>; readonly yes: boolean },
): Promise<ExitCode> {
  const question = `${counted(callIds.length, 'call')} will be fetched from Graph again and stored as new revisions.`;
  const refused = await refusedBy(operator, question, yes || callIds.length <= REPLAYED_UNASKED);
  if (refused !== undefined) return refused;
  const replayed: Array<Replayed> = [];
  for (const callId of callIds) {
    const stored = await storedVersion(operator, callId);
    const done = { callId, before: await replayCall(createStore(operator), callId), stored };
    if (operator.json) await operator.print(programLine(operator, done));
    else {
      if (replayed.length === 0) await operator.print(headerLine(columns));
      await operator.print(rowLine(columns, done));
    }
    replayed.push(done);
  }
  await remark(operator, whatHappensNow(replayed));
  return EXIT.done;
}

const HEAD = withColumns(callRecords, ['Version', 'CallStartDateTime']);

async function storedVersion({ tables, tenantId, clock }: Operator, callId: CallId) {
  const row = await tables.table('CallRecords').get(headKey(tenantId, callId), Object.keys(HEAD.columns));
  if (row === undefined) return undefined;
  const { Version, CallStartDateTime } = fromRow(HEAD, row);
  const startedIn = CallStartDateTime === undefined ? undefined : hourOf(toDate(CallStartDateTime));
  const isForgotten = startedIn !== undefined && !isListable(startedIn, clock.now());
  return { version: Version, isForgotten };
}

const columns: ReadonlyArray<TextColumn<Replayed>> = [
  { title: 'call', width: 36, text: ({ callId }) => callId },
  { title: 'was pending', width: 38, text: ({ before }) => wasPending(before) },
  { title: 'is stored', width: 0, text: ({ stored }) => isStored(stored) },
];

function wasPending(before: CallBefore): string {
  switch (before.kind) {
    case 'notPending':
      return 'no';
    case 'unavailable':
      return 'given up (unavailable)';
    case 'unreadable':
      return 'its row could not be read';
    case 'waiting':
      return `until ${moment(before.until)}${before.reason === undefined ? '' : ` (${before.reason})`}`;
  }
}

function isStored(stored: Replayed['stored']): string {
  if (stored === undefined) return 'no';
  const old = stored.isForgotten ? `, but over ${RECORD_KEPT_DAYS} days old: Graph no longer has it` : '';
  return `version ${stored.version}${old}`;
}

function programLine({ tenantId, clock }: Operator, { callId, before, stored }: Replayed): string {
  return jsonLine({
    CallId: callId,
    TenantId: tenantId,
    RequestedAt: toDateTime(clock.now()),
    Before: before.kind,
    ...(before.kind === 'waiting' ? { BeforeReason: before.reason, BeforeNextAttemptAt: before.until } : {}),
    StoredVersion: stored?.version,
    ForgottenByGraph: stored?.isForgotten ?? false,
  });
}

function whatHappensNow(replayed: ReadonlyArray<Replayed>): string {
  const forgotten = replayed.filter(({ stored }) => stored?.isForgotten === true).length;
  const lines = [
    `${counted(replayed.length, 'call')} due now. Maintain hands what is due to ingest within a minute, which stores a new revision.`,
    'npm run ops -- pending shows those that wait; npm run calls -- --id CALL shows what is stored.',
  ];
  if (forgotten > 0) {
    lines.push(
      `${counted(forgotten, 'call')} will stay as stored: Graph keeps a record for ${RECORD_KEPT_DAYS} days.`,
    );
  }
  return lines.map((line) => `${line}\n`).join('');
}
