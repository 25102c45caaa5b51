/**
 * NCRONTAB, the schedules of timer triggers: {second} {minute} {hour} {day} {month} {day of week}, in UTC.
 * The grammar is that of the library in the Functions host (https://github.com/atifaziz/NCrontab, CrontabFieldImpl.cs).
 * croner knows more and other forms: it is given only numbers, and finds the times.
 */

import { Cron } from 'croner';

interface Field {
  readonly name: string;
  readonly lowest: number;
  readonly highest: number;
  /** In the order of the numbers from `lowest` on; any beginning of a name stands for it. */
  readonly names?: ReadonlyArray<string>;
}

const FIELDS: ReadonlyArray<Field> = [
  { name: 'second', lowest: 0, highest: 59 },
  { name: 'minute', lowest: 0, highest: 59 },
  { name: 'hour', lowest: 0, highest: 23 },
  { name: 'day', lowest: 1, highest: 31 },
  {
    name: 'month',
    lowest: 1,
    highest: 12,
    names: 'January February March April May June July August September October November December'.split(' '),
  },
  {
    name: 'day of week',
    lowest: 0,
    highest: 6,
    names: 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' '),
  },
];

/**
 * The first time after `after`, in whole seconds, that `schedule` names.
 * @throws {Error} when it is not an NCRONTAB expression of six fields, or names no time at all.
 */
export function nextOccurrence(schedule: string, after: Date): Date {
  const next = cron(schedule).nextRun(after);
  if (next === null) throw new Error(`the schedule "${schedule}" never comes`);
  return next;
}

/** Whether the Functions host can schedule this: it leaves out every other timer without an error. */
export function isNcrontab(schedule: string): boolean {
  try {
    nextOccurrence(schedule, new Date());
    return true;
  } catch {
    return false;
  }
}

function cron(schedule: string): Cron {
  const parts = schedule.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) {
    throw new Error(`the schedule "${schedule}" has ${parts.length} fields; NCRONTAB has six, seconds first`);
  }
  const pattern = FIELDS.map((field, index) => {
    const items = (parts[index] ?? '').split(',');
    return [...new Set(items.flatMap((item) => numbersIn(item, field, schedule)))].join(',');
  });
  // Day and day of week must both match; Vixie's cron, and croner by default, take either.
  return new Cron(pattern.join(' '), { mode: '6-part', domAndDow: true, timezone: 'UTC', paused: true });
}

/** One item of a list, such as "5", "Mon-Fri" or "5/10", as the numbers it stands for. */
function numbersIn(item: string, field: Field, schedule: string): ReadonlyArray<number> {
  const match = /^(?:(?<all>\*)|(?<from>\w+)(?:-(?<to>\w+))?)(?:\/(?<step>[1-9]\d*))?$/.exec(item)?.groups;
  if (match === undefined) throw new Error(`"${item}" is not a ${field.name} in the schedule "${schedule}"`);
  const { all, from, to, step } = match;
  const one = all === undefined ? numberOf(from ?? '', field, schedule) : field.lowest;
  // "5/10" goes on to the end of the field; "5" alone does not.
  const toTheEnd = all !== undefined || (to === undefined && step !== undefined);
  const other = toTheEnd ? field.highest : to === undefined ? one : numberOf(to, field, schedule);
  // A descending range is read from its other end.
  const [first, last] = [Math.min(one, other), Math.max(one, other)];
  const stride = Number(step ?? 1);
  return Array.from(
    { length: Math.floor((last - first) / stride) + 1 },
    (_, index) => first + index * stride,
  );
}

function numberOf(text: string, field: Field, schedule: string): number {
  const { name, lowest, highest, names = [] } = field;
  const named = names.findIndex((candidate) => candidate.toLowerCase().startsWith(text.toLowerCase()));
  const number = /^\d+$/.test(text) ? Number(text) : named < 0 ? Number.NaN : named + lowest;
  if (number >= lowest && number <= highest) return number;
  throw new Error(`"${text}" is not a ${name} in the schedule "${schedule}": ${lowest} to ${highest}`);
}
