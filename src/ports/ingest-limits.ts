/** How long and how often one message is worked on, which host.json repeats to the Functions host; how many there may be. */

import { MINUTE_MS } from '../language/milliseconds.ts';

/** After this many deliveries the message is given up on. */
export const MAX_DELIVERIES = 5;

/** Ends an ingest before the host's functionTimeout of 10 minutes would end the process and all beside it. */
export const INGEST_WITHIN_MS = 8 * MINUTE_MS;

/** Messages in the queue above which nothing is released: new notifications come first, and scaling stays sane. */
export const FULL_QUEUE = 3_000;
