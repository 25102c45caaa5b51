/** Graph's request limits for call records and subscriptions (page "throttling limits" of 2026-02-06). */

import type { Operation } from '../operation.ts';

/** All limits below are counted over 20 seconds. */
const WINDOW_MILLISECONDS = 20_000;

export interface ThrottleScope {
  readonly name: string;
  /** Requests in any 20 seconds. */
  readonly limit: number;
}

/** The limits that an operation counts against, the narrowest first. */
export function throttleScopes(operation: Operation): ReadonlyArray<ThrottleScope> {
  const application = { name: 'callRecords per app and tenant', limit: 1500 };
  switch (operation.kind) {
    case 'getCallRecord':
    case 'listSessions':
    case 'listParticipants':
      return [{ name: `callRecord ${operation.callId}`, limit: 40 }, application];
    case 'listCallRecords':
      return [{ name: 'list callRecords', limit: 40 }, application];
    case 'createSubscription':
    case 'updateSubscription':
    case 'deleteSubscription':
      return [{ name: 'change subscriptions', limit: 500 }];
    case 'getSubscription':
      return [{ name: 'get subscription', limit: 500 }];
    case 'listSubscriptions':
      return [{ name: 'list subscriptions', limit: 25 }];
    case 'unknown':
      return [];
  }
}

export interface Refusal {
  readonly scope: ThrottleScope;
  /** Until when the next requests will be refused too. */
  readonly until: number;
}

export class Throttling {
  /** The times of the requests counted against each scope. */
  readonly #times = new Map<string, Array<number>>();
  /** Until when Retry-After asked to wait, by the scope that was refused. */
  readonly #patience = new Map<string, number>();

  /** Counts a request against all scopes; returns the one that refuses it longest. */
  refusal(scopes: ReadonlyArray<ThrottleScope>, now: number): Refusal | undefined {
    let longest: Refusal | undefined;
    for (const scope of scopes) {
      const until = this.#count(scope, now);
      if (until !== undefined && until > (longest?.until ?? 0)) longest = { scope, until };
    }
    return longest;
  }

  /** Remembers what a Retry-After asked for, to notice who comes earlier. */
  askPatience({ name }: ThrottleScope, retryAfter: string, now: number): void {
    const until = untilOf(retryAfter, now);
    if (until !== undefined) this.#patience.set(name, Math.max(until, this.#patience.get(name) ?? 0));
  }

  /** How many milliseconds too early a request of these scopes comes, or undefined. */
  earlyBy(scopes: ReadonlyArray<ThrottleScope>, now: number): number | undefined {
    const early = Math.max(...scopes.map(({ name }) => (this.#patience.get(name) ?? 0) - now));
    return early > 0 ? early : undefined;
  }

  /** Refused requests count too: "immediate retries … accrue against the usage limits". */
  #count({ name, limit }: ThrottleScope, now: number): number | undefined {
    const recent = (this.#times.get(name) ?? []).filter((time) => time > now - WINDOW_MILLISECONDS);
    const isFull = recent.length >= limit;
    recent.push(now);
    this.#times.set(name, recent);
    return isFull ? (recent.at(-limit) ?? now) + WINDOW_MILLISECONDS : undefined;
  }
}

/** The latest moment that the header asks for; undefined when it says nothing that can be understood. */
function untilOf(retryAfter: string, now: number): number | undefined {
  const seconds = retryAfter.split(',').map((part) => part.trim());
  if (seconds.every((part) => /^\d+(\.\d+)?$/.test(part)))
    return now + Math.max(...seconds.map(Number)) * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : date;
}
