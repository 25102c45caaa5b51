/** $filter of List call records, as far as clients here use it: startDateTime with ge, gt, le, lt. */

import { sortableDateTime } from '../date-time.ts';
import { badRequest } from '../operation-result.ts';

/** Whether a start in sortable form is inside. */
type Comparison = (start: string) => boolean;

const COMPARISONS: Readonly<Record<string, (bound: string) => Comparison>> = {
  ge: (bound) => (start) => start >= bound,
  gt: (bound) => (start) => start > bound,
  le: (bound) => (start) => start <= bound,
  lt: (bound) => (start) => start < bound,
};

const CLAUSE = /^startDateTime\s+(ge|gt|le|lt)\s+(\S+)$/;

/** @throws GraphError 400 for anything but such clauses joined by `and`. */
export function startFilter(text: string | null): Comparison {
  const comparisons = (text === null ? [] : text.trim().split(/\s+and\s+/)).map((clause) => {
    const [, operator = '', dateTime = ''] = CLAUSE.exec(clause) ?? [];
    const bound = sortableDateTime(dateTime);
    const comparison = COMPARISONS[operator];
    if (bound === undefined || comparison === undefined)
      throw badRequest(`Invalid filter clause: '${clause}'.`);
    return comparison(bound);
  });
  return (start) => comparisons.every((comparison) => comparison(start));
}
