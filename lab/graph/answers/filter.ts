/** $filter of List call records: startDateTime with ge, gt, le, lt, and one participant's id. */

import { sortableDateTime } from '../date-time.ts';
import { badRequest } from '../operation-result.ts';

export interface CallRecordFilter {
  /** Whether a start in sortable form is inside. */
  readonly startsInside: (start: string) => boolean;
  /** The id of a participant, when one is asked for. */
  readonly participantId: string | undefined;
}

type Comparison = (start: string) => boolean;

const COMPARISONS: Readonly<Record<string, (bound: string) => Comparison>> = {
  ge: (bound) => (start) => start >= bound,
  gt: (bound) => (start) => start > bound,
  le: (bound) => (start) => start <= bound,
  lt: (bound) => (start) => start < bound,
};

const DATE_CLAUSE = /^startDateTime\s+(ge|gt|le|lt)\s+(\S+)$/;
const PARTICIPANT_CLAUSE = /^participants_v2\/any\(\s*(\w+)\s*:\s*\1\/id\s+eq\s+'([^']*)'\s*\)$/;

/** @throws GraphError 400 for anything but the documented clauses joined by `and`. */
export function callRecordFilter(text: string | null): CallRecordFilter {
  const comparisons: Array<Comparison> = [];
  let participantId: string | undefined;
  for (const clause of text === null ? [] : text.trim().split(/\s+and\s+/)) {
    const date = DATE_CLAUSE.exec(clause);
    const participant = PARTICIPANT_CLAUSE.exec(clause);
    const bound = date?.[2] === undefined ? undefined : sortableDateTime(date[2]);
    const comparison = COMPARISONS[date?.[1] ?? ''];
    if (participant !== null && participantId === undefined) participantId = participant[2];
    else if (bound !== undefined && comparison !== undefined) comparisons.push(comparison(bound));
    else throw badRequest(`Invalid filter clause: '${clause}'.`);
  }
  return { startsInside: (start) => comparisons.every((comparison) => comparison(start)), participantId };
}
