/** Asks Graph, and asks again where that is the right thing to do. */

import type { JsonObject } from '../../language/json.ts';
import type { Log } from '../../logs/log.ts';
import type { Clock } from '../../ports/clock.ts';
import { GraphFailure, type ThrottleGate } from '../../ports/graph.ts';
import type { Random } from '../../ports/random.ts';
import type { Authenticator } from './authenticate.ts';
import { backoffMilliseconds, THROTTLED_BACKOFF, TRANSIENT_BACKOFF } from './backoff.ts';
import type { Exchange, GraphRequest } from './exchange.ts';
import type { Patience } from './limits.ts';
import type { Pace } from './pace.ts';
import type { Share } from './share.ts';
import { sleepUntil } from './sleep-until.ts';
import { passGate } from './throttling.ts';
import { type Verdict, verdictOn } from './verdict.ts';

/** How a request is made. */
export interface Manner {
  readonly patience: Patience;
  /** Whether a 429 to it means that the whole tenant is throttled. */
  readonly holdsTenant: boolean;
  /** Whether the same may be asked twice without doing it twice. */
  readonly repeatable: boolean;
  readonly pace?: Pace;
}

/** Graph's 2xx answer: its text, and what that says. Both are empty for a DELETE. */
export interface Answer {
  readonly body: JsonObject;
  readonly text: string;
}

/**
 * Asks until there is an answer. Rejects with GraphFailure, or with the signal's reason once that is aborted. If it is
 * aborted during a wait that Graph has asked for, the failure says until when, and the signal's reason is its cause. No
 * request leaves earlier than Graph allowed, here or through the gate.
 */
export type Send = (request: GraphRequest, manner: Manner, signal: AbortSignal) => Promise<Answer>;

export interface SendOptions {
  readonly exchange: Exchange;
  readonly authenticator: Authenticator;
  readonly gate: ThrottleGate;
  readonly share: Share;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** One request on its way to an answer, with the tries it has used up. */
interface Asking {
  readonly request: GraphRequest;
  readonly manner: Manner;
  readonly signal: AbortSignal;
  throttled: number;
  transient: number;
  tokensRefused: number;
}

export function createSend(options: SendOptions): Send {
  return async (request, manner, signal) => {
    const asking: Asking = { request, manner, signal, throttled: 0, transient: 0, tokensRefused: 0 };
    // Ends: every further round has used up one of the few tries.
    for (let number = 1; ; number += 1) {
      signal.throwIfAborted();
      await manner.pace?.turn(signal);
      await passGate(request, manner.patience, options, signal);
      const verdict = await ask(asking, number, options).finally(() => options.share.giveBack());
      if (verdict.kind === 'done') return verdict;
      await beforeNextTry(asking, verdict, options);
    }
  };
}

/** Asks once. Before the place of a refused request is free, the gate is closed: who waits for it must not be refused too. */
async function ask(asking: Asking, number: number, options: SendOptions): Promise<Verdict> {
  const { request, manner, signal, transient } = asking;
  const { exchange, clock, random, gate, share } = options;
  manner.pace?.left();
  const reply = await exchange(request, { number, newConnection: transient > 0 }, signal);
  const verdict = verdictOn(request, reply, clock.now());
  if (verdict.kind !== 'throttled') return verdict;
  asking.throttled += 1;
  const ownWait = () => backoffMilliseconds(THROTTLED_BACKOFF, asking.throttled, random);
  const now = clock.now().getTime();
  const until = verdict.failure.retryAt ?? new Date(now + ownWait());
  if (manner.holdsTenant && verdict.failure.kind === 'throttled') {
    share.noteRefused();
    await gate.hold(until);
  }
  return { kind: 'throttled', failure: withRetryAt(verdict.failure, until) };
}

/** Waits until the request may be repeated; throws its failure when it may not be. */
async function beforeNextTry(
  asking: Asking,
  { kind, failure }: Exclude<Verdict, { kind: 'done' }>,
  options: SendOptions,
): Promise<void> {
  switch (kind) {
    case 'failed':
      throw failure;
    case 'tokenRefused':
      asking.tokensRefused += 1;
      if (asking.tokensRefused > 1 || !options.authenticator.forgetToken()) throw failure;
      return;
    case 'throttled':
      return waitAsTold(asking, failure, options);
    case 'transient':
      asking.transient += 1;
      return waitForBetter(asking, failure, options);
  }
}

async function waitAsTold(asking: Asking, failure: GraphFailure, options: SendOptions): Promise<void> {
  const { request, manner, signal, throttled } = asking;
  const { throttledRetries, longestWaitMilliseconds } = manner.patience;
  const { clock, log } = options;
  const now = clock.now();
  const until = failure.retryAt ?? now;
  if (throttled > throttledRetries || until.getTime() - now.getTime() > longestWaitMilliseconds)
    throw failure;
  log.info('graphWait', { route: request.route, because: failure.kind, until: until.toISOString() });
  try {
    await sleepUntil(clock, until, signal);
  } catch (cause) {
    // The caller's time is over, and Graph is still not to be asked: it learns both, and until when.
    throw withRetryAt(failure, until, cause);
  }
}

async function waitForBetter(asking: Asking, failure: GraphFailure, options: SendOptions): Promise<void> {
  const { manner, signal, transient } = asking;
  if (!manner.repeatable || transient > manner.patience.transientRetries) throw failure;
  await options.clock.sleep(backoffMilliseconds(TRANSIENT_BACKOFF, transient, options.random), signal);
}

/** A 429 without a time gets ours, so that the caller knows when to come back. */
function withRetryAt(failure: GraphFailure, retryAt: Date, cause?: unknown): GraphFailure {
  const { status, code, clientRequestId } = failure;
  return new GraphFailure(failure.kind, failure.message, {
    retryAt,
    cause,
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(clientRequestId === undefined ? {} : { clientRequestId }),
  });
}
