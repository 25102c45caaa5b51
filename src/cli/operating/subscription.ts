/** `subscription`: whether Graph notifies of calls, since when and until when, and what the timers last met. */

import { type DateTime, toDate, toDateTime } from '../../language/date-time.ts';
import type { StoredRow } from '../../tables/cell.ts';
import { textIn, timeIn } from '../../tables/cell-text.ts';
import { span } from '../../wording/ago.ts';
import { safeLine } from '../../wording/safe-text.ts';
import { moment } from '../../wording/values.ts';
import { isAgreed, yesOption } from '../agreement.ts';
import { type StoreContext, storeCommand } from '../command.ts';
import { EXIT, type ExitCode, NotFound } from '../exit.ts';
import { anyText } from '../formats.ts';
import { jsonLine, jsonOption } from '../list.ts';
import { allRows, rowObject } from './rows.ts';

export const subscription = storeCommand({
  name: 'subscription',
  summary: 'the subscription in Graph, its events and gaps, and how the timers last ended',
  options: {
    'take-over': {
      takes: 'id',
      description: 'deletes this subscription of another deployment, so that this one takes its place',
      format: anyText,
    },
    yes: yesOption,
    ...jsonOption,
  },
  check: ({ options: { 'take-over': id, yes } }) =>
    yes !== undefined && id === undefined ? ['--yes goes with --take-over'] : [],
  details: `The command shows the rows of the tables Subscriptions (live ones first) and PipelineStatus, as the last run
of maintain left them. Times are UTC. A foreign subscription belongs to another deployment with the same app
registration, and is left alone. --take-over sets TakeOverAt in its row, and maintain deletes it within a minute:
the other deployment is no longer notified.`,
  changes: ({ options }) => options['take-over'] !== undefined,

  async run(context, { options }) {
    const { terminal, store, clock } = context;
    const taken = options['take-over'];
    if (taken !== undefined) return await takeOver(context, taken, options.yes);
    const query = { partitionKey: store.tenantId };
    const subscriptions = [...(await allRows(context, 'Subscriptions', query))].sort(latestFirst);
    const aspects = await allRows(context, 'PipelineStatus', query);
    if (options.json) {
      for (const row of subscriptions) await terminal.print(jsonLine(rowObject('Subscriptions', row)));
      for (const row of aspects) await terminal.print(jsonLine(rowObject('PipelineStatus', row)));
      return EXIT.done;
    }
    const now = clock.now();
    const live = subscriptions.filter(isLive);
    const foreign = subscriptions.filter(isForeign);
    const gone = subscriptions.filter((row) => !isLive(row) && !isForeign(row));
    const parts = [
      ...(live.length === 0 ? [['No subscription was live at the last check.']] : []),
      ...live.map((row) => liveLines(row, now)),
      ...foreign.map((row) => foreignLines(row, now)),
      ...gone.map(goneLines),
      ...aspects.map(aspectLines),
    ];
    const texts = parts.map((lines) => lines.map((line) => `${safeLine(line)}\n`).join(''));
    await terminal.print(texts.join('\n'));
    return EXIT.done;
  },
});

function isLive(row: StoredRow): boolean {
  return textIn(row, 'State') === 'live';
}

function isForeign(row: StoredRow): boolean {
  return textIn(row, 'State') === 'foreign';
}

async function takeOver(context: StoreContext, id: string, yes: string | undefined): Promise<ExitCode> {
  const { terminal, store, clock } = context;
  const row = await store.subscriptions.get(id);
  if (row === undefined || !isForeign(row)) {
    throw new NotFound(
      `No subscription of another deployment has the id ${id}. List them: ./callrecords subscription`,
    );
  }
  const question = `${textIn(row, 'NotificationUrl')} will no longer be notified of calls.`;
  if (!(await isAgreed(context, question, { yes, isMuch: true }))) return EXIT.foundWrong;
  await store.subscriptions.merge(id, { TakeOverAt: toDateTime(clock.now()) });
  terminal.say('The timer maintain deletes it within a minute. Look then: ./callrecords subscription\n');
  return EXIT.done;
}

function latestFirst(a: StoredRow, b: StoredRow): number {
  const at = (row: StoredRow) => timeIn(row, 'CreatedAt') ?? timeIn(row, 'LastSeenAt') ?? '';
  return at(a) < at(b) ? 1 : at(a) > at(b) ? -1 : 0;
}

/** Wide enough for the longest label. */
const LABEL_WIDTH = 'last call not notified  '.length;

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

function foreignLines(row: StoredRow, now: Date): ReadonlyArray<string> {
  return labelled([
    ['subscription', `${row.rowKey}  foreign: of another deployment with this app registration`],
    ['live until', liveUntil(timeIn(row, 'ExpirationDateTime'), now)],
    ['notifications to', textIn(row, 'NotificationUrl')],
    ['to be deleted', at(row, 'TakeOverAt')],
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
    ['Graph asked to renew', at(row, 'ReauthorizationRequiredAt')],
    ['Graph removed it', at(row, 'SubscriptionRemovedAt')],
    ['Graph could not notify', at(row, 'MissedAt')],
    ['wrong clientState', at(row, 'ClientStateMismatchAt')],
    ['hours listed anew for', at(row, 'ResyncedAt')],
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
    ['not again before', at(row, 'NotBefore')],
    ['creation asked for', at(row, 'CreationAskedAt')],
    ['subscriptions listed', at(row, 'ListedAt')],
    ['ran again', at(row, 'ResumedAt')],
    ['hours listed anew for', at(row, 'ResyncedAt')],
    ['last call not notified', at(row, 'LastMissedAt')],
  ]);
}

function liveUntil(until: DateTime | undefined, now: Date): string {
  if (until === undefined) return 'unknown';
  const left = toDate(until).getTime() - now.getTime();
  return `${moment(until)} (${left > 0 ? `in ${span(left)}` : 'expired'})`;
}

function at(row: StoredRow, column: string): string {
  return moment(timeIn(row, column));
}
