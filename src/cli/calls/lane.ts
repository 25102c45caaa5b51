/** A person's time in a call as a line of characters. */

import { type DateTime, toDate } from '../../language/date-time.ts';
import type { Stay } from '../../told/people.ts';

/** Beside the words, for users who look for the pattern. */
export const THERE = '─';
export const POOR = '×';

interface Interval {
  readonly from: DateTime | undefined;
  readonly to: DateTime | undefined;
}

/** As wide as asked for. A participant who was there for a moment has one character. */
export function lane(
  span: Interval,
  { stays, poor }: { readonly stays: ReadonlyArray<Stay>; readonly poor: ReadonlyArray<Interval> },
  width: number,
): string {
  const cells = Array.from({ length: width }, () => ' ');
  const [start, end] = [milliseconds(span.from), milliseconds(span.to)];
  if (start === undefined || end === undefined || end <= start) return '';
  const cellOf = (instant: number) =>
    Math.min(width - 1, Math.max(0, Math.floor(((instant - start) / (end - start)) * width)));
  const draw = ({ from, to }: Interval, mark: string) => {
    const [first, last] = [milliseconds(from), milliseconds(to)];
    if (first === undefined && last === undefined) return;
    cells.fill(mark, cellOf(first ?? start), cellOf((last ?? end) - 1) + 1);
  };
  for (const stay of stays) draw(stay, THERE);
  for (const part of poor) draw(part, POOR);
  return cells.join('');
}

function milliseconds(instant: DateTime | undefined): number | undefined {
  return instant === undefined ? undefined : toDate(instant).getTime();
}
