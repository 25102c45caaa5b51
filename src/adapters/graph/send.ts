/** Asks Graph, and asks again where that is the right thing to do. */

import type { JsonObject } from '../../domain/json.ts';
import { type Clock, GraphFailure, type Log, type Random, type ThrottleGate } from '../../ports.ts';
import type { Authenticator } from './authenticate.ts';
import { backoffMilliseconds, THROTTLED_BACKOFF, TRANSIENT_BACKOFF } from './backoff.ts';
import type { Exchange, GraphRequest } from './exchange.ts';
import { judge, type Verdict } from './judge.ts';
import type { Patience } from './limits.ts';
import type { Pace } from './pace.ts';
import { sleepUntil } from './sleep-until.ts';
import { passGate } from './throttling.ts';

/** How a request is made. */
export interface Manner {
  readonly patience: Patience;
  /** Whether a 429 to it means that the whole tenant is throttled. */
  readonly holdsTenant: boolean;
  /** Whether the same may be asked twice without doing it twice. */
  readonly repeatable: boolean;
  readonly pace?: Pace;
}

/**
 * The body of Graph's 2xx answer; empty for a DELETE. Rejects with GraphFailure, or with the signal's reason once
 * that is aborted. No request leaves earlier than Graph allowed, here or through the gate.
 */
export type Send = (request: GraphRequest, manner: Manner, signal: AbortSignal) => Promise<JsonObject>;

export interface SendOptions {
  readonly exchange: Exchange;
  readonly authenticator: Authenticator;
  readonly gate: ThrottleGate;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Tries used up, by their cause. */
interface Spent {
  throttled: number;
  transient: number;
  tokens: number;
}

export function createSend(options: SendOptions): Send {
  return async (request, manner, signal) => {
    const spent: Spent = { throttled: 0, transient: 0, tokens: 0 };
    // Ends: every further round has used up one of the few tries.
    for (let number = 1; ; number += 1) {
      signal.throwIfAborted();
      await manner.pace?.turn(signal);
      await passGate(request, manner.patience, options, signal);
      const attempt = { number, newConnection: spent.transient > 0 };
      const reply = await options.exchange(request, attempt, signal);
      const verdict = judge(request, reply, options.clock.now());
      if (verdict.kind === 'done') return verdict.body;
      await beforeNextTry(request, verdict, manner, spent, options, signal);
    }
  };
}

/** Waits until the request may be repeated; throws its failure when it may not be. */
async function beforeNextTry(
  request: GraphRequest,
  verdict: Exclude<Verdict, { kind: 'done' }>,
  manner: Manner,
  spent: Spent,
  options: SendOptions,
  signal: AbortSignal,
): Promise<void> {
  switch (verdict.kind) {
    case 'failed':
      throw verdict.failure;
    case 'tokenRefused':
      spent.tokens += 1;
      if (spent.tokens > 1 || !options.authenticator.forgetToken()) throw verdict.failure;
      return;
    case 'throttled':
      spent.throttled += 1;
      return waitAsTold(request, verdict, manner, spent.throttled, options, signal);
    case 'transient':
      spent.transient += 1;
      if (!manner.repeatable || spent.transient > manner.patience.transientRetries) throw verdict.failure;
      return options.clock.sleep(
        backoffMilliseconds(TRANSIENT_BACKOFF, spent.transient, options.random),
        signal,
      );
  }
}

async function waitAsTold(
  request: GraphRequest,
  verdict: Extract<Verdict, { kind: 'throttled' }>,
  { patience, holdsTenant }: Manner,
  times: number,
  { clock, random, gate, log }: SendOptions,
  signal: AbortSignal,
): Promise<void> {
  const now = clock.now().getTime();
  const until = verdict.retryAt ?? new Date(now + backoffMilliseconds(THROTTLED_BACKOFF, times, random));
  if (holdsTenant && verdict.failure.kind === 'throttled') await gate.hold(until);
  if (times > patience.throttledRetries || until.getTime() - now > patience.longestWaitMilliseconds) {
    throw withRetryAt(verdict.failure, until);
  }
  log.info('graphWait', { route: request.route, because: verdict.failure.kind, until: until.toISOString() });
  await sleepUntil(clock, until, signal);
}

/** A 429 without a time gets ours, so that whoever waits has one. */
function withRetryAt(failure: GraphFailure, retryAt: Date): GraphFailure {
  const { status, code, clientRequestId } = failure;
  return new GraphFailure(failure.kind, failure.message, {
    retryAt,
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(clientRequestId === undefined ? {} : { clientRequestId }),
  });
}
