/** In which durable state a call or a message is, read from what the pipeline has stored. */

import type { FuzzedPipeline } from './pipeline.ts';

export interface Outcomes {
  /** A head in CallRecords. */
  readonly stored: number;
  /** A row in PendingCallRecords. */
  readonly pending: number;
  /** Rows in DeadLetters. */
  readonly dead: number;
  /** Messages put back into the queue or its poison queue. */
  readonly putBack: number;
}

/** Counts what there is. The pipeline has had one message, so all of it is of that one. */
export function outcomesIn({ tables, queue }: FuzzedPipeline): Outcomes {
  return {
    stored: tables.rows('CallRecords').length,
    pending: tables.rows('PendingCallRecords').length,
    dead: tables.rows('DeadLetters').length,
    putBack: queue.messages().length + queue.poisonQueue.messages().length,
  };
}

/** The states that are there, by name. */
export function statesIn(pipeline: FuzzedPipeline): ReadonlyArray<string> {
  return Object.entries(outcomesIn(pipeline)).flatMap(([state, count]) => (count > 0 ? [state] : []));
}
