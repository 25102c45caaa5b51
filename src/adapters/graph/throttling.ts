/** Holding back while Graph throttles the tenant, on this instance or another. */

import type { Log } from '../../logs/log.ts';
import type { Clock } from '../../ports/clock.ts';
import { GraphFailure, type ThrottleGate } from '../../ports/graph.ts';
import type { GraphRequest } from './exchange.ts';
import type { Patience } from './limits.ts';
import type { Share } from './share.ts';
import { sleepUntil } from './sleep-until.ts';

export interface GateOptions {
  readonly gate: ThrottleGate;
  readonly share: Share;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Resolves when the request may be sent, and has taken its place among those under way. Rejects with GraphFailure `throttled` when that is longer away than the
 * request's patience, counted from now, however often the gate is moved on.
 */
export async function passGate(
  request: GraphRequest,
  patience: Patience,
  { gate, share, clock, log }: GateOptions,
  signal: AbortSignal,
): Promise<void> {
  const latest = clock.now().getTime() + patience.longestWaitMilliseconds;
  for (;;) {
    const notBefore = await gate.notBefore();
    if (notBefore === undefined || notBefore <= clock.now()) {
      if (share.take()) return;
      await share.givenBack();
      signal.throwIfAborted();
      continue;
    }
    if (notBefore.getTime() > latest) {
      const about = `${request.method} ${request.route}: the tenant is throttled until ${notBefore.toISOString()}`;
      throw new GraphFailure('throttled', about, { retryAt: notBefore });
    }
    log.info('graphWait', {
      route: request.route,
      because: 'tenantThrottled',
      until: notBefore.toISOString(),
    });
    // Time passes `latest` at last, and every request under way has its time limit, so this loop ends.
    await sleepUntil(clock, notBefore, signal);
  }
}
