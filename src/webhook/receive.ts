/**
 * Receives what Graph sends to the webhook: changes go to the queue, lifecycle events to the subscription's row.
 * Nothing is answered with a 2xx before it is written, and what is forged is never written.
 */

import { writeDeadLetter } from '../dead-letters/dead-letter.ts';
import { toDateTime } from '../language/date-time.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import type { CallId } from '../language/identifiers.ts';
import { within } from '../language/within.ts';
import type { Log } from '../logs/log.ts';
import type { CallRecordMessage } from '../ports/call-record-message.ts';
import type { CallRecordQueue } from '../ports/queue.ts';
import type { Random } from '../ports/random.ts';
import type { Store } from '../rows/store.ts';
import type { NoteFlow } from '../status/pipeline-status.ts';
import { hearTime } from '../status/service-clock.ts';
import { type ClientStates, clientStateHash } from '../subscription/client-state.ts';
import type { Mismatch, SubscriptionEvents } from '../subscription/subscription-events.ts';
import { answerHandshake } from './handshake.ts';
import { type Notification, readNotification } from './notification.ts';
import { readCollection } from './read-collection.ts';
import type { WebhookRequest, WebhookResponse } from './webhook.ts';

export interface Receiving {
  readonly store: Store;
  readonly queue: CallRecordQueue;
  readonly clientStates: ClientStates;
  readonly subscriptionEvents: SubscriptionEvents;
  readonly note: NoteFlow;
  readonly random: Random;
  readonly log: Log;
}

type Lifecycle = Extract<Notification, { kind: 'lifecycle' }>;
type Unreadable = Extract<Notification, { kind: 'unreadable' }>;

/**
 * Time to write everything before Graph is asked to send it again. Graph waits 3 s on a first delivery and
 * 10 s on a retried one, so a slow queue still succeeds at the retry.
 */
const WRITE_WITHIN_MS = 8_000;

/** Time to tell a rotated secret from a forged one, and for what only health would like to know. */
const NOTE_WITHIN_MS = 1_000;

/**
 * Dead letters, and lifecycle events, that one request writes at most: a sender who has the secret must not fill the
 * tables. Graph sends a few elements a request. Listing finds the calls that only the other elements tell of.
 */
const MOST_ROWS = 100;

/** Requests to the queue under way at once for one webhook call. */
const SENDS_AT_ONCE = 32;

export async function receive(receiving: Receiving, request: WebhookRequest): Promise<WebhookResponse> {
  const { store, queue, clientStates, log } = receiving;
  const { clock, tenantId } = store;
  const startedAt = clock.now().getTime();
  const handshake = answerHandshake(request.url);
  if (handshake !== undefined) {
    log.info('handshakeAnswered', { status: handshake.status });
    return handshake;
  }
  const elements = await readCollection(request, clock);
  if ('status' in elements) {
    log.warn('notificationsRefused', { status: elements.status });
    return elements;
  }
  const notifications = elements.map((element) => readNotification(element, { tenantId, clientStates }));
  let receivedAt: Date;
  try {
    receivedAt = await clock.withDeadline(WRITE_WITHIN_MS, async (signal) => {
      // The queue, without which nothing is received anyway.
      await hearTime(clock, () => queue.approximateLength('queue'));
      const now = clock.now();
      await writeAll(receiving, request, notifications, now, signal);
      return now;
    });
  } catch (error) {
    // Not a lost error: a 503 makes Graph send the same notifications again, for up to four hours.
    log.error('notificationsNotKept', {
      error: error instanceof Error ? error.name : 'unknown',
      elapsedMilliseconds: clock.now().getTime() - startedAt,
    });
    return { status: 503 };
  }
  // Graph calls an endpoint slow that often takes over 3 s, and delays or drops its notifications.
  const elapsedMilliseconds = clock.now().getTime() - startedAt;
  log.info('notificationsReceived', { ...countByKind(notifications), elapsedMilliseconds });
  const [isRotating] = await clock.withDeadline(NOTE_WITHIN_MS, (signal) =>
    Promise.all([
      carriesRotatedSecret(receiving, notifications, receivedAt, signal),
      noteArrival(receiving, notifications, signal),
    ]),
  );
  if (!isRotating) return { status: 202 };
  // Sent again, it reaches an instance whose settings have the subscription's secret, or a new subscription.
  log.warn('secretRotating');
  return { status: 503 };
}

async function writeAll(
  receiving: Receiving,
  request: WebhookRequest,
  notifications: ReadonlyArray<Notification>,
  receivedAt: Date,
  signal: AbortSignal,
): Promise<void> {
  const { store, queue, subscriptionEvents } = receiving;
  const changes = new Set<CallId>();
  const events = new Map<string, Lifecycle>();
  const unreadable: Array<Unreadable> = [];
  for (const notification of notifications) {
    switch (notification.kind) {
      case 'change':
        changes.add(notification.callId);
        break;
      case 'lifecycle':
        events.set(`${notification.subscriptionId} ${notification.event}`, notification);
        break;
      case 'forged':
        break;
      case 'unreadable':
        unreadable.push(notification);
        break;
    }
  }
  const sends = [...changes].map((callId) => () => {
    const message: CallRecordMessage = {
      schema: 1,
      tenantId: store.tenantId,
      callId,
      reason: 'notification',
      attempt: 0,
      firstSeenAt: toDateTime(receivedAt),
      ...(request.traceparent === undefined ? {} : { traceparent: request.traceparent }),
    };
    return queue.send(message, signal);
  });
  const notes = [...events.values()]
    .slice(0, MOST_ROWS)
    .map((event) => () => within(signal, subscriptionEvents.noteLifecycleEvent(event, receivedAt)));
  const letters = firstOf(unreadable).map(
    (letter) => () => within(signal, writeUnreadable(receiving, letter, request, receivedAt)),
  );
  await forEachConcurrently([...sends, ...notes, ...letters], SENDS_AT_ONCE, (work) => work());
}

/** As many as a request may write. The last one says how many more there are. */
function firstOf(unreadable: ReadonlyArray<Unreadable>): ReadonlyArray<Unreadable> {
  const more = unreadable.length - MOST_ROWS;
  return unreadable.slice(0, MOST_ROWS).map((letter, index) => {
    if (more <= 0 || index < MOST_ROWS - 1) return letter;
    return { ...letter, reason: `${letter.reason}; ${more} more elements of this request could not be read` };
  });
}

function writeUnreadable(
  { store, random, log }: Receiving,
  { reason, content }: Unreadable,
  { traceparent }: WebhookRequest,
  receivedAt: Date,
): Promise<void> {
  return writeDeadLetter(store, log, {
    source: 'notifications',
    messageId: random.hex(12),
    receivedAt,
    reason,
    body: content,
    traceparent,
    mayReplay: false,
  });
}

/**
 * Whether one of them is Graph's, of a subscription that this program has created with a secret that is not among the
 * settings of this instance. Notes mismatches for health on the way, if that can be done at once. Whether it can must
 * not change the answer: a prober would learn how storage is, and what is already queued would be sent again. He cannot
 * have the other answer either, without the secret.
 */
async function carriesRotatedSecret(
  { subscriptionEvents, log }: Receiving,
  notifications: ReadonlyArray<Notification>,
  receivedAt: Date,
  signal: AbortSignal,
): Promise<boolean> {
  let isRotating = false;
  try {
    for (const mismatch of mismatchesIn(notifications)) {
      const kind = await within(signal, subscriptionEvents.classifyMismatch(mismatch, receivedAt));
      if (kind === 'rotation') isRotating = true;
    }
  } catch (error) {
    log.warn('mismatchNotJudged', { error: error instanceof Error ? error.name : 'unknown' });
  }
  return isRotating;
}

/** Notes that notifications come, if that can be done at once: what is queued is answered with 202 either way. */
async function noteArrival(
  { note, log }: Receiving,
  notifications: ReadonlyArray<Notification>,
  signal: AbortSignal,
): Promise<void> {
  if (!notifications.some(({ kind }) => kind === 'change')) return;
  try {
    await within(signal, note('LastNotificationAt'));
  } catch (error) {
    log.warn('arrivalNotNoted', { error: error instanceof Error ? error.name : 'unknown' });
  }
}

/** Each once: a body can repeat one thousands of times. */
function mismatchesIn(notifications: ReadonlyArray<Notification>): Iterable<Mismatch> {
  const mismatches = new Map<string, Mismatch>();
  for (const notification of notifications) {
    if (notification.kind !== 'forged' || notification.subscriptionId === undefined) continue;
    const { subscriptionId, clientState } = notification;
    const secret = clientState === undefined ? '' : clientStateHash(clientState);
    mismatches.set(`${subscriptionId} ${secret}`, { subscriptionId, clientState });
  }
  return mismatches.values();
}

function countByKind(notifications: ReadonlyArray<Notification>): Record<Notification['kind'], number> {
  const counts = { change: 0, lifecycle: 0, unreadable: 0, forged: 0 };
  for (const { kind } of notifications) counts[kind] += 1;
  return counts;
}
