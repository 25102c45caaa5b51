/** `replay`: fetches calls from Graph again. */

import { withheldCalls } from '../../calls/withheld-call.ts';
import { toDate, toDateTime } from '../../language/date-time.ts';
import { dayOf } from '../../language/day.ts';
import type { CallId } from '../../language/identifiers.ts';
import { DAY_MS } from '../../language/milliseconds.ts';
import { type CallBefore, replayCall } from '../../pending/replay-call.ts';
import { RECORD_KEPT_DAYS } from '../../ports/graph.ts';
import { hourOf, isListable } from '../../reconcile/coverage.ts';
import { callRecords } from '../../tables/declarations/call-records.ts';
import { headKey } from '../../tables/keys.ts';
import { ForeignRow, readRows, withColumns } from '../../tables/table.ts';
import { createDoor } from '../../withheld/door.ts';
import { isRefused } from '../../withheld/withheld.ts';
import { counted, moment } from '../../wording/values.ts';
import { isAgreed, yesOption } from '../agreement.ts';
import { callNamed, FEWEST_DIGITS, idBeginning } from '../calls/call-named.ts';
import { type StoreContext, storeCommand } from '../command.ts';
import { EXIT } from '../exit.ts';
import { type List, listForms, listOptions, printList, remark } from '../list.ts';
import { sayUnreadable } from '../unreadable.ts';

/** Beyond these, more were probably pasted than were meant. */
export const REPLAYED_UNASKED = 20;

interface Replayed {
  readonly callId: CallId;
  /** Of a call that was not replayed: why not. */
  readonly before: CallBefore | { readonly kind: 'expired' | 'headUnreadable' };
  readonly stored: { readonly version: bigint; readonly isForgotten: boolean } | undefined;
}

export const replay = storeCommand({
  name: 'replay',
  summary: 'fetches calls from Graph and stores them again, whatever is stored already',
  options: {
    withheld: { description: 'all calls that are withheld and that Graph still has' },
    yes: yesOption,
    ...listOptions,
  },
  operands: {
    name: 'id',
    description: `the ids of the calls; of a stored one, its first ${FEWEST_DIGITS} or more characters are enough`,
    format: idBeginning,
    count: 'any',
  },
  exclusive: [listForms],
  check: ({ options, operands }) =>
    options.withheld === operands.length > 0 ? ['either the ids of calls or --withheld is needed'] : [],
  details: `A row in PendingCallRecords becomes due now; one that waits already keeps its reason and its age. The timer
maintain hands it to ingest within a minute, which stores a new revision. Graph keeps records for
${RECORD_KEPT_DAYS} days: an older call stays as it is stored. More than ${REPLAYED_UNASKED} calls are
replayed only when you confirm. With --withheld the calls come back that no exclusion concerns any more: the others stay
withheld. Times are UTC.`,
  changes: () => true,

  async run(context, { options, operands }) {
    const { terminal } = context;
    const callIds = options.withheld ? await withheldNow(context) : await callsNamed(context, operands);
    const question = `${counted(callIds.length, 'call')} will be fetched from Graph again and stored as new revisions.`;
    const isMuch = callIds.length > REPLAYED_UNASKED;
    if (!(await isAgreed(context, question, { yes: options.yes, isMuch }))) return EXIT.foundWrong;
    const withheld = await createDoor(context.store).read();
    let forgotten = 0;
    let expired = 0;
    const unreadable: Array<ForeignRow> = [];
    async function* pages(): AsyncGenerator<ReadonlyArray<Replayed>> {
      for (const callId of callIds) {
        const stored = await storedVersion(context, callId);
        if (stored instanceof ForeignRow) {
          // Ingest could not store it.
          unreadable.push(stored);
          yield [{ callId, before: { kind: 'headUnreadable' }, stored: undefined }];
          continue;
        }
        const isExpired = stored !== undefined && isRefused(withheld, stored.firstStartDateTime);
        if (isExpired) expired += 1;
        else if (stored?.isForgotten) forgotten += 1;
        const before = isExpired ? ({ kind: 'expired' } as const) : await replayCall(context.store, callId);
        yield [{ callId, before, stored }];
      }
    }
    await printList(terminal, options, list(context), pages());
    const replayed = callIds.length - expired - unreadable.length;
    await remark(terminal, options, whatHappensNow(replayed, forgotten, expired));
    return sayUnreadable(terminal, unreadable);
  },
});

async function callsNamed(
  context: StoreContext,
  beginnings: ReadonlyArray<string>,
): Promise<ReadonlyArray<CallId>> {
  const named = beginnings.values();
  const ids = await context.terminal.during(() => Array.fromAsync(named, (one) => callNamed(context, one)));
  return [...new Set(ids)];
}

/** Those that Graph may still have. */
async function withheldNow({ terminal, store, clock }: StoreContext): Promise<ReadonlyArray<CallId>> {
  const now = clock.now();
  const from = dayOf(toDateTime(new Date(now.getTime() - RECORD_KEPT_DAYS * DAY_MS)));
  const calls = withheldCalls(store, { from, to: dayOf(toDateTime(now)) });
  return await terminal.during(() => Array.fromAsync(calls));
}

const HEAD = withColumns(callRecords, ['Version', 'CallStartDateTime', 'FirstStartDateTime']);

async function storedVersion({ store, clock }: StoreContext, callId: CallId) {
  const row = await store
    .table('CallRecords')
    .get(headKey(store.tenantId, callId), Object.keys(HEAD.columns));
  if (row === undefined) return undefined;
  const {
    rows: [values],
    unreadable: [foreign],
  } = readRows(HEAD, [row]);
  if (values === undefined) return foreign;
  const { Version, CallStartDateTime, FirstStartDateTime: firstStartDateTime } = values;
  const startedIn = CallStartDateTime === undefined ? undefined : hourOf(toDate(CallStartDateTime));
  const isForgotten = startedIn !== undefined && !isListable(startedIn, clock.now());
  return { version: Version, isForgotten, firstStartDateTime };
}

function list({ store, clock }: StoreContext): List<Replayed> {
  return {
    columns: [
      { title: 'call', text: ({ callId }) => callId },
      { title: 'was pending', text: ({ before }) => wasPending(before) },
      { title: 'is stored', text: ({ stored }) => isStored(stored) },
    ],
    properties: [
      'CallId',
      'TenantId',
      'RequestedAt',
      'Before',
      'BeforeReason',
      'BeforeNextAttemptAt',
      'StoredVersion',
      'ForgottenByGraph',
    ],
    object: ({ callId, before, stored }) => ({
      CallId: callId,
      TenantId: store.tenantId,
      RequestedAt: toDateTime(clock.now()),
      Before: before.kind,
      ...(before.kind === 'waiting'
        ? { BeforeReason: before.reason, BeforeNextAttemptAt: before.until }
        : {}),
      StoredVersion: stored?.version,
      ForgottenByGraph: stored?.isForgotten ?? false,
    }),
  };
}

function wasPending(before: Replayed['before']): string {
  switch (before.kind) {
    case 'expired':
      return 'refused (KEEP_DAYS), and not replayed';
    case 'headUnreadable':
      return 'its row in CallRecords could not be read, and it is not replayed';
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

function whatHappensNow(calls: number, forgotten: number, expired: number): string {
  const lines = [
    `${counted(calls, 'call')} due now. Maintain hands what is due to ingest within a minute, which stores a new revision.`,
    'Calls that wait: ./callrecords pending. What is stored: ./callrecords call ID',
  ];
  if (forgotten > 0) {
    lines.push(
      `${counted(forgotten, 'call')} will stay as stored: Graph keeps a record for ${RECORD_KEPT_DAYS} days.`,
    );
  }
  if (expired > 0) {
    lines.push(
      `${counted(expired, 'call')} not replayed: calls of these days are not stored any more (KEEP_DAYS). Which they are: ./callrecords retention`,
    );
  }
  return lines.map((line) => `${line}\n`).join('');
}
