/** How long the Graph client waits, how often it asks again, and how much it takes. */

import { INGEST_WITHIN_MS } from '../../ports/ingest-limits.ts';

/** Patience with one kind of request. */
export interface Patience {
  /** The longest single wait that is made inline; Graph asking for more ends the request. */
  readonly longestWaitMilliseconds: number;
  /** Further tries after a 429, or a 5xx that says when to come back. */
  readonly throttledRetries: number;
  /** Further tries after a fault that is expected to pass: a cut connection, a time-out, a 5xx. */
  readonly transientRetries: number;
}

export interface GraphLimits {
  /** A request that begins something: giving it up loses nothing but a little time. */
  readonly beginning: Patience;
  /** A page of a record already half read: giving it up means reading all its pages again. */
  readonly withinRecord: Patience;
  /** From the first byte sent to the last byte read. */
  readonly requestTimeLimitMilliseconds: number;
  readonly tokenTimeLimitMilliseconds: number;
  /** From one page of a record to its next. */
  readonly pageIntervalMilliseconds: number;
  /** From one request for the list of call records to the next. */
  readonly listIntervalMilliseconds: number;
  /** Links followed in one reading. */
  readonly linksOfOneReading: number;
  /** Decoded bytes of one answer. */
  readonly answerBytes: number;
}

const SECOND = 1_000;

export const DEFAULT_GRAPH_LIMITS: GraphLimits = {
  // Graph counts calls in windows of 20 s, so a wait of one window is the usual one.
  // https://learn.microsoft.com/graph/throttling-limits
  beginning: { longestWaitMilliseconds: 20 * SECOND, throttledRetries: 3, transientRetries: 2 },
  withinRecord: {
    // After that the ingest ends itself: a longer wait cannot end well.
    longestWaitMilliseconds: INGEST_WITHIN_MS,
    throttledRetries: 30,
    transientRetries: 4,
  },
  // Creating a subscription takes two handshakes of up to 10 s each, the slowest thing Graph does for us.
  // https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
  requestTimeLimitMilliseconds: 30 * SECOND,
  tokenTimeLimitMilliseconds: 30 * SECOND,
  // A call record may be asked for 40 times in 20 s, which is every 500 ms. A tenth slower leaves room for
  // the first two requests, which are not paced. A second instance that reads the same record paces itself: where both
  // read many pages, Graph throttles that record, and both wait as told.
  pageIntervalMilliseconds: 550,
  // The list may be asked for 40 times in 20 s too. Two processes list only while a lease changes hands.
  listIntervalMilliseconds: 550,
  // At that interval 873 pages fill the ingest's deadline; they would hold 52,000 sessions.
  linksOfOneReading: 1_000,
  // A page of 60 sessions takes a few hundred KiB; a hundred times that is not a page.
  answerBytes: 64 * 1024 * 1024,
};
