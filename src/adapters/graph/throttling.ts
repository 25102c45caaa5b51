/** Holding back while Graph throttles the tenant, on this instance or another. */

import type { Log } from '../../logs/log.ts';
import type { Clock } from '../../ports/clock.ts';
import { GraphFailure, type ThrottleGate } from '../../ports/graph.ts';
import type { GraphRequest } from './exchange.ts';
import type { Patience } from './limits.ts';
import { sleepUntil } from './sleep-until.ts';

export interface GateOptions {
  readonly gate: ThrottleGate;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Resolves when the request may be sent. Rejects with GraphFailure `throttled` when that is longer away than the
 * request's patience, counted from now, however often the gate is moved on.
 */
export async function passGate(
  request: GraphRequest,
  patience: Patience,
  { gate, clock, log }: GateOptions,
  signal: AbortSignal,
): Promise<void> {
  const latest = clock.now().getTime() + patience.longestWaitMilliseconds;
  for (;;) {
    const notBefore = await gate.notBefore();
    if (notBefore === undefined || notBefore <= clock.now()) return;
    if (notBefore.getTime() > latest) {
      const about = `${request.method} ${request.route}: the tenant is throttled until ${notBefore.toISOString()}`;
      throw new GraphFailure('throttled', about, { retryAt: notBefore });
    }
    log.info('graphWait', {
      route: request.route,
      because: 'tenantThrottled',
      until: notBefore.toISOString(),
    });
    // Time passes `latest` at last, so this loop ends.
    await sleepUntil(clock, notBefore, signal);
  }
}
