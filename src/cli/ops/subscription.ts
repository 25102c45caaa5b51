/** `subscription`: whether Graph tells us of calls, since when and until when, and what the timers have last met. */

import { type DateTime, toDate, toDateTime } from '../../language/date-time.ts';
import type { StoredRow } from '../../tables/cell.ts';
import { printedLine } from '../text-table.ts';
import { duration, moment } from '../wording.ts';
import { EXIT, type ExitCode, type Operator } from './operator.ts';
import { allRows, rowLine, textIn, timeIn } from './rows.ts';

export async function subscription(operator: Operator): Promise<ExitCode> {
  const { tables, tenantId, clock } = operator;
  const query = { partitionKey: tenantId };
  const subscriptions = [...(await allRows(tables, 'Subscriptions', query))].sort(latestFirst);
  const aspects = await allRows(tables, 'PipelineStatus', query);
  if (operator.json) {
    for (const row of subscriptions) await operator.print(rowLine('Subscriptions', row));
    for (const row of aspects) await operator.print(rowLine('PipelineStatus', row));
    return EXIT.done;
  }
  const now = clock.now();
  const live = subscriptions.filter(isLive);
  if (live.length === 0) await operator.print('No subscription was live at the last check.\n');
  const gone = subscriptions.filter((row) => !isLive(row));
  const parts = [
    ...live.map((row) => liveLines(row, now)),
    ...gone.map(goneLines),
    ...aspects.map(aspectLines),
  ];
  for (const [index, part] of parts.entries()) {
    await operator.print((index === 0 && live.length > 0 ? '' : '\n') + part.map(printedLine).join(''));
  }
  return EXIT.done;
}

function isLive(row: StoredRow): boolean {
  return textIn(row, 'State') === 'live';
}

function latestFirst(a: StoredRow, b: StoredRow): number {
  const at = (row: StoredRow) => timeIn(row, 'CreatedAt') ?? timeIn(row, 'LastSeenAt') ?? '';
  return at(a) < at(b) ? 1 : at(a) > at(b) ? -1 : 0;
}

/** Wide enough for the longest label. */
const LABEL_WIDTH = 'last notification  '.length;

function labelled(lines: ReadonlyArray<readonly [label: string, text: string]>): ReadonlyArray<string> {
  return lines.filter(([, text]) => text !== '').map(([label, text]) => label.padEnd(LABEL_WIDTH) + text);
}

function liveLines(row: StoredRow, now: Date): ReadonlyArray<string> {
  return labelled([
    ['subscription', `${row.rowKey}  ${textIn(row, 'State')}`],
    ['live until', liveUntil(timeIn(row, 'ExpirationDateTime'), now)],
    ['created', at(row, 'CreatedAt')],
    ['last renewed', at(row, 'RenewedAt')],
    ['last seen', at(row, 'LastSeenAt')],
    ['notifications to', textIn(row, 'NotificationUrl')],
    ['lifecycle to', textIn(row, 'LifecycleNotificationUrl')],
    ...events(row),
  ]);
}

function goneLines(row: StoredRow): ReadonlyArray<string> {
  return labelled([
    ['subscription', `${row.rowKey}  ${textIn(row, 'State') || 'never listed'}`],
    ['created', at(row, 'CreatedAt')],
    ['last seen', at(row, 'LastSeenAt')],
    ['gone', at(row, 'GoneAt')],
    ['notifications to', textIn(row, 'NotificationUrl')],
    ...events(row),
  ]);
}

function events(row: StoredRow): ReadonlyArray<readonly [string, string]> {
  const from = at(row, 'GapFrom');
  return [
    ['gap before it', from === '' ? '' : `${from} to ${at(row, 'GapTo')}`],
    ['asked to renew', at(row, 'ReauthorizationRequiredAt')],
    ['removed by Graph', at(row, 'SubscriptionRemovedAt')],
    ['missed', at(row, 'MissedAt')],
    ['unknown secret', at(row, 'ClientStateMismatchAt')],
    ['all hours due for', at(row, 'ResyncedAt')],
  ];
}

function aspectLines(row: StoredRow): ReadonlyArray<string> {
  const failure = [textIn(row, 'LastFailureKind'), textIn(row, 'LastFailure')].filter((part) => part !== '');
  const failedAt = at(row, 'LastFailureAt');
  return labelled([
    ['status of', row.rowKey],
    ['last notification', at(row, 'LastNotificationAt')],
    ['last stored', at(row, 'LastStoredAt')],
    ['last success', at(row, 'LastSuccessAt')],
    ['last failure', failedAt === '' ? '' : `${failedAt}  ${failure.join(': ')}`],
    ['nothing before', at(row, 'NotBefore')],
    ['resumed', at(row, 'ResumedAt')],
    ['all hours due for', at(row, 'ResyncedAt')],
    ['last missed', at(row, 'LastMissedAt')],
  ]);
}

function liveUntil(until: DateTime | undefined, now: Date): string {
  if (until === undefined) return 'not known';
  const seconds = (toDate(until).getTime() - now.getTime()) / 1000;
  return until > toDateTime(now) ? `${moment(until)} (in ${duration(seconds)})` : `${moment(until)}: over`;
}

function at(row: StoredRow, column: string): string {
  return moment(timeIn(row, column));
}
