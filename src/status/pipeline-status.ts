/**
 * The state of the running pipeline, kept where every instance and operators can read it. What operators have typed in
 * wrongly counts as absent: none of it is worth stopping for.
 */

import { toDateTime } from '../language/date-time.ts';
import { type Day, dayOf } from '../language/day.ts';
import { DAY_MS, MINUTE_MS } from '../language/milliseconds.ts';
import { GraphFailure, RECORD_KEPT_DAYS } from '../ports/graph.ts';
import type { Store } from '../rows/store.ts';
import type { PipelineStatusValues, StatusAspect } from '../tables/declarations/pipeline-status.ts';
import { failureText } from './failure-text.ts';

export async function readStatus({ status }: Store, aspect: StatusAspect): Promise<PipelineStatusValues> {
  const row = await status.get(aspect);
  return row === undefined ? {} : status.readableIn(row);
}

/** All aspects with one request; what is returned tells each. */
export async function readAllStatus({
  status,
}: Store): Promise<(aspect: StatusAspect) => PipelineStatusValues> {
  const aspects = new Map<string, PipelineStatusValues>();
  for await (const page of status.query()) {
    for (const row of page) aspects.set(row.rowKey, status.readableIn(row));
  }
  return (aspect) => aspects.get(aspect) ?? {};
}

/** The LastFailureKind of a failure that is not an answer of Graph. */
const NOT_OF_GRAPH = 'error';

/**
 * What the row of an aspect that asks Graph says after a failure; if several requests failed, the last is reported.
 * `before`: what it said. A run that ends without an answer of Graph does not contradict the refusal before it.
 */
export function failed(
  failures: ReadonlyArray<unknown>,
  now: Date,
  before: PipelineStatusValues,
): PipelineStatusValues {
  const LastFailureAt = toDateTime(now);
  const graph = failures.findLast((failure) => failure instanceof GraphFailure);
  const refusedAs = lastFailure(before)?.LastFailureKind ?? NOT_OF_GRAPH;
  if (graph === undefined && refusedAs !== NOT_OF_GRAPH) return { LastFailureAt };
  return {
    LastFailureAt,
    LastFailureKind: graph?.kind ?? NOT_OF_GRAPH,
    LastFailure: failureText(failures),
    // The next run, which may be another instance's, must not come earlier than Graph asked.
    NotBefore: graph?.retryAt === undefined ? undefined : toDateTime(graph.retryAt),
  };
}

/**
 * Leaves word for the timer summarize that calls of a day have changed. It compares the days of which Graph may still show
 * a call by itself; of an earlier one it would not know.
 */
export async function noteChangedDay({ status, clock }: Store, day: Day): Promise<void> {
  if (day >= firstComparedDay(clock.now())) return;
  await status.update('summarize', (row) => {
    const before = row === undefined ? {} : status.readableIn(row);
    const isNoted = before.ChangedFrom && before.ChangedFrom <= day;
    return isNoted ? { result: undefined } : { write: { ...before, ChangedFrom: day }, result: undefined };
  });
}

/** The first day that the timer summarize compares by itself. */
export function firstComparedDay(now: Date): Day {
  return dayOf(toDateTime(new Date(now.getTime() - RECORD_KEPT_DAYS * DAY_MS)));
}

/** What failed last, unless it has succeeded since. */
export function lastFailure(aspect: PipelineStatusValues): PipelineStatusValues | undefined {
  const { LastFailureAt, LastSuccessAt = '' } = aspect;
  return LastFailureAt !== undefined && LastFailureAt > LastSuccessAt ? aspect : undefined;
}

/** What health wants to know of the flow of records, by the column that remembers when it last happened. */
export type FlowEvent = 'LastNotificationAt' | 'LastStoredAt';

/** Notes that a notification came, or that a record was stored. */
export type NoteFlow = (event: FlowEvent) => Promise<void>;

/** Health looks at hours; a write for every record would double the cost of storing it. */
export const FLOW_NOTED_EVERY_MS = MINUTE_MS;

/** Each event is written at most once a minute by each instance, whether or not the write succeeds. */
export function createNoteFlow({ status, clock }: Store): NoteFlow {
  const notedAt = new Map<FlowEvent, number>();
  return async (event) => {
    const now = clock.now();
    const last = notedAt.get(event);
    if (last !== undefined && Math.abs(now.getTime() - last) < FLOW_NOTED_EVERY_MS) return;
    notedAt.set(event, now.getTime());
    await status.merge('ingest', { [event]: toDateTime(now) });
  };
}
