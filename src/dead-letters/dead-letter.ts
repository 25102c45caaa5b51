/** Keeps what the pipeline gives up on as a row that people can read and replay. */

import { toDateTime } from '../language/date-time.ts';
import type { CallId } from '../language/identifiers.ts';
import { type Json, stringifyJson } from '../language/json.ts';
import type { Log } from '../logs/log.ts';
import { CallRecordMessage, type IngestReason } from '../ports/call-record-message.ts';
import type { Clock } from '../ports/clock.ts';
import type { CallRecordQueue } from '../ports/queue.ts';
import type { Tables } from '../ports/storage.ts';
import { type DeadLetterState, deadLetters } from '../tables/declarations/dead-letters.ts';
import { toCells } from '../tables/table.ts';

/** Where a dead letter came from; the partition it stands in. */
export const deadLetterSources = ['call-records', 'call-records-poison', 'notifications'] as const;
export type DeadLetterSource = (typeof deadLetterSources)[number];

export interface DeadLetter {
  readonly source: DeadLetterSource;
  /** Tells dead letters of one instant apart; the same message given up on twice stays one row. */
  readonly messageId: string;
  /** When the message was queued or received. */
  readonly receivedAt: Date;
  readonly reason: string;
  readonly body: unknown;
  readonly callId?: CallId | undefined;
  readonly dequeueCount?: number;
  readonly traceparent?: string | undefined;
  readonly state: DeadLetterState;
}

/** UTF-16 code units that a string cell of 64 KiB holds with room to spare. */
const CELL_LENGTH = 32_000;

/** Longest reason kept: enough for every setting or property a message may name. */
const REASON_LENGTH = 2_000;

export interface KeepDeadLetterDependencies {
  readonly tables: Tables;
  readonly clock: Clock;
  readonly log: Log;
}

/** Resolves once the row is confirmed. Writing the same dead letter again changes nothing but DeadAt. */
export async function keepDeadLetter(
  { tables, clock, log }: KeepDeadLetterDependencies,
  letter: DeadLetter,
): Promise<void> {
  const text = bodyText(letter.body);
  await tables.table('DeadLetters').upsert({
    partitionKey: letter.source,
    rowKey: `${toDateTime(letter.receivedAt)}_${letter.messageId}`,
    cells: toCells(deadLetters, {
      State: letter.state,
      Reason: wellFormed(letter.reason.slice(0, REASON_LENGTH)),
      DeadAt: toDateTime(clock.now()),
      CallId: letter.callId,
      DequeueCount: letter.dequeueCount,
      Traceparent: letter.traceparent,
      ...bodyCells(text),
    }),
  });
  log.warn('deadLetterKept', { source: letter.source, callId: letter.callId, state: letter.state });
}

/** While tables are unreachable nothing can be kept; five minutes is often enough for them to come back. */
const PUT_BACK_AFTER_SECONDS = 5 * 60;

/** What a message that comes from a queue can fall back on. */
export interface KeepOrPutBackDependencies extends KeepDeadLetterDependencies {
  readonly queue: CallRecordQueue;
}

/**
 * Keeps the dead letter of a queue message. While that is impossible, the message goes back into its queue as a new
 * one: the host forgets a poisoned message after seven days, and runs no function for it after the fifth try.
 * Resolves with the time the message returns, or undefined when it is kept.
 */
export async function keepOrPutBack(
  dependencies: KeepOrPutBackDependencies,
  letter: DeadLetter,
): Promise<Date | undefined> {
  const { queue, log, clock } = dependencies;
  try {
    await keepDeadLetter(dependencies, letter);
    return undefined;
  } catch (error) {
    log.error('deadLetterNotKept', { error: error instanceof Error ? error.name : 'unknown' });
    const isPoisoned = letter.source === 'call-records-poison';
    // What is left to people is none of our messages: it goes back as it came.
    const isOurs = !isPoisoned && letter.state === 'waiting';
    const body = isOurs ? asTriedBefore(letter.body) : letter.body;
    return await putBack({ queue, clock }, body, isPoisoned ? 'poisonQueue' : 'queue');
  }
}

/** Puts a message back into its queue, as a new one. Resolves with the time it returns. */
export async function putBack(
  { queue, clock }: { readonly queue: CallRecordQueue; readonly clock: Clock },
  body: unknown,
  into: 'queue' | 'poisonQueue',
): Promise<Date> {
  await queue.putBack(bodyText(body), into, PUT_BACK_AFTER_SECONDS);
  return new Date(clock.now().getTime() + PUT_BACK_AFTER_SECONDS * 1000);
}

/**
 * A new message counts its deliveries anew, and the first delivery of a notification believes that nobody began before
 * it: then rows that an earlier one committed would never be settled.
 */
export function asTriedBefore(body: unknown): unknown {
  const { data } = CallRecordMessage.safeParse(body);
  return data?.reason === 'notification' ? { ...data, reason: 'pending' satisfies IngestReason } : body;
}

function bodyCells(text: string) {
  const part = (index: number): string | undefined =>
    text.length > index * CELL_LENGTH
      ? wellFormed(text.slice(index * CELL_LENGTH, (index + 1) * CELL_LENGTH))
      : undefined;
  return { Body: part(0) ?? '', Body2: part(1), Body3: part(2), BodyLength: text.length };
}

/** The message as text: as received, or as JSON where the Functions host has parsed it already. */
function bodyText(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  try {
    return stringifyJson(body as Json) ?? String(body);
  } catch (error) {
    // JSON.stringify recurses where JSON.parse does not: what could be read may be too deep to write.
    if (error instanceof RangeError) return '(nested too deeply to be kept as text)';
    throw error;
  }
}

/** A cut can part a surrogate pair, which storage would refuse. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}
