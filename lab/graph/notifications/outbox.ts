/** Notifications on their way: sent in batches, tried again for four hours, given up only then. */

import type { Random } from '../../random.ts';
import type { DropReason, Emit, NotificationElement } from '../events.ts';
import type { Transport, WebhookAnswer } from '../transport.ts';
import { EndpointHealth } from './endpoint-health.ts';

/** "2xx within 3 seconds"; deliveries that are tried again get 10. */
export const FIRST_LIMIT_MILLISECONDS = 3_000;
export const RETRY_LIMIT_MILLISECONDS = 10_000;
/** "Exponential backoff for up to 4 hours"; the first step and the cap are not documented. */
const RETRY_FOR_MILLISECONDS = 4 * 3_600_000;
const FIRST_BACKOFF_MILLISECONDS = 15_000;
const MOST_BACKOFF_MILLISECONDS = 20 * 60_000;

export interface Outgoing {
  readonly element: NotificationElement;
  readonly url: string;
  /** The element of `value`. */
  readonly payload: object;
  /** When it wants to be sent first, in milliseconds since the epoch. */
  readonly dueAt: number;
}

interface Waiting extends Outgoing {
  readonly order: number;
  sendAt: number;
  attempt: number;
}

export interface OutboxOptions {
  readonly random: Random;
  readonly transport: Transport;
  readonly now: () => number;
  readonly speed: number;
  readonly maximumBatch: number;
  readonly slowAndDropStates: boolean;
  readonly emit: Emit;
  readonly onAccepted: (element: NotificationElement) => void;
  readonly onDropped: (element: NotificationElement) => void;
}

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #random: Random;
  #waiting: Array<Waiting> = [];
  readonly #paused = new Set<string>();
  readonly #gone = new Set<string>();
  readonly #endpoints = new Map<string, EndpointHealth>();
  #added = 0;
  #deliveries = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#random = options.random;
  }

  /** Puts a notification on its way, unless the state of its endpoint delays or drops it. */
  add(outgoing: Outgoing): void {
    const health = this.#endpoint(outgoing.url);
    const state = this.#options.slowAndDropStates ? health.state(outgoing.dueAt) : 'ordinary';
    if (state === 'drop') {
      this.drop(outgoing.element, 'dropState', outgoing.dueAt);
      return;
    }
    const sendAt = outgoing.dueAt + (state === 'slow' ? health.delayMilliseconds : 0);
    this.#waiting.push({ ...outgoing, order: this.#added, sendAt, attempt: 1 });
    this.#added += 1;
  }

  /** Notifications of a subscription wait until it is resumed. */
  pause(subscriptionId: string): void {
    this.#paused.add(subscriptionId);
  }

  /** What waited for more than four hours is lost, as if it had been tried again and again. */
  resume(subscriptionId: string, at: number): void {
    if (!this.#paused.delete(subscriptionId)) return;
    const isLost = ({ element, dueAt }: Waiting): boolean =>
      element.subscriptionId === subscriptionId && at - dueAt > RETRY_FOR_MILLISECONDS / this.#options.speed;
    const lost = this.#waiting.filter(isLost);
    this.#waiting = this.#waiting.filter((waiting) => !lost.includes(waiting));
    for (const { element } of lost) this.drop(element, 'retriesExhausted', at);
  }

  /** What was still on its way for a subscription that is gone will not arrive. */
  forget(subscriptionId: string, at: number): void {
    const gone = this.#waiting.filter(
      ({ element }) => element.subscriptionId === subscriptionId && !element.forged,
    );
    this.#waiting = this.#waiting.filter((waiting) => !gone.includes(waiting));
    this.#paused.delete(subscriptionId);
    this.#gone.add(subscriptionId);
    // The news that a subscription was removed outlives it.
    for (const waiting of gone) {
      if (waiting.element.lifecycleEvent === 'subscriptionRemoved') this.#waiting.push(waiting);
      else this.drop(waiting.element, 'subscriptionGone', at);
    }
  }

  drop(element: NotificationElement, reason: DropReason, at: number): void {
    this.#options.emit(at, { type: 'notificationDropped', element, reason });
    this.#options.onDropped(element);
  }

  nextAt(): number | undefined {
    let next: number | undefined;
    for (const waiting of this.#waiting) {
      if (!this.#isPaused(waiting) && (next === undefined || waiting.sendAt < next)) next = waiting.sendAt;
    }
    return next;
  }

  /** Sends everything due; returns after the answers, with how many notifications were sent. */
  async sendDue(): Promise<number> {
    const now = this.#options.now();
    const due = this.#waiting
      .filter((waiting) => waiting.sendAt <= now && !this.#isPaused(waiting))
      .sort((a, b) => a.sendAt - b.sendAt || a.order - b.order);
    if (due.length === 0) return 0;
    const taken = new Set(due);
    this.#waiting = this.#waiting.filter((waiting) => !taken.has(waiting));
    await Promise.all(this.#batches(due).map((batch) => this.#send(batch)));
    return due.length;
  }

  /** Batches of one URL and one attempt; what somebody forged comes in a request of its own. */
  #batches(due: ReadonlyArray<Waiting>): ReadonlyArray<ReadonlyArray<Waiting>> {
    const batches: Array<Array<Waiting>> = [];
    const open = new Map<string, { readonly batch: Array<Waiting>; readonly size: number }>();
    for (const waiting of due) {
      const key = `${waiting.url} ${waiting.attempt > 1} ${waiting.element.forged}`;
      const last = open.get(key);
      if (last !== undefined && last.batch.length < last.size) {
        last.batch.push(waiting);
        continue;
      }
      const batch = [waiting];
      batches.push(batch);
      open.set(key, { batch, size: this.#random.integer(1, this.#options.maximumBatch) });
    }
    return batches;
  }

  async #send(batch: ReadonlyArray<Waiting>): Promise<void> {
    const [first] = batch;
    if (first === undefined) return;
    const { url, attempt } = first;
    const elements = batch.map(({ element }) => element);
    const deliveryId = this.#deliveries;
    this.#deliveries += 1;
    this.#options.emit(this.#options.now(), { type: 'notificationSent', deliveryId, url, attempt, elements });
    const limit = attempt === 1 ? FIRST_LIMIT_MILLISECONDS : RETRY_LIMIT_MILLISECONDS;
    const answer = await this.#options.transport.post(url, {
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ value: batch.map(({ payload }) => payload) }),
      timeLimitMilliseconds: limit,
    });
    const now = this.#options.now();
    const { status, elapsedMilliseconds } = judge(answer, limit);
    const accepted = typeof status === 'number' && status >= 200 && status < 300;
    if (status !== 'unreachable' && !first.element.forged)
      this.#endpoint(url).answered(now, elapsedMilliseconds ?? limit);
    this.#options.emit(now, {
      type: 'notificationAnswered',
      deliveryId,
      url,
      attempt,
      elements,
      status,
      elapsedMilliseconds,
      accepted,
    });
    for (const waiting of batch) this.#settle(waiting, accepted, now);
  }

  #settle(waiting: Waiting, accepted: boolean, now: number): void {
    if (accepted) this.#options.onAccepted(waiting.element);
    if (accepted || waiting.element.forged) return;
    if (this.#gone.has(waiting.element.subscriptionId) && waiting.element.lifecycleEvent === undefined) {
      this.drop(waiting.element, 'subscriptionGone', now);
      return;
    }
    const { speed } = this.#options;
    const backoff = Math.min(
      MOST_BACKOFF_MILLISECONDS,
      FIRST_BACKOFF_MILLISECONDS * 2 ** (waiting.attempt - 1),
    );
    waiting.sendAt = now + Math.max(1, Math.round((backoff * this.#random.decimal(0.8, 1.2, 3)) / speed));
    waiting.attempt += 1;
    if (waiting.sendAt - waiting.dueAt > RETRY_FOR_MILLISECONDS / speed) {
      this.drop(waiting.element, 'retriesExhausted', now);
    } else {
      this.#waiting.push(waiting);
    }
  }

  #isPaused({ element }: Waiting): boolean {
    return (
      element.lifecycleEvent === undefined && !element.forged && this.#paused.has(element.subscriptionId)
    );
  }

  #endpoint(url: string): EndpointHealth {
    const [address = url] = url.split('?');
    const health = this.#endpoints.get(address) ?? new EndpointHealth(this.#options.speed);
    this.#endpoints.set(address, health);
    return health;
  }
}

function judge(
  answer: WebhookAnswer,
  limitMilliseconds: number,
): { readonly status: number | 'unreachable' | 'timeout'; readonly elapsedMilliseconds: number | undefined } {
  if ('error' in answer) return { status: answer.error, elapsedMilliseconds: undefined };
  const { status, elapsedMilliseconds } = answer;
  return { status: elapsedMilliseconds > limitMilliseconds ? 'timeout' : status, elapsedMilliseconds };
}
