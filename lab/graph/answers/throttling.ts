/** Graph's request limits for call records and subscriptions (page "throttling limits" of 2026-02-06). */

import type { Operation } from './operation.ts';

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
    case 'reauthorizeSubscription':
      return [{ name: 'reauthorize subscriptions', limit: 1000 }];
    case 'getSubscription':
      return [{ name: 'get subscription', limit: 500 }];
    case 'listSubscriptions':
      return [{ name: 'list subscriptions', limit: 25 }];
    case 'unknown':
      return [];
  }
}

/** The times of the requests counted against one limit. */
class Window {
  #times: Array<number> = [];

  /** Counts a request; returns until when the next ones will be refused, if this one is. */
  count(limit: number, now: number): number | undefined {
    if ((this.#times[0] ?? now) <= now - WINDOW_MILLISECONDS) {
      this.#times = this.#times.filter((time) => time > now - WINDOW_MILLISECONDS);
    }
    const full = this.#times.length >= limit;
    // Refused requests count too: "immediate retries … accrue against the usage limits".
    this.#times.push(now);
    if (!full) return undefined;
    return (this.#times[this.#times.length - limit] ?? now) + WINDOW_MILLISECONDS;
  }
}

export class Throttling {
  readonly #windows = new Map<string, Window>();
  /** Until when Retry-After asked to wait, by the scope that was refused. */
  readonly #patience = new Map<string, number>();

  /** Counts a request; returns the scope that refuses it and until when. */
  refusal(
    scopes: ReadonlyArray<ThrottleScope>,
    now: number,
  ): { readonly scope: ThrottleScope; readonly until: number } | undefined {
    let refused: { readonly scope: ThrottleScope; readonly until: number } | undefined;
    for (const scope of scopes) {
      const until = this.#window(scope.name).count(scope.limit, now);
      if (until !== undefined && (refused === undefined || until > refused.until)) refused = { scope, until };
    }
    return refused;
  }

  /** Remembers what a Retry-After asked for, to notice who comes earlier. */
  askPatience(scope: ThrottleScope, until: number): void {
    this.#patience.set(scope.name, Math.max(until, this.#patience.get(scope.name) ?? 0));
  }

  /** How many milliseconds too early a request of these scopes comes, or undefined. */
  earlyBy(scopes: ReadonlyArray<ThrottleScope>, now: number): number | undefined {
    let early: number | undefined;
    for (const { name } of scopes) {
      const until = this.#patience.get(name);
      if (until !== undefined && until > now) early = Math.max(early ?? 0, until - now);
    }
    return early;
  }

  #window(name: string): Window {
    const window = this.#windows.get(name) ?? new Window();
    this.#windows.set(name, window);
    return window;
  }
}
