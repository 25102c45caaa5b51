/** How long and how often one message is worked on. host.json repeats both to the Functions host. */

/** After this many deliveries the message is given up on. */
export const MAX_DELIVERIES = 5;

/** Ends an ingest before the host's functionTimeout of 10 minutes would end the process and all beside it. */
export const INGEST_WITHIN_MS = 8 * 60_000;
