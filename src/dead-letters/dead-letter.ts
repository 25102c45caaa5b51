/** Writes what the pipeline gives up on into a row that operators can read and replay. */

import { parseDateTime, toDate, toDateTime } from '../language/date-time.ts';
import type { CallId } from '../language/identifiers.ts';
import { type Json, stringifyJson } from '../language/json.ts';
import { MINUTE_MS } from '../language/milliseconds.ts';
import type { Log } from '../logs/log.ts';
import type { IngestReason, QueuedMessage } from '../ports/call-record-message.ts';
import type { Clock } from '../ports/clock.ts';
import type { CallRecordQueue } from '../ports/queue.ts';
import type { Store } from '../rows/store.ts';
import { writableFor } from '../rows/writable-for.ts';
import type { StoredRow } from '../tables/cell.ts';
import type { DeadLetterSource, DeadLetterState } from '../tables/declarations/dead-letters.ts';
import { erasedMessage } from '../withheld/erased-text.ts';
import { searchForErased } from '../withheld/erasure.ts';
import { readWithheld } from '../withheld/withheld.ts';
import { bodyValues } from './body.ts';
import { nextReplayAt } from './replay-times.ts';
import { type ReplayedSource, unresolvedLettersOf } from './unresolved.ts';

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
  /** Whether it names a call that ingest can be given again. */
  readonly mayReplay: boolean;
  /** Whether it was tried because of an earlier dead letter of its call: then that one is written on. */
  readonly isReplay?: boolean;
}

/** Longest reason kept: enough for every setting or property a message may name. */
const REASON_LENGTH = 2_000;

/** So long after it was looked up who is erased a letter may be written: an erasure looks for itself an hour later. */
const WRITTEN_WITHIN_MS = 30 * MINUTE_MS;

/**
 * Resolves once the row is confirmed. Writing the same dead letter again changes nothing but its times. Rejects with
 * DeadlineExceeded after half an hour.
 */
export async function writeDeadLetter(unlimited: Store, log: Log, letter: DeadLetter): Promise<void> {
  const store = writableFor(unlimited, WRITTEN_WITHIN_MS);
  const { source, callId, mayReplay } = letter;
  const now = store.clock.now();
  const before = letter.isReplay === true && callId !== undefined ? await letterOf(store, callId) : undefined;
  const firstDeadAt = before?.firstDeadAt ?? now;
  const next = mayReplay ? nextReplayAt(firstDeadAt, now) : undefined;
  const State: DeadLetterState = next === undefined ? 'operator' : 'waiting';
  const body = await bodyToKeep(store, letter);
  const values = {
    State,
    Reason: letter.reason.slice(0, REASON_LENGTH).toWellFormed(),
    DeadAt: toDateTime(now),
    FirstDeadAt: toDateTime(firstDeadAt),
    ...(next === undefined ? {} : { NextReplayAt: toDateTime(next) }),
    CallId: callId,
    DequeueCount: letter.dequeueCount,
    Traceparent: letter.traceparent,
    ...bodyValues(body, body.length),
  };
  const isWrittenOn =
    before !== undefined && (await store.deadLetters(before.source).change(before.row, values)) !== undefined;
  if (!isWrittenOn) {
    await store.deadLetters(source).upsert(`${toDateTime(letter.receivedAt)}_${letter.messageId}`, values);
  }
  log.warn('deadLetterKept', { source, callId, state: State });
}

/** The latest unresolved dead letter of a call: it was replayed, and has failed again. */
async function letterOf(store: Store, callId: CallId) {
  let latest: { row: StoredRow; source: ReplayedSource; firstDeadAt: Date } | undefined;
  for await (const { row, source } of unresolvedLettersOf(store, callId)) {
    const first = parseDateTime(row.cells.FirstDeadAt?.value ?? row.cells.DeadAt?.value);
    if (first !== undefined) latest = { row, source, firstDeadAt: toDate(first) };
  }
  return latest;
}

/** Closes the dead letters of a call that is not kept any more. */
export async function closeExpired(store: Store, callId: CallId): Promise<void> {
  for await (const { row, source } of unresolvedLettersOf(store, callId)) {
    await store.deadLetters(source).change(row, { State: 'expired' satisfies DeadLetterState });
  }
}

/** While tables are unreachable nothing can be written; five minutes is often enough for them to come back. */
const PUT_BACK_AFTER_SECONDS = 5 * 60;

/** Where a message is taken from, and what it falls back on. */
export interface DeadLettering {
  readonly store: Store;
  readonly queue: CallRecordQueue;
  readonly log: Log;
}

/**
 * Writes the dead letter of a queue message. While that is impossible, the message goes back into its queue as a new
 * one, with the body `again`: the host forgets a poisoned message after seven days, and runs no function for it after
 * the fifth try. Resolves with the time the message returns, or undefined when the dead letter is written.
 */
export async function writeOrPutBack(
  { store, queue, log }: DeadLettering,
  letter: DeadLetter,
  again: unknown,
): Promise<Date | undefined> {
  try {
    await writeDeadLetter(store, log, letter);
    return undefined;
  } catch (error) {
    log.error('deadLetterNotKept', { error: error instanceof Error ? error.name : 'unknown' });
    const into = letter.source === 'call-records-poison' ? 'poisonQueue' : 'queue';
    return await putBack(queue, store.clock, again, into);
  }
}

/** Puts a message back into its queue, as a new one. Resolves with the time it returns. */
export async function putBack(
  queue: CallRecordQueue,
  clock: Clock,
  body: unknown,
  into: 'queue' | 'poisonQueue',
): Promise<Date> {
  await queue.putBack(bodyText(body), into, PUT_BACK_AFTER_SECONDS);
  return new Date(clock.now().getTime() + PUT_BACK_AFTER_SECONDS * 1000);
}

/**
 * A new message counts its deliveries anew, and the first delivery of a notification believes that it is the first
 * attempt: then rows that an earlier one committed would never be settled.
 */
export function asTriedBefore({ message, body }: QueuedMessage): unknown {
  return message?.reason === 'notification' ? { ...message, reason: 'pending' satisfies IngestReason } : body;
}

/**
 * A message can name anybody, also beside its call. It may have waited while somebody was erased who stands in it, and
 * one that was put back does not say since when: the timer that forgets looks for them in the letters that are there,
 * and then no more.
 */
async function bodyToKeep(store: Store, { body }: DeadLetter): Promise<string> {
  const text = bodyText(body);
  const search = searchForErased(await readWithheld(store));
  return search === undefined ? text : erasedMessage(text, search).text;
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
