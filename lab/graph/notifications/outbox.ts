/** Notifications on their way: sent in batches, tried again for four hours, given up only then. */

import type { Random } from '../../random.ts';
import type { DropReason, NotificationElement } from '../events.ts';
import type { TenantContext } from '../tenant-context.ts';
import type { WebhookResponse } from '../transport.ts';
import { EndpointHealth } from './endpoint-health.ts';

/** "2xx within 3 seconds"; deliveries that are tried again get 10. */
const FIRST_LIMIT_MILLISECONDS = 3_000;
const RETRY_LIMIT_MILLISECONDS = 10_000;
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

export class Outbox {
  readonly #context: TenantContext;
  readonly #random: Random;
  readonly #retryFor: number;
  #waiting: Array<Waiting> = [];
  readonly #paused = new Set<string>();
  readonly #gone = new Set<string>();
  readonly #endpoints = new Map<string, EndpointHealth>();
  #added = 0;

  constructor(context: TenantContext) {
    this.#context = context;
    this.#random = context.random.fork('outbox');
    this.#retryFor = RETRY_FOR_MILLISECONDS / context.speed;
    context.events.react((event) => {
      switch (event.type) {
        case 'subscriptionRenewed':
          return this.#resume(event.subscriptionId, event.at.getTime());
        case 'subscriptionDeleted':
        case 'subscriptionExpired':
          return this.#forget(event.subscriptionId, event.at.getTime());
      }
    });
  }

  /** Puts a notification on its way, unless the state of its endpoint delays or drops it. */
  add(outgoing: Outgoing): void {
    const { element, url, dueAt } = outgoing;
    const health = this.#endpoint(url);
    const state = health.state(dueAt);
    if (state === 'drop') {
      this.drop(element, 'dropState', dueAt);
      return;
    }
    const sendAt = dueAt + (state === 'slow' ? health.windowMilliseconds : 0);
    this.#waiting.push({ ...outgoing, order: this.#added, sendAt, attempt: 1 });
    this.#added += 1;
  }

  drop(element: NotificationElement, reason: DropReason, at: number): void {
    this.#context.events.emit(at, { type: 'notificationDropped', element, reason });
  }

  /** Notifications of a subscription wait until it is renewed. */
  pause(subscriptionId: string): void {
    this.#paused.add(subscriptionId);
  }

  nextAt(): number | undefined {
    let next: number | undefined;
    for (const waiting of this.#waiting) {
      if (!this.#isPaused(waiting) && (next === undefined || waiting.sendAt < next)) next = waiting.sendAt;
    }
    return next;
  }

  /** Sends everything due; returns after the responses, with how many notifications were sent. */
  async sendDue(): Promise<number> {
    const now = this.#context.now();
    const due = this.#take((waiting) => waiting.sendAt <= now && !this.#isPaused(waiting));
    due.sort((a, b) => a.sendAt - b.sendAt || a.order - b.order);
    await Promise.all(this.#batches(due).map((batch) => this.#send(batch)));
    return due.length;
  }

  /** What waited for more than four hours is lost, as if it had been tried again and again. */
  #resume(subscriptionId: string, at: number): void {
    if (!this.#paused.delete(subscriptionId)) return;
    const lost = this.#take(
      ({ element, dueAt }) => element.subscriptionId === subscriptionId && at - dueAt > this.#retryFor,
    );
    for (const { element } of lost) this.drop(element, 'retriesExhausted', at);
  }

  /** What was still on its way for a subscription that is gone will not arrive. */
  #forget(subscriptionId: string, at: number): void {
    this.#paused.delete(subscriptionId);
    this.#gone.add(subscriptionId);
    const gone = this.#take(
      // The news that a subscription was removed outlives it.
      ({ element }) =>
        element.subscriptionId === subscriptionId &&
        !element.forged &&
        element.lifecycleEvent !== 'subscriptionRemoved',
    );
    for (const { element } of gone) this.drop(element, 'subscriptionGone', at);
  }

  /** Removes those that wait and are meant. */
  #take(isMeant: (waiting: Waiting) => boolean): Array<Waiting> {
    const { taken = [], left = [] } = Object.groupBy(this.#waiting, (waiting) =>
      isMeant(waiting) ? 'taken' : 'left',
    );
    this.#waiting = left;
    return taken;
  }

  /** Batches of one URL and one attempt; a forged notification comes in a request of its own. */
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
      open.set(key, { batch, size: this.#random.integer(1, this.#context.behaviour.maximumBatch) });
    }
    return batches;
  }

  async #send(batch: ReadonlyArray<Waiting>): Promise<void> {
    const [first] = batch;
    if (first === undefined) return;
    const { events, transport, now } = this.#context;
    const { url, attempt } = first;
    const elements = batch.map(({ element }) => element);
    const delivery = { url, attempt, elements };
    events.emit(now(), { type: 'notificationSent', ...delivery });
    const limit = attempt === 1 ? FIRST_LIMIT_MILLISECONDS : RETRY_LIMIT_MILLISECONDS;
    const response = await transport.post(url, {
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ value: batch.map(({ payload }) => payload) }),
      timeLimitMilliseconds: limit,
    });
    const { status, elapsedMilliseconds } = judge(response, limit);
    const accepted = typeof status === 'number' && status >= 200 && status < 300;
    if (status !== 'unreachable' && !first.element.forged)
      this.#endpoint(url).responded(now(), elapsedMilliseconds ?? limit);
    events.emit(now(), { type: 'notificationAnswered', ...delivery, status, accepted });
    if (!accepted) for (const waiting of batch) this.#retry(waiting, now());
  }

  #retry(waiting: Waiting, now: number): void {
    const { element } = waiting;
    if (element.forged) return;
    if (this.#gone.has(element.subscriptionId) && element.lifecycleEvent === undefined) {
      this.drop(element, 'subscriptionGone', now);
      return;
    }
    const step = FIRST_BACKOFF_MILLISECONDS * 2 ** (waiting.attempt - 1);
    const backoff = Math.min(MOST_BACKOFF_MILLISECONDS, step) * this.#random.decimal(0.8, 1.2, 3);
    waiting.sendAt = now + Math.max(1, Math.round(backoff / this.#context.speed));
    waiting.attempt += 1;
    if (waiting.sendAt - waiting.dueAt > this.#retryFor) this.drop(element, 'retriesExhausted', now);
    else this.#waiting.push(waiting);
  }

  #isPaused({ element }: Waiting): boolean {
    return (
      element.lifecycleEvent === undefined && !element.forged && this.#paused.has(element.subscriptionId)
    );
  }

  #endpoint(url: string): EndpointHealth {
    const [address = url] = url.split('?');
    const health = this.#endpoints.get(address) ?? new EndpointHealth(this.#context.speed);
    this.#endpoints.set(address, health);
    return health;
  }
}

interface Judgement {
  readonly status: number | 'unreachable' | 'timeout';
  readonly elapsedMilliseconds: number | undefined;
}

function judge(response: WebhookResponse, limitMilliseconds: number): Judgement {
  if ('error' in response) return { status: response.error, elapsedMilliseconds: undefined };
  const { status, elapsedMilliseconds } = response;
  return { status: elapsedMilliseconds > limitMilliseconds ? 'timeout' : status, elapsedMilliseconds };
}
