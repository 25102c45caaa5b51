/** Rule 5: no request before Graph allowed it, and no more of them than Graph allows. */

import type { Report } from './violation.ts';

/** Who asks: an instance, and within it one reading or one check. */
export interface Asker {
  readonly instance: string;
  /** Undefined outside of any run of a function. */
  readonly activity: object | undefined;
  /** Milliseconds for which what this one knows may be on its way. */
  readonly slowness: number;
}

export interface AskedRequest {
  readonly method: string;
  readonly url: URL;
}

export interface GraphAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly date: string | undefined;
}

/** What other instances may not know yet: they look at most so often. */
const STALE_MS = 5_000;
/** A look at storage takes a moment. */
const LOOK_MS = 200;

/** Graph: 40 requests for one record in 20 seconds. Ours: 2 lists a second. */
const RECORD_LIMIT = { requests: 40, milliseconds: 20_000, what: 'requests for one record in 20 s' };
const LIST_LIMIT = { requests: 2, milliseconds: 1_000, what: 'lists in a second' };

export class Patience {
  readonly #now: () => number;
  readonly #report: Report;
  readonly #skewMilliseconds: number;
  /** By instance: until when it was told to leave the tenant alone, and since when it knows. */
  readonly #held = new Map<string, { until: number; since: number }>();
  /** Shared through storage. */
  #shared: { readonly until: number; readonly since: number } = { until: 0, since: 0 };
  #latestDemand = 0;
  readonly #readings = new WeakMap<object, { until: number; since: number }>();
  readonly #recent = new Map<string, Array<number>>();

  /** `skewMilliseconds`: by how much the clocks of instances are wrong at most. */
  constructor(now: () => number, report: Report, skewMilliseconds = 0) {
    this.#now = now;
    this.#skewMilliseconds = skewMilliseconds;
    this.#report = report;
  }

  asked(asker: Asker, request: AskedRequest): void {
    const now = this.#now();
    const callId = recordIn(request.url);
    const early = (hold: { until: number; since: number } | undefined, whose: string): void => {
      if (hold === undefined || now <= hold.since || now >= hold.until) return;
      const what = `${asker.instance} asked for ${request.method} ${request.url.pathname} ${hold.until - now} ms before ${whose} allowed it`;
      this.#report('patience', what, callId);
    };
    early(this.#held.get(asker.instance), 'the 429 that it had been given itself');
    early(asker.activity && this.#readings.get(asker.activity), 'the answer to the same reading');
    const { until: demanded, since } = this.#shared;
    // Read by another clock than it was written by.
    const until = demanded - this.#skewMilliseconds;
    early({ until, since: since + STALE_MS + LOOK_MS + asker.slowness }, 'the 429 that all were told of');
    this.#count(request, callId);
  }

  /** Graph answers. Returns what is to be called when the answer arrives. */
  answered(asker: Asker, request: AskedRequest, answer: GraphAnswer): () => void {
    const demand = demandOf(answer, this.#now());
    if (demand === undefined) return () => undefined;
    return () => {
      const hold = { until: demand, since: this.#now() };
      this.#latestDemand = Math.max(this.#latestDemand, demand);
      if (asker.activity !== undefined) keepLater(this.#readings, asker.activity, hold);
      if (answer.status === 429 && concernsTenant(request)) keepLater(this.#held, asker.instance, hold);
    };
  }

  /** The row that says until when all are to wait was written. */
  shared(notBefore: number): void {
    // What the program asks of itself beyond Graph's demand is its own affair.
    const until = Math.min(notBefore, this.#latestDemand);
    if (until > this.#shared.until) this.#shared = { until, since: this.#now() };
  }

  #count({ url }: AskedRequest, callId: string | undefined): void {
    const isList = /\/callRecords$/i.test(url.pathname);
    if (callId === undefined && !isList) return;
    const limit = isList ? LIST_LIMIT : RECORD_LIMIT;
    const now = this.#now();
    const key = callId ?? 'list';
    const recent = (this.#recent.get(key) ?? []).filter((at) => at > now - limit.milliseconds);
    recent.push(now);
    this.#recent.set(key, recent);
    if (recent.length > limit.requests) {
      this.#report('patience', `${recent.length} ${limit.what}, at most ${limit.requests}`, callId);
    }
  }
}

/** A hold that lasts longer takes the place of the one before. */
function keepLater<Key extends object | string>(
  holds: {
    get(key: Key): { until: number; since: number } | undefined;
    set(key: Key, hold: { until: number; since: number }): unknown;
  },
  key: Key,
  hold: { until: number; since: number },
): void {
  const before = holds.get(key);
  if (before === undefined || before.until < hold.until) holds.set(key, hold);
}

/** The two requests with which a reading begins, and those about subscriptions: a 429 to them is meant for all. */
function concernsTenant({ url }: AskedRequest): boolean {
  if (/\/subscriptions/i.test(url.pathname)) return true;
  return recordIn(url) !== undefined && /expand/i.test(url.search) && !/skiptoken/i.test(url.search);
}

function recordIn(url: URL): string | undefined {
  return /\/callRecords(?:\/|\(')([0-9a-f-]{36})/i.exec(url.pathname)?.[1]?.toLowerCase();
}

/** Until when Graph asks to be left alone; undefined when it says nothing that can be understood. */
function demandOf({ status, retryAfter, date }: GraphAnswer, now: number): number | undefined {
  if ((status !== 429 && status < 500) || retryAfter === undefined) return undefined;
  const numbers = retryAfter.split(',').map(Number);
  if (numbers.every((number) => Number.isFinite(number))) return now + Math.max(...numbers) * 1000;
  const instant = Date.parse(retryAfter);
  if (Number.isNaN(instant)) return undefined;
  // By the server's own clock, which it says in whole seconds.
  return now + (instant - (date === undefined ? now : Date.parse(date)));
}
