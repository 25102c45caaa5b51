/** What a webhook call has left behind: messages, rows and lines of the log. */

import { stringifyJson } from '../../src/language/json.ts';
import type { StoredRow } from '../../src/tables/cell.ts';
import { CLIENT_STATE, KNOWN_SUBSCRIPTION, PREVIOUS_CLIENT_STATE, TENANT_ID } from './ours.ts';
import type { FuzzedPipeline } from './pipeline.ts';

/** Puts down a subscription that the pipeline keeps, as a run of `maintain` would. */
export async function rememberSubscription({ tables }: FuzzedPipeline): Promise<void> {
  await tables.table('Subscriptions').upsert({
    partitionKey: TENANT_ID,
    rowKey: KNOWN_SUBSCRIPTION,
    cells: { State: { type: 'String', value: 'live' } },
  });
}

export interface Kept {
  /** The texts of the messages in the queue. */
  readonly messages: ReadonlyArray<string>;
  readonly deadLetters: ReadonlyArray<StoredRow>;
  /** Columns written on the Subscriptions rows, by subscription. */
  readonly events: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether the arrival of a notification is noted. */
  readonly isArrivalNoted: boolean;
  /** Any other row: there must be none. */
  readonly others: ReadonlyArray<StoredRow>;
  /** All of it, and the log, as one text to be searched for what may stand nowhere. */
  readonly everything: string;
  /** The same without the dead letters, whose bodies hold what was received. */
  readonly besidesDeadLetters: string;
}

export function keptBy({ tables, queue, logged }: FuzzedPipeline): Kept {
  const messages = [...queue.messages(), ...queue.poisonQueue.messages()].map(({ text }) => text);
  const deadLetters = tables.rows('DeadLetters');
  const subscriptions = tables.rows('Subscriptions');
  const rest = tables.names
    .filter((name) => name !== 'DeadLetters' && name !== 'Subscriptions')
    .flatMap((name) => tables.rows(name));
  const besidesDeadLetters = [...messages, textOf([...subscriptions, ...rest]), logged()].join('\n');
  return {
    messages,
    deadLetters,
    events: new Map(
      subscriptions.map(({ rowKey, cells }) => [
        rowKey,
        new Set(Object.keys(cells).filter((name) => name !== 'State')),
      ]),
    ),
    isArrivalNoted: rest.some(isArrival),
    others: rest.filter((row) => !isArrival(row)),
    everything: `${besidesDeadLetters}\n${textOf(deadLetters)}`,
    besidesDeadLetters,
  };
}

function isArrival({ rowKey, cells }: StoredRow): boolean {
  return rowKey === 'ingest' && Object.keys(cells).join() === 'LastNotificationAt';
}

/** What may never be written down. */
export const SECRETS = [CLIENT_STATE, PREVIOUS_CLIENT_STATE] as const;

/** The body that a dead letter keeps, put together again. */
export function bodyOf({ cells }: StoredRow): string {
  return [cells.Body, cells.Body2, cells.Body3].map((cell) => String(cell?.value ?? '')).join('');
}

function textOf(rows: ReadonlyArray<StoredRow>): string {
  return rows.map((row) => stringifyJson(row as unknown as Parameters<typeof stringifyJson>[0])).join('\n');
}
