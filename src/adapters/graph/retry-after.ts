/** When Graph wants to be asked again. */

import { LONGEST_PAUSE_MS } from '../../ports/graph.ts';

/** The two headers that say so: Retry-After, and Date, by which its date form is read. */
export interface RetryHeaders {
  readonly retryAfter: string | undefined;
  readonly date: string | undefined;
}

/** Whole or with a fraction: Graph sends `2.128` too. https://learn.microsoft.com/graph/throttling */
const SECONDS = /^\d{1,15}(?:\.\d+)?$/;
/** The only form of date that HTTP still generates; its weekday is removed first. RFC 9110, 5.6.7. */
const HTTP_DATE = /^\d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const WEEKDAY = /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),\s*/g;

/**
 * The instant before which no request may be sent; the greatest of several values counts, as one proxy after
 * another may have added its own. Undefined when the header is absent, unreadable, or not in the future.
 */
export function retryAt(headers: RetryHeaders, now: Date): Date | undefined {
  const serverNow = httpDate(headers.date) ?? now.getTime();
  const delays = (headers.retryAfter ?? '')
    .replace(WEEKDAY, '')
    .split(',')
    .map((value) => delayMilliseconds(value.trim(), serverNow))
    .filter((delay) => delay !== undefined);
  const delay = Math.min(Math.max(0, ...delays), LONGEST_PAUSE_MS);
  return delay > 0 ? new Date(now.getTime() + delay) : undefined;
}

/** A date is turned into a delay by the server's own clock, for ours may be behind and we would come early. */
function delayMilliseconds(value: string, serverNow: number): number | undefined {
  if (SECONDS.test(value)) return Math.ceil(Math.round(Number(value) * 1_000_000) / 1_000);
  const instant = httpDate(value);
  return instant === undefined ? undefined : instant - serverNow;
}

function httpDate(value: string | undefined): number | undefined {
  const withoutWeekday = value?.replace(WEEKDAY, '');
  if (withoutWeekday === undefined || !HTTP_DATE.test(withoutWeekday)) return undefined;
  const instant = Date.parse(withoutWeekday);
  return Number.isNaN(instant) ? undefined : instant;
}
